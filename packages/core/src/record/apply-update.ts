import type { JsonObject } from '../json.ts';
import type { RecordUpdate, VectorRecord } from './record.ts';

/**
 * The record after a change: named parts replaced, everything else as it was but the hash of what other vectors were made from, by which an
 * ingest would leave them. For databases without partial writes.
 */
export function applyUpdate(record: VectorRecord, change: RecordUpdate): VectorRecord {
  const { id: _, vectors, metadata = {}, unset = [], ...texts } = change;
  const given = Object.fromEntries(
    Object.entries(texts).filter(([, value]) => value !== undefined),
  );
  const { contentHash, ...rest } = record;
  const hasOtherVectors = vectors !== undefined && Object.keys(vectors).length > 0;
  return {
    ...rest,
    ...(hasOtherVectors || contentHash === undefined ? {} : { contentHash }),
    ...given,
    vectors: { ...record.vectors, ...vectors },
    metadata: mergeMetadata(record.metadata, metadata, unset),
  };
}

/** Built from entries, so that a key such as `__proto__` stays a key. */
function mergeMetadata(
  stored: JsonObject,
  changed: JsonObject,
  unset: readonly string[],
): JsonObject {
  const merged = new Map(Object.entries(stored));
  for (const [key, value] of Object.entries(changed))
    if (value !== undefined) merged.set(key, value);
  for (const key of unset) merged.delete(key);
  return Object.fromEntries(merged);
}
