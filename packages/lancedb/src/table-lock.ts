import type { Connection } from '@lancedb/lancedb';
import { type WriteLock, writeLock } from '@nestvec/core/kit';
import { realFolder } from '@nestvec/core/store';
import { tableNameOf } from './attach.ts';
import { databaseName } from './errors.ts';
import { localFolder } from './local-folder.ts';
import type { ResolvedOptions } from './options.ts';

/**
 * The lock of one table, by whatever path or connection it is reached: LanceDB would let writes of this process conflict, so
 * they run one after the other. Other processes are kept out by LanceDB's own conflict check only.
 */
export function tableLock(options: ResolvedOptions): WriteLock {
  const lock = lockOf(options);
  return { ...lock, shared: async (task) => await lock.exclusive(task) };
}

function lockOf(options: ResolvedOptions): WriteLock {
  return writeLock(databaseName, placeOf(options), tableNameOf(options));
}

/** Where a database is: a folder without links, an address, or an object that stands for one in memory, since each of those is another one. */
export function placeOf(options: Pick<ResolvedOptions, 'uri' | 'connection'>): string | object {
  const { uri, connection } = options;
  const place = connection === undefined ? uri : uriOf(connection);
  if (place === undefined || place.startsWith('memory://')) {
    const known = connection ?? inMemory.get(options) ?? {};
    if (connection === undefined) inMemory.set(options, known);
    return known;
  }
  const folder = localFolder(place);
  return folder === undefined ? place : realFolder(folder);
}

const inMemory = new WeakMap<object, object>();

/** Where a connection leads, which LanceDB says in its description only; `undefined` where that is not there. */
function uriOf(connection: Connection): string | undefined {
  const described: unknown = typeof connection.display === 'function' ? connection.display() : '';
  return typeof described === 'string'
    ? /\(uri=(.+), read_consistency_interval=/.exec(described)?.[1]
    : undefined;
}
