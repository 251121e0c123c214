import {
  type Item,
  type Modality,
  NestvecError,
  truncate,
  type VectorIndex,
  type VectorRecord,
} from '@nestvec/core';
import { batches, checkList, forEachInWindow, invalid, retry } from '@nestvec/core/kit';
import { recordBytes } from '@nestvec/core/store';
import type { AddOptions } from './options.ts';
import { originOf } from './origin.ts';
import { toUnit } from './search-by-vector.ts';
import type { StoredDocument } from './stored-document.ts';

/** Ingests items and gives their ids; rejects with one `store` error that holds the ids of all that were not written. */
export async function add(
  index: VectorIndex,
  items: readonly Item[],
  options: AddOptions | undefined,
): Promise<string[]> {
  const { ids: _, ...rest } = options ?? {};
  const failures: { readonly id: string; readonly error: unknown }[] = [];
  await index.ingest(items, { ...rest, partial: true, onFailure: (one) => failures.push(one) });
  const [first] = failures;
  if (first === undefined) return items.map(({ id }) => id);
  const { database, collection } = index.store;
  const unconfirmedIds = [...new Set(failures.map(({ id }) => id))];
  const reason = first.error instanceof Error ? first.error.message : String(first.error);
  throw new NestvecError(
    'store',
    `${database}: ${unconfirmedIds.length} of ${items.length} documents were not written to ${JSON.stringify(collection)}, such as ${JSON.stringify(first.id)}: ${reason}`,
    { database, collection, operation: 'upsert', unconfirmedIds, retryable: false },
    { cause: first.error },
  );
}

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
    records.set(document.id, { ...document, vectors: own });
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
  await forEachInWindow(calls, concurrency, async (batch) => {
    await retry(async () => await store.upsert(batch, { madeBy, signal }), { operation, signal });
  });
  return documents.map(({ id }) => id);
}

/** What is held in one call, whatever the database would take. */
const mostRecords = 1000;

function unitAt(units: readonly Float32Array[], i: number): Float32Array {
  return units[i] ?? new Float32Array(); // there is one for each document
}
