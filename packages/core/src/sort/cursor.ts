import { z } from 'zod';
import { invalid } from '../errors.ts';
import { parseDatetime } from '../filter/datetime.ts';
import { describeValue } from '../json.ts';
import type { SortPlace } from './order.ts';
import type { ResolvedSort } from './resolve-sort.ts';

const schema = z.tuple([z.string(), z.enum(['asc', 'desc']), z.number().nullable(), z.string()]);

/** What a `Date` can hold, in milliseconds from 1970 either way. */
const farthestTime = 8.64e15;

/** The end of a page as a text. */
export function writeCursor({ field, direction }: ResolvedSort, { value, id }: SortPlace): string {
  return Buffer.from(JSON.stringify([field, direction, value ?? null, id])).toString('base64url');
}

/** Reads it back. Throws `invalid-input` for what can’t be the cursor of a page in this order; it comes from outside. */
export function readCursor(after: unknown, { field, type, direction }: ResolvedSort): SortPlace {
  const parsed = schema.safeParse(typeof after === 'string' ? parse(after) : undefined);
  const place = parsed.success ? parsed.data : undefined;
  if (place?.[0] !== field || place[1] !== direction || !isValue(place[2], type))
    throw invalid(
      'after',
      `must be the cursor of a page in this order, got ${describeValue(after)}`,
    );
  const [, , value, id] = place;
  return { id, value: value ?? undefined };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** Databases refuse a moment that no record can hold. */
function isValue(value: number | null, type: ResolvedSort['type']): boolean {
  if (value === null || type !== 'datetime') return true;
  return Math.abs(value) <= farthestTime && parseDatetime(new Date(value).toISOString()) === value;
}
