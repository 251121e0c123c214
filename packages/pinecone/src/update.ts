import { type CallOptions, NestvecError, type RecordUpdate } from '@nestvec/core';
import { applyUpdate, checkUpdate } from '@nestvec/core/store';
import { databaseName, toStoreError } from './errors.ts';
import { readRecords } from './read.ts';
import { explain, type View } from './view.ts';
import { checkSize, writeRecords } from './write.ts';

/**
 * Reads the stored records, changes them and writes them back whole; the caller keeps other writes of this process off.
 * Pinecone's own partial writes would leave a record half changed between two indexes.
 */
export async function updateRecords(
  view: View,
  changes: readonly RecordUpdate[],
  call: CallOptions | undefined,
): Promise<void> {
  const { collection, session, spec } = view;
  for (const [i, change] of changes.entries()) checkUpdate(change, spec, `changes[${i}]`);
  const ids = [...new Set(changes.map(({ id }) => id))];
  if (ids.length === 0) return;
  let stored: Awaited<ReturnType<typeof readRecords>>;
  try {
    stored = await readRecords(view, ids, undefined, ['update', call]);
  } catch (error) {
    throw toStoreError(await explain(session, 'update', error), {
      collection,
      operation: 'update',
      ids,
    });
  }
  for (const [i, change] of changes.entries()) {
    const record = stored.get(change.id);
    if (record === undefined) continue;
    const changed = applyUpdate(record, change);
    checkSize(view, changed, `changes[${i}]`);
    stored.set(change.id, changed);
  }
  const missing = ids.filter((id) => !stored.has(id));
  try {
    if (stored.size > 0) await writeRecords(view, [...stored.values()], ['update', call]);
  } catch (error) {
    throw withIds(error, missing);
  }
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

/** The same error for more ids. */
function withIds(error: unknown, ids: readonly string[]): unknown {
  if (!(error instanceof NestvecError) || error.code !== 'store' || ids.length === 0) return error;
  const details = error.details as NestvecError<'store'>['details']; // of that code
  const unconfirmedIds = [...details.unconfirmedIds, ...ids];
  return new NestvecError('store', error.message, { ...details, unconfirmedIds }, { cause: error });
}
