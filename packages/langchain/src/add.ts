import {
  isNestvecError,
  type Modality,
  truncate,
  type VectorIndex,
  type VectorRecord,
} from '@nestvec/core';
import { batches, checkList, forEachInWindow, invalid, retry } from '@nestvec/core/kit';
import { addUnconfirmed, checkRecord, recordBytes } from '@nestvec/core/store';
import { originOf } from './origin.ts';
import { toUnit } from './search-by-vector.ts';
import type { StoredDocument } from './stored-document.ts';

/** Writes documents under given vectors, in batches of the database's size. */
export async function addRecords(
  index: VectorIndex,
  modality: Modality,
  vectors: readonly (readonly number[])[],
  documents: readonly StoredDocument[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  checkList(vectors, 'vectors');
  if (vectors.length !== documents.length)
    throw invalid('vectors', `are ${vectors.length} for ${documents.length} documents`);
  const { store, spec, embedder } = index;
  const { dimensions } = embedder.identity;
  const units = vectors.map((vector, i) => toUnit(vector, dimensions, `vectors[${i}]`));
  const named = Object.entries(spec.vectors).filter(([, one]) => one.modality === modality);
  const records = new Map<string, VectorRecord>();
  for (const [i, document] of documents.entries()) {
    const own: Record<string, Float32Array> = {};
    for (const [name, one] of named) own[name] = truncate(unitAt(units, i), one.dimensions);
    const record = { ...document, vectors: own };
    checkRecord(record, spec, `documents[${i}]`);
    records.set(document.id, record);
  }
  if (records.size === 0) return [];
  await index.create({ signal });
  const { recordsPerUpsert, bytesPerUpsert, concurrency } = store.limits;
  const calls = batches(records.values(), (record) => ({ tokens: 0, bytes: recordBytes(record) }), {
    items: Math.min(recordsPerUpsert, mostRecords),
    tokens: Number.POSITIVE_INFINITY,
    bytes: bytesPerUpsert,
  });
  const madeBy = originOf(index);
  const operation = `writing to ${store.collection}`;
  const unconfirmed = new Set(records.keys());
  const confirm = (some: readonly VectorRecord[], without: readonly string[] = []): void => {
    for (const { id } of some) if (!without.includes(id)) unconfirmed.delete(id);
  };
  const writing = forEachInWindow(calls, concurrency, async (batch) => {
    try {
      await retry(async () => await store.upsert(batch, { madeBy, signal }), { operation, signal });
      confirm(batch);
    } catch (error) {
      if (isNestvecError(error, 'store')) confirm(batch, error.details.unconfirmedIds);
      throw error;
    }
  });
  await writing.catch((error: unknown) => {
    if (!isNestvecError(error, 'store')) throw error;
    // Those of the other calls are not written either.
    const known = new Set(error.details.unconfirmedIds);
    throw addUnconfirmed(
      error,
      [...unconfirmed].filter((id) => !known.has(id)),
    );
  });
  return documents.map(({ id }) => id);
}

/** What is held in one call, whatever the database would take. */
const mostRecords = 1000;

function unitAt(units: readonly Float32Array[], i: number): Float32Array {
  return units[i] ?? new Float32Array(); // there is one for each document
}
