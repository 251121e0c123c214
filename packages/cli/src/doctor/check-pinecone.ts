import type { Connection } from '../open/database.ts';
import { pineconeOptions } from '../open/pinecone-options.ts';
import type { Finding } from './finding.ts';

/** Whether the indexes of a collection agree with each other; `repair` puts right what can be. */
export async function checkPinecone(
  collection: string,
  connection: Connection,
  repair: boolean,
): Promise<readonly Finding[]> {
  const { pinecone } = await import('@nestvec/pinecone');
  const store = pinecone({ ...pineconeOptions(connection), collection });
  try {
    const report = await store.check({ repair, signal: connection.signal });
    const { records, garbage, incomplete, repaired } = report;
    const left = repair ? incomplete.length - repaired : incomplete.length;
    const shown = incomplete
      .slice(0, 3)
      .map(({ id, missing }) => `${id} without ${missing.join(', ')}`)
      .join('; ');
    return [
      {
        name: 'whole',
        found:
          incomplete.length === 0
            ? `all ${records} records in ${collection}`
            : `${incomplete.length} of ${records} records half-written (${shown}), ${repaired} repaired`,
        ...(left === 0
          ? {}
          : { fix: repair ? 'ingest those again' : 'run it again with --repair' }),
      },
      {
        name: 'leftovers',
        found: `${garbage} vectors that no record names${garbage > 0 && repair ? ', removed' : ''}`,
        ...(garbage === 0 || repair
          ? {}
          : { fix: 'run it again with --repair to save their storage' }),
      },
    ];
  } finally {
    await store.close();
  }
}
