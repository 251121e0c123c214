import type { VectorRecord } from '@nestvec/core';
import { batches } from '@nestvec/core/kit';
import type { RecordWriter } from '@nestvec/core/store';
import { limits } from './capabilities.ts';
import { commit } from './commit.ts';
import { insertRecords } from './insert.ts';
import { recordBytes } from './record.ts';
import type { Scope } from './scope.ts';

const bounds = {
  items: limits.recordsPerUpsert,
  bytes: limits.bytesPerUpsert,
  tokens: Number.POSITIVE_INFINITY,
};

/** Writes records in transactions of bounded size; each is stored whole or not at all. */
export async function rowWriter(scope: Scope): Promise<RecordWriter> {
  const { layout, operation } = scope;
  const store = operation === 'update' ? replaceRecords : insertRecords;
  const sizeOf = (record: VectorRecord) => ({ tokens: 0, bytes: recordBytes(record) });
  return await Promise.resolve({
    check: (record, path) => layout.check(record, path),
    async write(records) {
      let confirmed = 0;
      for await (const batch of batches(records, sizeOf, bounds)) {
        const ids = records.slice(confirmed).map(({ id }) => id);
        await commit(scope, async () => await store(scope, batch), ids);
        confirmed += batch.length;
      }
    },
  });
}

/** Without an insert: a record that another process has removed meanwhile stays removed. */
async function replaceRecords(
  { table, layout }: Scope,
  records: readonly VectorRecord[],
): Promise<void> {
  await table.mergeInsert(layout.keyColumn).whenMatchedUpdateAll().execute(layout.toTable(records));
}
