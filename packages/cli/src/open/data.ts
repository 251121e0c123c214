import { resolve } from 'node:path';
import { NestvecError } from '@nestvec/core';
import { lancedb, type LanceStore } from '@nestvec/lancedb';
import type { DataFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { listCollections } from './list-collections.ts';

/** The database's address: a URI as it stands, a folder as an absolute path. */
export function dataUri(data: string, io: Io): string {
  return data.includes('://') ? data : resolve(io.cwd, data);
}

/** A collection in the database of `--data`; nothing is opened yet. */
export function openStore(
  collection: string,
  { data }: Pick<DataFlags, 'data'>,
  io: Io,
): LanceStore {
  return lancedb({ uri: dataUri(data, io), collection });
}

/** The error for a collection that is not there; it names those that are. */
export async function noCollection(
  collection: string,
  { data }: Pick<DataFlags, 'data'>,
  io: Io,
): Promise<NestvecError<'not-found'>> {
  const names = await listCollections(dataUri(data, io));
  const others =
    names.length === 0
      ? `fill it with: ${io.program} ingest <path> --collection ${collection}`
      : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
  return new NestvecError(
    'not-found',
    `there is no collection ${collection} in ${data}; ${others}`,
    {
      what: 'collection',
      name: collection,
    },
  );
}
