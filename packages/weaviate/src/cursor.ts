import { invalid } from '@nestvec/core/kit';

/** Reads a place in a scan: the id of the last object that was seen. Throws `invalid-input` for any other text. */
export function readCursor(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text;
  throw invalid('after', 'is not the cursor of a page of this collection');
}
