import { messageOf } from './errors.ts';
import { behindString } from './json-strings.ts';
import { lostDigits, smallestWhole } from './lost-digits.ts';
import { mostKeys, repeatedKey } from './repeated-key.ts';

/**
 * Reads JSON from outside. Throws an error that says what is wrong where it is not JSON, where it holds a number that is not kept
 * (`lostDigits`), and where an object has a key twice: `JSON.parse` makes another number of the one and drops the first value of the
 * other, without a word.
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`is not JSON (${messageOf(error)})`, { cause: error });
  }
  // What was read, and a glance at the text, say at once whether it is to be looked at piece by piece, which takes longer.
  const seen: Seen = { keys: 0, hasNumbers: false, hasTiny: false, isSuspect: false };
  look(value, seen, 0);
  const isSuspect =
    seen.isSuspect ||
    (seen.hasNumbers && hasLongNumber(text)) ||
    (seen.hasTiny && tinyNumber.test(text));
  const lost = isSuspect ? lostNumberIn(text) : undefined;
  if (lost !== undefined)
    throw new Error(
      `holds the number ${lost.number}, which JSON readers change, since it ${lost.reason}; write it as a string`,
    );
  const key = seen.isSuspect || seen.keys < mostKeys(text) ? repeatedKey(text) : undefined;
  if (key !== undefined)
    throw new Error(
      `has the key ${JSON.stringify(key.slice(0, 60))} twice, of which JSON readers keep the last alone; leave one out`,
    );
  return value;
}

/** What a short number that is too close to zero has, and few texts besides. */
const tinyNumber = /\de-\d{3}/i;

/** A number of more than 17 digits has as many signs, digits and a point, in a row. */
const fewestSigns = 18;

/** Whether a text has a row of signs such as a number of more than 17 digits has. */
function hasLongNumber(text: string): boolean {
  // Of each such row, one sign at least is looked at.
  for (let at = fewestSigns - 1; at < text.length; at += fewestSigns) {
    if (!isOfNumber(text.charCodeAt(at))) continue;
    let start = at;
    while (isOfNumber(text.charCodeAt(start - 1))) start -= 1;
    while (isOfNumber(text.charCodeAt(at + 1))) at += 1;
    if (at + 1 - start >= fewestSigns) return true;
  }
  return false;
}

function isOfNumber(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2e;
}

/** Deeper values are looked at piece by piece in any case. */
const mostLevels = 500;

/** What was seen of a value. */
interface Seen {
  keys: number;
  hasNumbers: boolean;
  /** Whether there is a zero, or a number close to it. */
  hasTiny: boolean;
  /** Whether a number lies where doubles leave out whole numbers, or not all was looked at. */
  isSuspect: boolean;
}

function look(value: unknown, seen: Seen, level: number): void {
  if (typeof value === 'number') {
    seen.hasNumbers = true;
    const size = Math.abs(value);
    if (size > Number.MAX_SAFE_INTEGER) seen.isSuspect = true;
    else if (size < smallestWhole) seen.hasTiny = true;
  } else if (typeof value === 'object' && value !== null) {
    if (level > mostLevels) seen.isSuspect = true;
    else if (Array.isArray(value)) for (const entry of value) look(entry, seen, level + 1);
    // Neither a call for a text nor a list of values, which take longer than all the rest.
    else
      for (const key in value) {
        seen.keys += 1;
        const entry = (value as Readonly<Record<string, unknown>>)[key]; // an object of JSON
        if (typeof entry !== 'string') look(entry, seen, level + 1);
      }
  }
}

interface LostNumber {
  /** Its beginning, as it is written. */
  readonly number: string;
  readonly reason: string;
}

/** The first number in a text of valid JSON that is not kept. */
function lostNumberIn(text: string): LostNumber | undefined {
  // Strings are passed over whole, so that digits within them do not count.
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
