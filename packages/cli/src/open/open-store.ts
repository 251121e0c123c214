import type { CallOptions, Store } from '@nestvec/core';
import type { LanceStore } from '@nestvec/lancedb';
import type { Io } from '../io.ts';
import type { DatabasePlace } from './database.ts';
import { databases } from './databases.ts';
import { serverKey } from './server-key.ts';

/** A collection in a place; nothing is asked of the database yet. */
export async function openStore(
  collection: string,
  place: DatabasePlace,
  io: Pick<Io, 'env'>,
): Promise<Store> {
  const apiKey = serverKey(place.store, io);
  return await databases[place.store].open(collection, { place, apiKey });
}

/** Tidies up after writes, where the database does not do so by itself. */
export async function tidy(store: Store, options: CallOptions): Promise<void> {
  if (isLanceStore(store)) await store.optimize(options);
}

function isLanceStore(store: Store): store is LanceStore {
  return store.database === 'lancedb';
}
