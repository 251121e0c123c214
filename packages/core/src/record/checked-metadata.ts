import { invalid } from '../errors.ts';
import { copyJson, isPlainObject, type JsonObject } from '../json.ts';

/** What was checked, with its JSON. It is frozen, so it stays what was checked. */
const texts = new WeakMap<object, string>();

/**
 * A frozen copy of metadata that need not be checked or turned into JSON again on its way to a database. Throws `invalid-input`
 * naming the first value that is not JSON.
 */
export function checkMetadata(metadata: unknown, path: string): JsonObject {
  if (isCheckedMetadata(metadata)) return metadata;
  if (!isPlainObject(metadata)) throw invalid(path, 'must be a JSON object');
  const copy = copyJson(metadata, path) as JsonObject; // the copy of an object is one
  texts.set(copy, JSON.stringify(copy));
  return copy;
}

/** The JSON of a record's metadata, made once where `checkMetadata` gave them. */
export function metadataJson(metadata: JsonObject): string {
  return texts.get(metadata) ?? JSON.stringify(metadata);
}

/** Whether `checkMetadata` gave these. */
export function isCheckedMetadata(metadata: unknown): metadata is JsonObject {
  return typeof metadata === 'object' && metadata !== null && texts.has(metadata);
}
