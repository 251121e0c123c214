import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { positiveInteger } from '../options/positive-integer.ts';
import type { SearchRequest } from './search.ts';

/** A part of a list of `depth` hits. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
  readonly depth: number;
}

const usualLimit = 10;
const usualDepth = 100;

/** Checks a page and fills in its defaults. Throws `invalid-input`; `most` is what the database can give. */
export function resolvePage(
  request: Pick<SearchRequest, 'limit' | 'offset' | 'depth'>,
  database: string,
  most: number,
): Page {
  const limit = positiveInteger(request.limit ?? usualLimit, 'limit');
  const offset = request.offset ?? 0;
  if (!Number.isInteger(offset) || offset < 0)
    throw invalid('offset', `must be 0 or a positive integer, got ${describeValue(offset)}`);
  const depth = positiveInteger(request.depth ?? Math.min(usualDepth, most), 'depth');
  if (depth > most)
    throw invalid('depth', `is ${depth}, and ${database} gives at most ${most} hits`);
  if (limit + offset > depth) {
    const advice = limit + offset <= most ? `pass depth: ${limit + offset} or more` : undefined;
    throw invalid(
      'depth',
      `is ${depth}, and limit + offset is ${limit + offset}; ${advice ?? `${database} gives at most ${most} hits`}`,
    );
  }
  return { limit, offset, depth };
}
