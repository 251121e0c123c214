import type { VectorRecord } from '@nestvec/core';
import { keyOf } from './keys.ts';
import type { Scope } from './scope.ts';

/** Stores records in one transaction, whether their ids are there or not. Ids must not repeat. */
export async function insertRecords(scope: Scope, records: readonly VectorRecord[]): Promise<void> {
  const { knownKeys } = scope.session;
  if (knownKeys === undefined) {
    await merge(scope, records);
    return;
  }
  const keys = records.map(({ id }) => keyOf(scope.tenant, id));
  const known = await knownKeys.of(scope.table);
  const isNew = !keys.some((key) => known.has(key));
  const { version } = isNew
    ? await scope.table.add(scope.layout.toTable(records))
    : await merge(scope, records);
  knownKeys.wrote(version, keys);
}

/**
 * Never through an index of the keys: there LanceDB does not record which ones a merge inserts, so two processes that insert the
 * same new id at once would both store it.
 */
async function merge(
  scope: Scope,
  records: readonly VectorRecord[],
): Promise<{ readonly version: number }> {
  return await scope.table
    .mergeInsert(scope.layout.keyColumn)
    .whenMatchedUpdateAll()
    .whenNotMatchedInsertAll()
    .useIndex(false)
    .execute(scope.layout.toTable(records));
}
