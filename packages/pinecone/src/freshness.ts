import { setTimeout } from 'node:timers/promises';
import { type CallOptions, NestvecError } from '@nestvec/core';
import { databaseName } from './errors.ts';
import { isNotFound } from './failure.ts';
import { unit } from './record.ts';
import type { IndexPlace } from './session.ts';
import type { View } from './view.ts';

/** First pause between two looks, half as long again each time, at most a second. */
const firstPauseMs = 20;

/**
 * Waits until searches of an index see a write, by the numbers that the service gives to writes of a namespace. Where it gives
 * none (pods, emulators) there is nothing to wait for. A look that fails is only a look: the next one may tell.
 */
export async function waitUntilSeen(
  { session, namespace, collection }: View,
  place: IndexPlace,
  write: number | undefined,
  [operation, call]: readonly [string, CallOptions | undefined],
): Promise<void> {
  const { readAfterWrite, waitMs } = session.options;
  if (write === undefined || !readAfterWrite) return;
  const deadline = Date.now() + waitMs;
  const look = {
    vector: unit(place.dimensions),
    topK: 1,
    includeMetadata: false,
    includeValues: false,
  };
  for (let pause = firstPauseMs; ; pause = Math.min(1000, pause * 1.5)) {
    session.begin(operation, call);
    try {
      const { seen } = await place.data.query(namespace, look);
      if (seen === undefined || seen >= write) return;
    } catch (error) {
      if (isNotFound(error)) throw error;
    }
    if (Date.now() > deadline) break;
    await setTimeout(pause);
  }
  throw new NestvecError(
    'store',
    `${databaseName}: ${operation} on "${collection}" was not seen by searches of ${place.index} within ${waitMs / 1000} s; write it again, or give a longer waitMs`,
    { database: databaseName, collection, operation, unconfirmedIds: [], retryable: true },
  );
}
