import { type WriteLock, writeLock } from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { localFolder } from './local-folder.ts';
import type { ResolvedOptions } from './options.ts';

/**
 * The lock of one table: LanceDB would let writes of this process conflict, so they run one after the other. Other processes
 * are kept out by LanceDB's own conflict check only.
 */
export function tableLock({ uri = '', connection, collection }: ResolvedOptions): WriteLock {
  // Every database in memory is another one.
  const place = connection ?? (uri === 'memory://' ? {} : (localFolder(uri) ?? uri));
  return writeLock(databaseName, place, collection);
}
