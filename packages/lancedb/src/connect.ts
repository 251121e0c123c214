import { existsSync, statSync } from 'node:fs';
import { invalid } from '@nestvec/core/kit';
import type { Connection } from '@lancedb/lancedb';
import type { Peers } from './client.ts';
import { errors } from './errors.ts';
import { localFolder } from './local-folder.ts';
import type { ResolvedOptions } from './options.ts';

/** What a table is opened for. */
export type Use = 'reading' | 'writing';

/**
 * LanceDB keeps the list of fragments of every version it sees, each longer than the one before, up to 1 GiB by default: a long
 * ingest would grow by the square of its batches. Writes need the newest alone, reads the metadata of every file.
 */
const metadataCacheBytes: Readonly<Record<Use, number>> = {
  reading: 128 * 2 ** 20,
  writing: 2 * 2 ** 20,
};

/** Opens a database, or gives the user's own connection to it. */
export async function connect(
  options: ResolvedOptions,
  peers: () => Promise<Peers>,
  use: Use,
): Promise<Connection> {
  if (options.connection !== undefined) return options.connection;
  const { lance } = await peers();
  const { uri = '', storageOptions } = options;
  const folder = localFolder(uri);
  if (folder !== undefined && existsSync(folder) && !statSync(folder).isDirectory()) {
    throw invalid('lancedb.uri', `${uri} is a file; name a folder`);
  }
  try {
    return await lance.connect(uri, {
      readConsistencyInterval: 0, // another process's writes are seen by the next read
      session: new lance.Session(undefined, BigInt(metadataCacheBytes[use])), // as an argument of its own it would be ignored
      ...(storageOptions === undefined ? {} : { storageOptions: { ...storageOptions } }),
    });
  } catch (error) {
    throw errors.toStoreError(error, {
      collection: options.collection,
      operation: `opening ${uri}`,
    });
  }
}
