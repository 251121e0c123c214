import { messageOf } from './errors.ts';

/**
 * Reads JSON from outside. Throws an error that says what is wrong where it is not JSON, and where it holds a whole number beyond
 * 2^53 - 1: `JSON.parse` makes another number of it without a word.
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`is not JSON (${messageOf(error)})`, { cause: error });
  }
  // A safe number has at most 16 digits. Most texts have no longer run of them, and a reviver is slow.
  const large = /\d{16}/.test(text) ? largeNumberIn(text) : undefined;
  if (large !== undefined)
    throw new Error(
      `holds the number ${large}, which JSON readers change, since it is beyond 2^53 - 1; write it as a string`,
    );
  return value;
}

/** The first whole number in a text of valid JSON that no double can be trusted with. */
function largeNumberIn(text: string): string | undefined {
  // Strings are passed over whole, so that digits within them do not count.
  const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  for (const [token] of text.matchAll(tokens)) {
    if (/^-?\d+(?:\.0+)?$/.test(token) && !Number.isSafeInteger(Number(token)))
      return token.slice(0, 60);
  }
  return undefined;
}
