import type { Io } from '../io.ts';
import { pineconeOptions } from '../open/pinecone-options.ts';
import type { Finding } from './finding.ts';

/** Which collection of Pinecone is looked at, and whether it is repaired. */
export interface PineconeFlags {
  readonly pinecone?: string;
  readonly url?: string;
  readonly repair: boolean;
}

/** Whether the indexes of a collection agree with each other. */
export async function checkPinecone(
  collection: string,
  { url, repair }: PineconeFlags,
  io: Io,
): Promise<readonly Finding[]> {
  const options = pineconeOptions(url, io);
  const { pinecone } = await import('@nestvec/pinecone');
  const store = pinecone({ ...options, collection });
  try {
    const report = await store.check({ repair, signal: io.signal });
    const { records, garbage, incomplete, repaired } = report;
    const left = repair ? incomplete.length - repaired : incomplete.length;
    const shown = incomplete
      .slice(0, 3)
      .map(({ id, missing }) => `${id} without ${missing.join(', ')}`)
      .join('; ');
    return [
      {
        name: 'records',
        found:
          incomplete.length === 0
            ? `${records} in ${collection}, all whole`
            : `${incomplete.length} of ${records} half-written (${shown}), ${repaired} repaired`,
        ...(left === 0
          ? {}
          : { fix: repair ? 'ingest those again' : 'run it again with --repair' }),
      },
      {
        name: 'leftovers',
        found: `${garbage} vectors that no record names${garbage > 0 && repair ? ', taken away' : ''}`,
        ...(garbage === 0 || repair
          ? {}
          : { fix: 'run it again with --repair to save their storage' }),
      },
    ];
  } finally {
    await store.close();
  }
}
