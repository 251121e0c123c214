import { badRequest } from './refusal.ts';

/** A place in a sorted list as an opaque text. */
function writeToken(after: string): string {
  return Buffer.from(JSON.stringify({ skip_past: after })).toString('base64');
}

/** The last entry that was given out, by such a text. */
function readToken(token: string): string {
  try {
    const place: unknown = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
    if (typeof place === 'object' && place !== null && 'skip_past' in place)
      return String(place.skip_past);
  } catch {
    // reported below
  }
  throw badRequest('Invalid pagination token');
}

/** One page of sorted entries after a token, and the token of the next. */
export function pageOf<Entry>(
  sorted: readonly Entry[],
  keyOf: (entry: Entry) => string,
  limit: number,
  token: string | undefined,
): { readonly page: readonly Entry[]; readonly next: string | undefined } {
  const after = token === undefined ? undefined : readToken(token);
  const left = after === undefined ? sorted : sorted.filter((entry) => keyOf(entry) > after);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  return {
    page,
    next: left.length > limit && last !== undefined ? writeToken(keyOf(last)) : undefined,
  };
}
