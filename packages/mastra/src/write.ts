import { randomUUID } from 'node:crypto';
import type { Filter, VectorRecord } from '@nestvec/core';
import { checkList, invalid, retry, unsupported } from '@nestvec/core/kit';
import {
  checkFields,
  checkId,
  checkRecord,
  cutVectors,
  parseFilter,
  unitVector,
  upsertAll,
} from '@nestvec/core/store';
import { toFilter } from './filter.ts';
import { checkSome } from './check-some.ts';
import { modalityOf } from './modality.ts';
import type { OpenIndex } from './open-indexes.ts';
import type { UpsertParams } from './params.ts';
import { toStored } from './stored.ts';

/**
 * Writes vectors with their metadata and gives their ids. Everything is checked before anything is written. Rejects with `store`, whose
 * `unconfirmedIds` are those not written.
 */
export async function write(index: OpenIndex, params: UpsertParams): Promise<string[]> {
  const { store, spec, madeBy } = index;
  const ids = checkUpsert(params);
  const replaced = replacedBy(index, params, ids);
  const given = toRecords(index, params, ids);
  const records = params.modality === undefined ? given : await withOthers(index, params, given);
  await upsertAll(store, records, { madeBy });
  if (replaced !== undefined)
    await retry(async () => await store.remove({ filter: replaced }), {
      operation: `removing from ${spec.name}`,
    });
  return [...ids];
}

function checkUpsert(params: UpsertParams): readonly string[] {
  const { vectors, metadata, ids, sparseVectors } = params;
  if (sparseVectors !== undefined)
    throw unsupported(
      'sparseVectors',
      'nestvec',
      'an index that createIndex of @nestvec/core made with keyword: true is found by words too',
    );
  checkList(vectors, 'params.vectors');
  if (vectors.length === 0) throw invalid('params.vectors', 'are empty; give at least one vector');
  for (const [name, list] of Object.entries({ metadata, ids })) {
    if (list === undefined) continue;
    checkList(list, `params.${name}`);
    if (list.length !== vectors.length)
      throw invalid(`params.${name}`, `are ${list.length} for ${vectors.length} vectors`);
  }
  if (ids === undefined) return vectors.map(() => randomUUID());
  for (const [i, id] of ids.entries()) checkId(id, `params.ids[${i}]`);
  return ids;
}

/** The records of a call; of a repeated id the last. */
function toRecords(
  { spec }: OpenIndex,
  { vectors, metadata, modality: given }: UpsertParams,
  ids: readonly string[],
): readonly VectorRecord[] {
  const modality = modalityOf(spec, given);
  const { dimensions } = spec.embedder;
  const records = new Map<string, VectorRecord>();
  for (const [i, id] of ids.entries()) {
    const path = `params.metadata[${i}]`;
    const stored = toStored(metadata?.[i], spec, path);
    checkFields(stored.metadata, spec.fields, path);
    const full = unitVector(vectors[i] ?? [], dimensions, `params.vectors[${i}]`);
    const record = { id, ...stored, vectors: cutVectors(full, modality, spec) };
    checkRecord(record, spec, `params.vectors[${i}]`);
    records.set(id, record);
  }
  return [...records.values()];
}

/** Where a modality is named, what is stored under the same ids of others stays, and so does metadata where none is given. */
async function withOthers(
  { store }: OpenIndex,
  { metadata, ids }: UpsertParams,
  given: readonly VectorRecord[],
): Promise<readonly VectorRecord[]> {
  if (ids === undefined) return given;
  const stored = await store.get(given.map(({ id }) => id));
  return given.map((record, i) => {
    const before = stored[i];
    if (before === undefined) return record;
    // What its vectors were made of is not known any more.
    const { contentHash: _, ...kept } = before;
    const own = metadata === undefined ? {} : { metadata: record.metadata, text: record.text };
    return { ...kept, ...own, vectors: { ...before.vectors, ...record.vectors } };
  });
}

/** What goes once the new records are there: a failure in between leaves both, and nothing is lost. */
function replacedBy(
  { spec }: OpenIndex,
  { deleteFilter }: UpsertParams,
  ids: readonly string[],
): Filter | undefined {
  const filter = toFilter(deleteFilter, 'deleteFilter');
  if (filter === undefined) return undefined;
  checkSome(filter, spec, 'deleteFilter');
  const others = { $and: [filter, { $id: { $nin: ids } }] };
  parseFilter(others, spec.fields, undefined, 'deleteFilter'); // too many ids are refused before anything is written
  return others;
}
