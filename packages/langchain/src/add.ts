import type { Modality, VectorIndex, VectorRecord } from '@nestvec/core';
import { checkList, invalid } from '@nestvec/core/kit';
import { checkRecord, cutVectors, unitVector, upsertAll } from '@nestvec/core/store';
import { originOf } from './origin.ts';
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
  const units = vectors.map((vector, i) => unitVector(vector, dimensions, `vectors[${i}]`));
  const records = new Map<string, VectorRecord>();
  for (const [i, document] of documents.entries()) {
    const unit = units[i] ?? new Float32Array(); // there is one for each document
    const record = { ...document, vectors: cutVectors(unit, modality, spec) };
    checkRecord(record, spec, `documents[${i}]`);
    records.set(document.id, record);
  }
  if (records.size === 0) return [];
  await index.create({ signal });
  await upsertAll(store, [...records.values()], { madeBy: originOf(index), signal });
  return documents.map(({ id }) => id);
}
