import { invalid } from '../errors.ts';
import { checkFields } from '../filter/check-fields.ts';
import { checkId } from './ids.ts';
import { checkJson, isPlainObject } from '../json.ts';
import type { RecordUpdate, VectorRecord } from './record.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { checkUnitVector } from '../vector.ts';

/**
 * Checks a record against its collection before anything is sent: id, vectors (name, length, finite, unit), metadata
 * (JSON, declared types), texts. Throws `invalid-input` naming the place, such as `records[2].vectors.image`.
 */
export function checkRecord(record: VectorRecord, spec: ResolvedSpec, path: string): void {
  checkId(record.id, `${path}.id`);
  checkVectors(record.vectors, spec, `${path}.vectors`);
  checkMetadata(record.metadata, spec, `${path}.metadata`);
  checkTexts(record, path);
}

/** Like `checkRecord`, for the parts that a change names. */
export function checkUpdate(update: RecordUpdate, spec: ResolvedSpec, path: string): void {
  checkId(update.id, `${path}.id`);
  if (update.vectors !== undefined) checkVectors(update.vectors, spec, `${path}.vectors`);
  if (update.metadata !== undefined) checkMetadata(update.metadata, spec, `${path}.metadata`);
  if (update.unset !== undefined && !update.unset.every((key) => typeof key === 'string')) {
    throw invalid(`${path}.unset`, 'must be an array of metadata keys');
  }
  checkTexts(update, path);
}

/** The records to write: of a repeated id only the last, in order of first appearance. */
export function lastOfEachId<Entry extends { readonly id: string }>(
  entries: readonly Entry[],
): readonly Entry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return byId.size === entries.length ? entries : [...byId.values()];
}

function checkVectors(vectors: unknown, spec: ResolvedSpec, path: string): void {
  if (!isPlainObject(vectors)) throw invalid(path, 'must be an object of Float32Arrays by name');
  for (const [name, vector] of Object.entries(vectors)) {
    const declared = Object.hasOwn(spec.vectors, name) ? spec.vectors[name] : undefined;
    if (declared === undefined) {
      throw invalid(
        `${path}.${name}`,
        `is not a named vector of ${spec.name}; it has ${Object.keys(spec.vectors).join(', ')}`,
      );
    }
    checkUnitVector(vector, declared.dimensions, `${path}.${name}`);
  }
}

function checkMetadata(metadata: unknown, spec: ResolvedSpec, path: string): void {
  if (!isPlainObject(metadata)) throw invalid(path, 'must be a JSON object');
  checkJson(metadata, path);
  checkFields(metadata, spec.fields, path);
}

function checkTexts(
  record: Omit<RecordUpdate, 'id' | 'vectors' | 'metadata' | 'unset'>,
  path: string,
): void {
  for (const key of ['text', 'uri', 'parentId', 'source', 'contentHash'] as const) {
    const value: unknown = record[key];
    if (value === undefined) continue;
    if (typeof value !== 'string' || !value.isWellFormed())
      throw invalid(`${path}.${key}`, 'must be a well-formed string');
  }
}
