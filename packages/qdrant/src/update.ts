import { type CallOptions, NestvecError, type RecordUpdate } from '@nestvec/core';
import { applyUpdate, checkUpdate } from '@nestvec/core/store';
import { checkWritable } from './attach.ts';
import { databaseName, toStoreError } from './errors.ts';
import { readRecords } from './read.ts';
import type { View } from './view.ts';
import { checkSize, writeRecords } from './write.ts';

/**
 * Reads the stored records, changes them and writes them back whole; the caller keeps other writes of this process off. The
 * server's own partial writes would leave a record half changed between two of them, and can't store null.
 */
export async function updateRecords(
  view: View,
  changes: readonly RecordUpdate[],
  call: CallOptions | undefined,
): Promise<void> {
  const { session, collection, spec } = view;
  checkWritable(session.options);
  for (const [i, change] of changes.entries()) checkUpdate(change, spec, `changes[${i}]`);
  const ids = [...new Set(changes.map(({ id }) => id))];
  if (ids.length === 0) return;
  const begin = (): void => session.begin('update', call);
  let stored: Awaited<ReturnType<typeof readRecords>>;
  try {
    stored = await readRecords(view, ids, undefined, begin);
  } catch (error) {
    throw toStoreError(error, { collection, operation: 'update', ids });
  }
  const transport = await session.transport();
  for (const [i, change] of changes.entries()) {
    const record = stored.get(change.id);
    if (record === undefined) continue;
    const changed = applyUpdate(record, change);
    checkSize(view, changed, transport, `changes[${i}]`);
    stored.set(change.id, changed);
  }
  await writeRecords(view, [...stored.values()], 'update', call);
  const missing = ids.filter((id) => !stored.has(id));
  if (missing.length === 0) return;
  throw new NestvecError(
    'store',
    `${databaseName}: update of "${collection}" found nothing stored under ${missing.length} of ${ids.length} ids; upsert them instead`,
    {
      database: databaseName,
      collection,
      operation: 'update',
      unconfirmedIds: missing,
      retryable: false,
    },
  );
}
