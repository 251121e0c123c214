import { messageOf } from './errors.ts';

/**
 * Reads JSON from outside. Throws an error that says what is wrong where it is not JSON, and where it holds a number beyond
 * 2^53 - 1 that is whole or has more digits than are kept: `JSON.parse` makes another number of it without a word.
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`is not JSON (${messageOf(error)})`, { cause: error });
  }
  // What was read says at once whether the text is to be searched, which takes longer.
  const large = holdsLargeNumber(value) ? largeNumberIn(text) : undefined;
  if (large !== undefined)
    throw new Error(
      `holds the number ${large}, which JSON readers change, since it is beyond 2^53 - 1; write it as a string`,
    );
  return value;
}

/** Deeper values are searched in any case. */
const mostLevels = 500;

/** Whether a number among these lies where doubles leave out whole numbers. */
function holdsLargeNumber(value: unknown, level: number = 0): boolean {
  if (typeof value === 'number') return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return false;
  if (level > mostLevels) return true;
  if (Array.isArray(value)) return value.some((entry) => holdsLargeNumber(entry, level + 1));
  // No call of its own for a list of values, which takes longer than all the rest.
  for (const key in value)
    if (holdsLargeNumber((value as Readonly<Record<string, unknown>>)[key], level + 1)) return true; // an object of JSON
  return false;
}

/** The first number in a text of valid JSON that no double can be trusted with. */
function largeNumberIn(text: string): string | undefined {
  // Strings are passed over whole, so that digits within them do not count, and by hand: a pattern has no room for an image.
  const tokens = /"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    const [token] = found;
    if (token === '"') tokens.lastIndex = behindString(text, tokens.lastIndex);
    else if (Math.abs(Number(token)) > Number.MAX_SAFE_INTEGER && !keepsDigits(token))
      return token.slice(0, 60);
  }
  return undefined;
}

/** Whether a large number is one that only measures, such as `1.5e300`, and is read as it is written. */
function keepsDigits(token: string): boolean {
  const isWhole = /^-?\d+(?:\.0+)?$/.test(token);
  return !isWhole && digitsOf(token) === digitsOf(String(Number(token)));
}

/** The digits of a number without what only says how large it is. */
function digitsOf(number: string): string {
  return number
    .replace(/e.*$/i, '')
    .replaceAll(/\D/g, '')
    .replaceAll(/^0+|0+$/g, '');
}

/** Where the JSON goes on behind a string whose text begins at `start`. */
function behindString(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end !== -1; end = text.indexOf('"', end + 1)) {
    let escape = end;
    while (escape > start && text[escape - 1] === '\\') escape -= 1;
    if ((end - escape) % 2 === 0) return end + 1;
  }
  return text.length;
}
