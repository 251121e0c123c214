import { invalid } from '../errors.ts';
import { checkFields } from '../filter/check-fields.ts';
import { isCheckedMetadata } from './checked-metadata.ts';
import { checkId } from './ids.ts';
import { checkNames } from '../options/check-names.ts';
import { checkJson, describeValue, isPlainObject } from '../json.ts';
import type { RecordUpdate, VectorRecord } from './record.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { checkUnitVector } from '../vector.ts';

/**
 * Checks a record against its collection before anything is sent: id, vectors (name, length, finite, unit), metadata
 * (JSON, declared types), texts. Throws `invalid-input` naming the place, such as `records[2].vectors.image`.
 */
export function checkRecord(record: VectorRecord, spec: ResolvedSpec, path: string): void {
  checkIsObject(record, 'record', path);
  checkRecordNames(record, path);
  checkId(record.id, `${path}.id`);
  checkVectors(record.vectors, spec, `${path}.vectors`);
  checkDeclared(record.metadata, spec, `${path}.metadata`);
  checkTexts(record, path);
}

const ofRecord = { what: 'field', elsewhere: '; what is yours goes into metadata' };

const recordNames = {
  id: true,
  vectors: true,
  metadata: true,
  text: true,
  uri: true,
  parentId: true,
  source: true,
  contentHash: true,
} as const;

const checkRecordNames = checkNames<VectorRecord>(recordNames, ofRecord);

const checkUpdateNames = checkNames<RecordUpdate>({ ...recordNames, unset: true }, ofRecord);

/** Like `checkRecord`, for the parts that a change names. Throws `invalid-input` naming the part. */
export function checkUpdate(update: RecordUpdate, spec: ResolvedSpec, path: string): void {
  checkIsObject(update, 'change of a record', path);
  checkUpdateNames(update, path);
  checkId(update.id, `${path}.id`);
  if (update.vectors !== undefined) checkVectors(update.vectors, spec, `${path}.vectors`);
  if (update.metadata !== undefined) checkDeclared(update.metadata, spec, `${path}.metadata`);
  checkUnset(update.unset, `${path}.unset`);
  checkTexts(update, path);
}

/** The records to write: of a repeated id only the last, in order of first appearance. */
export function lastOfEachId<Entry extends { readonly id: string }>(
  entries: readonly Entry[],
): readonly Entry[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  return byId.size === entries.length ? entries : [...byId.values()];
}

function checkIsObject(value: unknown, what: string, path: string): void {
  if (typeof value !== 'object' || value === null)
    throw invalid(path, `must be a ${what}, got ${describeValue(value)}`);
}

function checkUnset(unset: unknown, path: string): void {
  if (unset === undefined) return;
  // `some` passes over holes.
  if (!Array.isArray(unset) || Array.from<unknown>(unset).some((key) => typeof key !== 'string'))
    throw invalid(path, 'must be an array of metadata keys');
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

function checkDeclared(metadata: unknown, spec: ResolvedSpec, path: string): void {
  if (!isPlainObject(metadata)) throw invalid(path, 'must be a JSON object');
  // An ingest checked what it sends.
  if (!isCheckedMetadata(metadata)) checkJson(metadata, path);
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
