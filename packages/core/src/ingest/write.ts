import { isNestvecError } from '../errors.ts';
import type { VectorRecord } from '../record.ts';
import { retry } from '../retry.ts';
import type { Store } from '../store.ts';
import type { IngestOptions } from './types.ts';

/**
 * A writer of batches that may overlap in time. Two batches with an id in common go one after the other, so that the later
 * one wins. A failed batch is tried again with only the records that were not confirmed.
 */
export function createWriter(
  store: Store,
  options: IngestOptions,
): (records: readonly VectorRecord[]) => Promise<number> {
  const inFlight = new Map<string, Promise<unknown>>();
  return async (records) => {
    const earlier = records.flatMap(({ id }) => inFlight.get(id) ?? []);
    const done = Promise.allSettled(earlier).then(() => upsertAll(store, records, options));
    for (const { id } of records) inFlight.set(id, done);
    try {
      await done;
      return records.length;
    } finally {
      for (const { id } of records) if (inFlight.get(id) === done) inFlight.delete(id);
    }
  };
}

async function upsertAll(
  store: Store,
  records: readonly VectorRecord[],
  options: IngestOptions,
): Promise<void> {
  let left = records;
  await retry(
    async () => {
      try {
        await store.upsert(left, { signal: options.signal });
      } catch (error) {
        if (isNestvecError(error, 'store')) {
          const unconfirmed = new Set(error.details.unconfirmedIds);
          left = left.filter(({ id }) => unconfirmed.has(id));
        }
        throw error;
      }
    },
    {
      operation: `writing to ${store.collection}`,
      signal: options.signal,
      onRetry: options.onRetry,
    },
  );
}
