import { messageOf } from './errors.ts';
import { lostDigits } from './lost-digits.ts';

/**
 * Reads JSON from outside. Throws an error that says what is wrong where it is not JSON, and where it holds a number that is not kept
 * (`lostDigits`): `JSON.parse` makes another one of it without a word.
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`is not JSON (${messageOf(error)})`, { cause: error });
  }
  // What was read, and a glance at the text, say at once whether its numbers are to be looked at one by one, which takes longer.
  const lost = longNumber.test(text) || holdsLargeNumber(value) ? lostNumberIn(text) : undefined;
  if (lost !== undefined)
    throw new Error(
      `holds the number ${lost.number}, which JSON readers change, since it ${lost.reason}; write it as a string`,
    );
  return value;
}

/** What a number of more than 17 digits has, and one that is too close to zero, and few texts besides. */
const longNumber = /\d[\d.]{17}|\de-\d{3}/i;

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

interface LostNumber {
  /** Its beginning, as it is written. */
  readonly number: string;
  readonly reason: string;
}

/** The first number in a text of valid JSON that is not kept. */
function lostNumberIn(text: string): LostNumber | undefined {
  // Strings are passed over whole, so that digits within them do not count, and by hand: a pattern has no room for an image.
  const tokens = /"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    const [token] = found;
    if (token === '"') {
      tokens.lastIndex = behindString(text, tokens.lastIndex);
      continue;
    }
    const reason = lostDigits(token);
    if (reason !== undefined) return { number: token.slice(0, 60), reason };
  }
  return undefined;
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
