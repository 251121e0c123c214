import { invalid } from '@nestvec/core/kit';

/** A place in a scan: the token of a page of Pinecone's list, and the last id of it that was given out. */
export interface Cursor {
  readonly token: string | undefined;
  readonly after: string;
}

/** A place as text. */
export function writeCursor({ token, after }: Cursor): string {
  return JSON.stringify([after, ...(token === undefined ? [] : [token])]);
}

/** Reads such a text. Throws `invalid-input` for any other. */
export function readCursor(text: string): Cursor {
  try {
    const place: unknown = JSON.parse(text);
    if (Array.isArray(place)) {
      const [after, token] = place as unknown[]; // of whatever
      if (typeof after === 'string' && (token === undefined || typeof token === 'string'))
        return { after, token };
    }
  } catch {
    // reported below
  }
  throw invalid('after', 'is not the cursor of a page of this collection');
}
