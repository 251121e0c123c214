import {
  type CallOptions,
  NestvecError,
  type RecordUpdate,
  type UpsertOptions,
  type VectorRecord,
} from '@nestvec/core';
import { applyUpdate, batches, checkRecords, checkUpdate, lastOfEachId } from '@nestvec/core/store';
import { limits } from './capabilities.ts';
import { commit } from './commit.ts';
import { databaseName } from './errors.ts';
import { insertRecords } from './insert.ts';
import { readRecords, type View } from './read.ts';
import { recordBytes } from './record.ts';

/** Records that one update holds in memory at once, with all their vectors. */
const recordsPerUpdate = 1000;

/** Writes records in transactions of bounded size; each is stored whole or not at all. */
export async function upsertRecords(
  view: View,
  records: readonly VectorRecord[],
  call: UpsertOptions | undefined,
): Promise<void> {
  const { memory, session, layout } = view;
  checkRecords(records, memory.spec, databaseName, call);
  for (const [i, record] of records.entries()) layout.check(record, `records[${i}]`);
  const last = lastOfEachId(records);
  const bounds = {
    items: limits.recordsPerUpsert,
    bytes: limits.bytesPerUpsert,
    tokens: Number.POSITIVE_INFINITY,
  };
  const sizeOf = (record: VectorRecord) => ({ tokens: 0, bytes: recordBytes(record) });
  let confirmed = 0;
  for await (const batch of batches(last, sizeOf, bounds)) {
    const ids = last.slice(confirmed).map(({ id }) => id);
    await commit(session, { operation: 'upsert', ids }, call, async () => {
      await insertRecords(view, batch);
    });
    confirmed += batch.length;
  }
}

/** Reads the stored records, changes them and writes them back, while no other write of this process runs. */
export async function updateRecords(
  view: View,
  changes: readonly RecordUpdate[],
  call: CallOptions | undefined,
): Promise<void> {
  const { memory, session, layout } = view;
  for (const [i, change] of changes.entries()) checkUpdate(change, memory.spec, `changes[${i}]`);
  const byId = Map.groupBy(changes, ({ id }) => id);
  const ids = [...byId.keys()];
  const missing: string[] = [];
  for (let start = 0; start < ids.length; start += recordsPerUpdate) {
    const some = ids.slice(start, start + recordsPerUpdate);
    const unconfirmed = [...missing, ...ids.slice(start)];
    await commit(session, { operation: 'update', ids: unconfirmed }, call, async () => {
      const stored = await readRecords(view, some);
      const changed = [...stored.values()].map((record) =>
        (byId.get(record.id) ?? []).reduce(applyUpdate, record),
      );
      for (const record of changed) layout.check(record, `changes of ${JSON.stringify(record.id)}`);
      // Without an insert: a record that another process has removed meanwhile stays removed.
      if (changed.length > 0)
        await view.table
          .mergeInsert(layout.keyColumn)
          .whenMatchedUpdateAll()
          .execute(layout.toTable(changed));
      missing.push(...some.filter((id) => !stored.has(id)));
    });
  }
  if (missing.length > 0) throw notStored(view, missing, ids.length);
}

function notStored(
  { session, tenant }: View,
  missing: readonly string[],
  asked: number,
): NestvecError<'store'> {
  const { collection } = session.options;
  const of = tenant === undefined ? '' : ` of tenant ${tenant}`;
  return new NestvecError(
    'store',
    `${databaseName}: update of "${collection}" found nothing stored under ${missing.length} of ${asked} ids${of}; upsert them instead`,
    {
      database: databaseName,
      collection,
      operation: 'update',
      unconfirmedIds: missing,
      retryable: false,
    },
  );
}
