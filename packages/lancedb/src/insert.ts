import type { VectorRecord } from '@nestvec/core';
import { keyOf } from './keys.ts';
import type { View } from './read.ts';

/** Stores records in one transaction, whether their ids are there or not. Ids must not repeat. */
export async function insertRecords(view: View, records: readonly VectorRecord[]): Promise<void> {
  const { knownKeys } = view.session;
  if (knownKeys === undefined) {
    await merge(view, records);
    return;
  }
  const keys = records.map(({ id }) => keyOf(view.tenant, id));
  const known = await knownKeys.of(view.table);
  const isNew = !keys.some((key) => known.has(key));
  const { version } = isNew
    ? await view.table.add(view.layout.toTable(records))
    : await merge(view, records);
  knownKeys.wrote(version, keys);
}

/**
 * Never through an index of the keys: there LanceDB does not record which ones a merge inserts, so two processes that insert the
 * same new id at once would both store it.
 */
async function merge(
  view: View,
  records: readonly VectorRecord[],
): Promise<{ readonly version: number }> {
  return await view.table
    .mergeInsert(view.layout.keyColumn)
    .whenMatchedUpdateAll()
    .whenNotMatchedInsertAll()
    .useIndex(false)
    .execute(view.layout.toTable(records));
}
