import { existsSync } from 'node:fs';
import { isNestvecError } from '@nestvec/core';
import { checkIsOptions } from '@nestvec/core/kit';
import { aliasTable } from './aliases.ts';
import { loadPeers } from './client.ts';
import { connect } from './connect.ts';
import { errors } from './errors.ts';
import { localFolder } from './local-folder.ts';
import { type LancePlace, type LanceSettings, resolveOptions } from './options.ts';

/**
 * Names of the collections in a database, in order, also those that others made; none where the folder does not exist yet. Rejects
 * with `store` where it can't be read.
 */
export async function listCollections(
  options: Omit<LanceSettings, 'collection'> & LancePlace,
): Promise<readonly string[]> {
  checkIsOptions(options);
  const resolved = resolveOptions({ ...options, collection: 'any' });
  const folder = localFolder(resolved.uri);
  if (folder !== undefined && !existsSync(folder)) return []; // connecting would create it
  try {
    const connection = await connect(resolved, () => loadPeers(resolved.module), 'reading');
    try {
      const names: string[] = [];
      for (;;) {
        const startAfter = names.at(-1);
        const page = await connection.tableNames(startAfter === undefined ? {} : { startAfter });
        if (page.length === 0) return names.filter((name) => name !== aliasTable).toSorted();
        names.push(...page);
      }
    } finally {
      if (resolved.connection === undefined) connection.close();
    }
  } catch (error) {
    if (isNestvecError(error)) throw error;
    const { uri: place } = resolved;
    throw errors.toStoreError(error, { collection: '', operation: 'listing', place });
  }
}
