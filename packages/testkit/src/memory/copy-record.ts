import type { JsonObject, VectorRecord } from '@nestvec/core';
import { type Include, metadataJson, pickMetadata, type ResolvedSpec } from '@nestvec/core/store';

/** A record that shares nothing with the given one. */
export function copyRecord(record: VectorRecord): VectorRecord {
  const { id, text, uri, parentId, source, contentHash } = record;
  return {
    id,
    vectors: copyVectors(record.vectors, Object.keys(record.vectors)),
    metadata: copyJson(record.metadata),
    ...(text === undefined ? {} : { text }),
    ...(uri === undefined ? {} : { uri }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(source === undefined ? {} : { source }),
    ...(contentHash === undefined ? {} : { contentHash }),
  };
}

/** The parts of a record that were asked for, shared with nothing. */
export function selectRecord(
  record: VectorRecord,
  include: Include | undefined,
  spec: Pick<ResolvedSpec, 'fields'>,
): VectorRecord {
  const { id, metadata, vectors: _, text, ...links } = copyRecord(record);
  return {
    id,
    ...(include?.links === false ? {} : links),
    ...(include?.text === false || text === undefined ? {} : { text }),
    metadata: pickMetadata(metadata, include?.metadata, spec),
    vectors: copyVectors(record.vectors, include?.vectors ?? Object.keys(record.vectors)),
  };
}

/** The named vectors that the record has, copied. */
export function copyVectors(
  vectors: VectorRecord['vectors'],
  names: readonly string[],
): Record<string, Float32Array> {
  const copies: Record<string, Float32Array> = {};
  for (const name of names) {
    const vector = vectors[name];
    if (vector !== undefined) copies[name] = vector.slice();
  }
  return copies;
}

/** JSON keeps keys such as `__proto__` as keys and leaves out what is undefined. */
export function copyJson(value: JsonObject): JsonObject {
  return JSON.parse(metadataJson(value)) as JsonObject; // JSON of an object is read back as an object
}
