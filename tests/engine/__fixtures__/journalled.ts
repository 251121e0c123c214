import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Content,
  createIndex,
  type Embedder,
  type IngestOptions,
  type IngestReport,
  type Item,
  type ItemSource,
  NestvecError,
  type Store,
} from '@nestvec/core';
import { openJournal } from '@nestvec/core/journal';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { onTestFinished } from 'vitest';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-journal-'));
  onTestFinished(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/** One collection with its journal over several runs, and the contents that were paid for. */
export interface Workplace {
  readonly directory: string;
  readonly store: Store;
  /** Every content of every embedding call, in order. */
  readonly paid: Content[];
  run(source: ItemSource, change?: RunChange): Promise<IngestReport>;
}

/** What differs in one run. */
interface RunChange extends IngestOptions {
  readonly store?: Store | undefined;
  readonly embedder?: Partial<Embedder> | undefined;
  readonly maxBytes?: number | undefined;
}

/** An empty collection and an empty journal. */
export async function workplace(given?: Store): Promise<Workplace> {
  const directory = join(await temporaryFolder(), 'deep', 'journal');
  const store = given ?? memoryStore({ collection: 'things' });
  const paid: Content[] = [];
  return {
    directory,
    store,
    paid,
    async run(source, { store: other, embedder, maxBytes, ...options } = {}) {
      const base = fakeEmbedder({
        dimensions: 64,
        onCall: (contents) => paid.push(...contents),
        limits: { itemsPerCall: 8 },
      });
      const journal = await openJournal({ directory, maxBytes });
      try {
        const index = await createIndex({
          embedder: { ...base, ...embedder },
          store: other ?? store,
          fields: { price: 'number' },
        });
        return await index.ingest(source, { journal, ...options });
      } finally {
        await journal.close();
      }
    },
  };
}

/** Items with a text each. */
export function items(count: number, from = 0): Item[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `item-${from + i}`,
    text: `text ${from + i}`,
    metadata: { price: from + i },
  }));
}

/** A database's refusal. */
export function refusal(ids: readonly string[], status?: number): NestvecError<'store'> {
  return new NestvecError('store', 'memory: refused', {
    database: 'memory',
    collection: 'things',
    operation: 'upsert',
    retryable: false,
    unconfirmedIds: ids,
    ...(status === undefined ? {} : { status }),
  });
}
