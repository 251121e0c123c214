import { existsSync } from 'node:fs';
import { loadPeer } from '@nestvec/core';

/** Names of the collections in a database, in order; none where it does not exist yet. */
export async function listCollections(uri: string): Promise<string[]> {
  if (!uri.includes('://') && !existsSync(uri)) return []; // connecting would create the folder
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
