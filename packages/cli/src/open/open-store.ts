import type { Store } from '@nestvec/core';
import type { Io } from '../io.ts';
import type { DatabasePlace } from './database.ts';
import { databases } from './databases.ts';
import { serverKey } from './server-key.ts';

/** A collection in a place; nothing is asked of the database yet. The key is the database's own, unless another one is given. */
export async function openStore(
  collection: string,
  place: DatabasePlace,
  io: Pick<Io, 'env'>,
  key?: { readonly apiKey: string | undefined },
): Promise<Store> {
  const { apiKey } = key ?? { apiKey: serverKey(place.store, io) };
  return await databases[place.store].open(collection, { place, apiKey });
}
