import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pgvector } from '../store.ts';

/** A folder that one PGlite stays open on: to start one takes seconds. */
export async function openFolder(): Promise<{
  readonly data: string;
  readonly close: () => Promise<void>;
}> {
  const data = await mkdtemp(join(tmpdir(), 'nestvec-pglite-'));
  const keeper = pgvector({ data, collection: 'keeper' });
  await keeper.describe();
  return {
    data,
    async close() {
      await keeper.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}
