/* An ingest in a process of its own, that kills itself at a given step. Started by kill.test.ts. */
import { appendFileSync } from 'node:fs';
import {
  createIndex,
  type Embedder,
  isNestvecError,
  type Item,
  NestvecError,
  type Store,
} from '@nestvec/core';
import { type Journal, type JournalRun, openJournal } from '@nestvec/core/journal';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { createRandom, type Random } from './random.ts';

/** What the child is to do, as JSON in its first argument. */
export interface ChildTask {
  readonly store:
    | { readonly kind: 'lancedb'; readonly uri: string }
    | { readonly kind: 'qdrant'; readonly url: string };
  readonly collection: string;
  /** A folder for the journal. */
  readonly journal: string;
  /** File that the texts of every embedding call are added to once it is paid for. */
  readonly paid: string;
  readonly items: number;
  readonly itemsPerCall: number;
  readonly seed: number;
  /** Step at which it kills itself; 0 for never. */
  readonly killAt: number;
  /** Share of writes that go wrong before, after or halfway, apart from what the parent does to the network. */
  readonly faults: number;
}

const task = JSON.parse(process.argv[2] ?? '') as ChildTask; // written by the test
const random = createRandom(task.seed);
let steps = 0;

/** Every place where dying could matter passes here. */
function step(): void {
  steps++;
  if (steps === task.killAt) process.kill(process.pid, 'SIGKILL');
}

async function* source(): AsyncGenerator<Item> {
  for (let i = 0; i < task.items; i++) {
    if (i % 50 === 0) step();
    yield { id: `item-${i}`, text: `text ${i}`, metadata: { number: i } };
  }
}

function watchedEmbedder(): Embedder {
  const base = fakeEmbedder({
    dimensions: 128,
    latencyMs: 1,
    limits: { itemsPerCall: task.itemsPerCall, concurrency: 2 },
  });
  return {
    ...base,
    async embed(contents, options) {
      step();
      const result = await base.embed(contents, options);
      const texts = contents.map((content) => ('text' in content ? content.text : ''));
      appendFileSync(task.paid, `${JSON.stringify(texts)}\n`);
      step();
      return result;
    },
  };
}

function watchedStore(store: Store, random: Random): Store {
  const upsert: Store['upsert'] = async (records, options) => {
    step();
    const luck = random.next();
    const ids = records.map(({ id }) => id);
    if (luck < task.faults / 3) throw lost(ids);
    if (luck < (task.faults * 2) / 3) {
      const half = Math.ceil(records.length / 2);
      const rest = ids.slice(half);
      try {
        await store.upsert(records.slice(0, half), options);
      } catch (error) {
        // The network may break in the first half as well; the second was not sent then either.
        if (isNestvecError(error, 'store')) throw lost([...error.details.unconfirmedIds, ...rest]);
        throw error;
      }
      step();
      throw lost(rest);
    }
    await store.upsert(records, options);
    step();
    if (luck < task.faults) throw lost(ids);
  };
  const limits = { ...store.limits, recordsPerUpsert: 40 };
  return { ...store, limits, upsert };
}

function lost(unconfirmedIds: readonly string[]): NestvecError<'store'> {
  return new NestvecError('store', 'the connection broke', {
    database: task.store.kind,
    collection: task.collection,
    operation: 'upsert',
    retryable: true,
    retryAfterMs: 1,
    unconfirmedIds,
  });
}

function watchedJournal(journal: Journal): Journal {
  return {
    ...journal,
    async begin(facts): Promise<JournalRun> {
      const run = await journal.begin(facts);
      step();
      return {
        ...run,
        async keep(embeddings, items) {
          step();
          await run.keep(embeddings, items);
          step();
        },
        async confirm(versions, point) {
          step();
          await run.confirm(versions, point);
          step();
        },
      };
    },
  };
}

async function openStore(): Promise<Store> {
  const { collection, store } = task;
  if (store.kind === 'lancedb') {
    const { lancedb } = await import('@nestvec/lancedb');
    return lancedb({ uri: store.uri, collection });
  }
  const { qdrant } = await import('@nestvec/qdrant');
  return qdrant({ url: store.url, collection });
}

const journal = await openJournal({ directory: task.journal });
const index = await createIndex({
  embedder: watchedEmbedder(),
  store: watchedStore(await openStore(), random),
});
const report = await index.ingest(source(), { journal: watchedJournal(journal) });
await index.close();
await journal.close();
const { failures, ...counts } = report;
console.log(JSON.stringify({ ...counts, failures: failures.length, steps }));
