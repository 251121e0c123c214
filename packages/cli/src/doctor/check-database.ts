import { messageOf } from '@nestvec/core/kit';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { databases } from '../open/databases.ts';
import { listCollections } from '../open/list-collections.ts';
import { openStore } from '../open/open-store.ts';
import { serverKey } from '../open/server-key.ts';
import { count } from '../text.ts';
import type { Finding } from './finding.ts';

/** What is looked at inside a database. */
export interface DatabaseChoice {
  readonly collection?: string;
  readonly repair: boolean;
}

/** Whether a database answers, and a collection in it is there and whole. */
export async function checkDatabase(
  place: DatabasePlace,
  { collection, repair }: DatabaseChoice,
  io: Io,
): Promise<readonly Finding[]> {
  const name = place.store;
  try {
    const names = await listCollections(place, io);
    const found = `${place.name} answers: ${count(names.length, 'collection')}`;
    const inside = collection === undefined ? [] : await checkCollection(collection, place, io);
    const { check } = databases[name];
    if (collection === undefined || check === undefined) return [{ name, found }, ...inside];
    const { signal } = io;
    const connection = { place, apiKey: serverKey(name, io), signal };
    return [{ name, found }, ...inside, ...(await check(collection, connection, repair))];
  } catch (error) {
    if (io.signal.aborted) throw error;
    return [{ name, found: messageOf(error), fix: 'see what it says, and try again' }];
  }
}

async function checkCollection(
  collection: string,
  place: DatabasePlace,
  io: Io,
): Promise<readonly Finding[]> {
  const store = await openStore(collection, place, io);
  try {
    const description = await store.describe({ signal: io.signal });
    const name = 'collection';
    return description === undefined
      ? [{ name, found: `there is no ${collection}`, fix: 'name one that is there' }]
      : [{ name, found: `${count(description.count ?? 0, 'record')} in ${collection}` }];
  } finally {
    await store.close();
  }
}
