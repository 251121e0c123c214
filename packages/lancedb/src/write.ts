import {
  applyUpdate,
  type CallOptions,
  checkRecord,
  checkUpdate,
  lastOfEachId,
  NestvecError,
  type RecordUpdate,
  reservedNames,
  type VectorRecord,
} from '@nestvec/core';
import type { Table } from '@lancedb/lancedb';
import { limits } from './capabilities.ts';
import { databaseName, toStoreError } from './errors.ts';
import { inTexts } from './filter.ts';
import { fromRow, keyOf, type Row, toTable } from './record.ts';
import type { OpenTable, Session } from './session.ts';

/** One table seen by one tenant. */
export interface View extends OpenTable {
  readonly session: Session;
  readonly tenant: string | undefined;
}

/** Writes records in transactions of bounded size; each is stored whole or not at all. */
export async function upsertRecords(
  view: View,
  records: readonly VectorRecord[],
  call: CallOptions | undefined,
): Promise<void> {
  for (const [i, record] of records.entries())
    checkRecord(record, view.memory.spec, `records[${i}]`);
  const last = lastOfEachId(records);
  await view.session.write(async () => {
    for (let start = 0; start < last.length; start += limits.recordsPerUpsert) {
      const ids = last.slice(start).map(({ id }) => id);
      const attempt = { collection: view.session.options.collection, operation: 'upsert', ids };
      try {
        view.session.begin('upsert', call);
        await merge(view, last.slice(start, start + limits.recordsPerUpsert));
      } catch (error) {
        throw toStoreError(error, attempt);
      }
    }
  });
}

/** Reads the stored records, changes them and writes them back, all within the write queue. */
export async function updateRecords(
  view: View,
  changes: readonly RecordUpdate[],
  call: CallOptions | undefined,
): Promise<void> {
  const { memory, session, tenant } = view;
  for (const [i, change] of changes.entries()) checkUpdate(change, memory.spec, `changes[${i}]`);
  const ids = [...new Set(changes.map(({ id }) => id))];
  const { collection } = session.options;
  const missing = await session.write(async () => {
    try {
      session.begin('update', call);
      const stored = await readRecords(view.table, ids, view);
      for (const change of changes) {
        const record = stored.get(change.id);
        if (record !== undefined) stored.set(change.id, applyUpdate(record, change));
      }
      if (stored.size > 0) await merge(view, [...stored.values()]);
      return ids.filter((id) => !stored.has(id));
    } catch (error) {
      throw toStoreError(error, { collection, operation: 'update', ids });
    }
  });
  if (missing.length === 0) return;
  throw new NestvecError(
    'store',
    `${databaseName}: update of "${collection}" found nothing stored under ${missing.length} of ${ids.length} ids${tenant === undefined ? '' : ` of tenant ${tenant}`}; upsert them instead`,
    {
      database: databaseName,
      collection,
      operation: 'update',
      unconfirmedIds: missing,
      retryable: false,
    },
  );
}

/** Whole records by id; ids that are not stored are absent. */
export async function readRecords(
  table: Table,
  ids: readonly string[],
  { memory, tenant }: Pick<View, 'memory' | 'tenant'>,
  columns?: readonly string[],
): Promise<Map<string, VectorRecord>> {
  const found = new Map<string, VectorRecord>();
  const keys = [...new Set(ids)].map((id) => keyOf(tenant, id));
  for (let start = 0; start < keys.length; start += idsPerQuery) {
    const query = table
      .query()
      .where(inTexts(reservedNames.key, keys.slice(start, start + idsPerQuery)));
    if (columns !== undefined) query.select([...columns]);
    const rows = (await query.toArray()) as Row[]; // rows of the table
    for (const row of rows) {
      const record = fromRow(row, memory.spec);
      found.set(record.id, record);
    }
  }
  return found;
}

/** Keeps one SQL text in bounds; more ids are asked for in several queries. */
export const idsPerQuery = 5000;

async function merge(
  { table, memory, tenant, peers }: View,
  records: readonly VectorRecord[],
): Promise<void> {
  await table
    .mergeInsert(reservedNames.key)
    .whenMatchedUpdateAll()
    .whenNotMatchedInsertAll()
    .execute(toTable(records, memory.spec, tenant, peers.arrow));
}
