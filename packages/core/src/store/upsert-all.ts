import { batches } from '../async/batch.ts';
import { retry } from '../async/retry.ts';
import { forEachInWindow } from '../async/window.ts';
import { isNestvecError } from '../errors.ts';
import { recordBytes } from '../ingest/to-record.ts';
import type { VectorRecord } from '../record/record.ts';
import { addUnconfirmed } from './add-unconfirmed.ts';
import type { Store, UpsertOptions } from './store.ts';

/** What is held in one call, whatever the database would take. */
const mostRecords = 1000;

/**
 * Writes any number of records of different ids, in calls of the database’s size, several at once; a failed call is tried again. Rejects
 * with one error whose `unconfirmedIds` are all that were not confirmed, those of calls that were not made too.
 */
export async function upsertAll(
  store: Pick<Store, 'upsert' | 'limits' | 'collection'>,
  records: readonly VectorRecord[],
  options: UpsertOptions,
): Promise<void> {
  const { recordsPerUpsert, bytesPerUpsert, concurrency } = store.limits;
  const calls = batches(records, (record) => ({ tokens: 0, bytes: recordBytes(record) }), {
    items: Math.min(recordsPerUpsert, mostRecords),
    tokens: Number.POSITIVE_INFINITY,
    bytes: bytesPerUpsert,
  });
  const operation = `writing to ${store.collection}`;
  const { signal } = options;
  const unconfirmed = new Set(records.map(({ id }) => id));
  const confirm = (some: readonly VectorRecord[], without: readonly string[] = []): void => {
    for (const { id } of some) if (!without.includes(id)) unconfirmed.delete(id);
  };
  const writing = forEachInWindow(calls, concurrency, async (batch) => {
    try {
      await retry(async () => await store.upsert(batch, options), { operation, signal });
      confirm(batch);
    } catch (error) {
      if (isNestvecError(error, 'store')) confirm(batch, error.details.unconfirmedIds);
      throw error;
    }
  });
  await writing.catch((error: unknown) => {
    if (!isNestvecError(error, 'store')) throw error;
    // Those of the other calls are not written either.
    const known = new Set(error.details.unconfirmedIds);
    throw addUnconfirmed(
      error,
      [...unconfirmed].filter((id) => !known.has(id)),
    );
  });
}
