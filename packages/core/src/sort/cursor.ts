import { z } from 'zod';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import type { SortPlace } from './order.ts';
import type { ResolvedSort } from './resolve-sort.ts';

const schema = z.tuple([z.string(), z.enum(['asc', 'desc']), z.number().nullable(), z.string()]);

/** The end of a page as a text. */
export function writeCursor({ field, direction }: ResolvedSort, { value, id }: SortPlace): string {
  return Buffer.from(JSON.stringify([field, direction, value ?? null, id])).toString('base64url');
}

/** Reads it back. Throws `invalid-input` for what is not the cursor of a page in this order. */
export function readCursor(after: unknown, { field, direction }: ResolvedSort): SortPlace {
  const parsed = schema.safeParse(typeof after === 'string' ? parse(after) : undefined);
  if (!parsed.success || parsed.data[0] !== field || parsed.data[1] !== direction)
    throw invalid(
      'after',
      `must be the cursor of a page in this order, got ${describeValue(after)}`,
    );
  const [, , value, id] = parsed.data;
  return { id, value: value ?? undefined };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
