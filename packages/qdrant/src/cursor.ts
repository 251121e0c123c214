import { invalid } from '@nestvec/core/kit';
import type { PointId } from './api.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const largestInteger = 2n ** 64n - 1n;

/** A place in a scan as text: the id of the last point that was seen. */
export function writeCursor(id: PointId): string {
  return String(id);
}

/** Reads such a text. Throws `invalid-input` for any other. */
export function readCursor(text: string): PointId {
  if (uuid.test(text)) return text;
  const number = /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
  if (number === undefined || number > largestInteger)
    throw invalid('after', 'is not the cursor of a page of this collection');
  return number <= Number.MAX_SAFE_INTEGER ? Number(number) : number;
}

/**
 * The id that follows another: integers in order, then UUIDs in theirs. The server begins a page at the id given, which need not
 * exist any more, so going on after one means beginning at the next.
 */
export function after(id: PointId): PointId {
  if (typeof id === 'string') {
    const next = BigInt(`0x${id.replaceAll('-', '')}`) + 1n;
    return next
      .toString(16)
      .padStart(32, '0')
      .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
  const next = BigInt(id) + 1n;
  if (next > largestInteger) return '00000000-0000-0000-0000-000000000000';
  return next <= Number.MAX_SAFE_INTEGER ? Number(next) : next;
}
