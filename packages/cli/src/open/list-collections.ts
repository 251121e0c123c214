import { throwIfAborted } from '@nestvec/core/kit';
import type { Io } from '../io.ts';
import type { DatabasePlace } from './database.ts';
import { databases } from './databases.ts';
import { serverKey } from './server-key.ts';

/** Names of the collections in a place, in order. */
export async function listCollections(
  place: DatabasePlace,
  io: Pick<Io, 'env' | 'signal'>,
): Promise<readonly string[]> {
  const { signal } = io;
  throwIfAborted({ signal }, `${place.store}: listing the collections of ${place.name}`);
  return await databases[place.store].list({ place, apiKey: serverKey(place.store, io), signal });
}
