import { statSync } from 'node:fs';
import { isNestvecError, NestvecError } from '@nestvec/core';
import { invalid, loadPeer, messageOf } from '@nestvec/core/store';

/** Names of the collections in a LanceDB, in order; none where it does not exist yet. */
export async function listLance(uri: string): Promise<string[]> {
  if (!uri.includes('://')) {
    const folder = statSync(uri, { throwIfNoEntry: false });
    if (folder === undefined) return []; // connecting would create it
    if (!folder.isDirectory()) throw invalid('--data', `${uri} is a file; name a folder`);
  }
  try {
    return await tableNames(uri);
  } catch (error) {
    if (isNestvecError(error)) throw error;
    // LanceDB's message tells the same five times, each time nearer to the cause.
    const reason = messageOf(error).split('Caused by: ').at(-1)?.trim() ?? '';
    const details = {
      database: 'lancedb',
      collection: '',
      operation: 'list',
      unconfirmedIds: [],
      retryable: false,
    };
    const message = `lancedb: listing the collections in ${uri} failed: ${reason}`;
    throw new NestvecError('store', message, details, { cause: error });
  }
}

async function tableNames(uri: string): Promise<string[]> {
  const { connect } = await loadPeer('@lancedb/lancedb', () => import('@lancedb/lancedb'));
  const connection = await connect(uri);
  try {
    const names: string[] = [];
    for (;;) {
      const startAfter = names.at(-1);
      const page = await connection.tableNames(startAfter === undefined ? {} : { startAfter });
      if (page.length === 0) return names.toSorted();
      names.push(...page);
    }
  } finally {
    connection.close();
  }
}
