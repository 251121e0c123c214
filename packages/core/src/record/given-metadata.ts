import { createHash } from 'node:crypto';
import { invalid } from '../errors.ts';
import {
  canonicalJson,
  checkJson,
  describeValue,
  isPlainObject,
  type JsonObject,
} from '../json.ts';

/**
 * Metadata of a document of another library, as it is stored: any JSON object; `undefined` in it counts as missing, and the keys of
 * `leftOut` are. Throws `invalid-input` that names the place.
 */
export function givenMetadata(
  given: unknown,
  path: string,
  leftOut: readonly string[] = [],
): JsonObject {
  if (given === undefined) return {};
  if (!isPlainObject(given))
    throw invalid(path, `must be a JSON object, got ${describeValue(given)}`);
  const own = Object.fromEntries(Object.entries(given).filter(([key]) => !leftOut.includes(key)));
  const defined = withoutUndefined(own);
  checkJson(defined, path);
  return defined as JsonObject; // checked, and an object as it was
}

/** An id made of content: the same content is the same record, however often it is added. */
export function contentId(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex').slice(0, 32);
}

/** As JSON has it: keys of an object whose value is `undefined` are not there. */
function withoutUndefined(value: unknown, depth = 0): unknown {
  if (depth > deepest) return value; // refused by the check that follows
  if (Array.isArray(value)) return value.map((entry) => withoutUndefined(entry, depth + 1));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [key, withoutUndefined(entry, depth + 1)]),
  );
}

const deepest = 1000;
