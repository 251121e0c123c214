import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env } from 'node:process';
import {
  createIndex,
  type IndexSearchOptions,
  type Item,
  type Store,
  type VectorIndex,
} from '../packages/core/dist/index.js';
import { cachedEmbedder } from './support/cached-embedder.ts';
import { numberFrom } from './support/environment.ts';
import { searchedDatabases } from './support/search-stores.ts';
import { median, printTable, shown } from './support/table.ts';

// A search by a text and by words at once beside its two parts, in turn, through an index: at most 1.1 times their sum, and 1.5 times the
// slower one in Qdrant, which is asked for both at once. RECORDS=20000 ROUNDS=200 DATABASES=lancedb,qdrant node bench/hybrid.ts
//
// KEEP=folder node bench/hybrid.ts build, measure or drop does one of the three steps, so that only the second needs a quiet machine.

const count = numberFrom('RECORDS', 20_000);
const rounds = numberFrom('ROUNDS', 200);
const wanted = (env['DATABASES'] ?? 'lancedb,qdrant,weaviate,pgvector').split(',');

/** Words of texts, some of which stand in many of them. */
function textOf(i: number): string {
  const words = Array.from({ length: 10 }, (_, j) => {
    const chance = (Math.imul(i * 10 + j + 1, 0x9e3779b1) >>> 0) / 2 ** 32;
    return `w${Math.floor(chance ** 4 * 12_000)}`;
  });
  return words.join(' ');
}

function* items(): Generator<Item> {
  for (let i = 0; i < count; i++)
    yield { id: `record-${i}`, text: textOf(i), metadata: { number: i } };
}

const queries = Array.from({ length: 50 }, (_, i) => `w${i * 3} w${i * 17 + 40} w${i * 101 + 900}`);

const open = async (store: Store): Promise<VectorIndex> =>
  await createIndex({ embedder: cachedEmbedder(), store, modalities: ['text'], keyword: true });

async function fill(store: Store): Promise<void> {
  const index = await open(store);
  const { written } = await index.ingest(items());
  if (written !== count) throw new Error(`${written} of ${count} records were written`);
  await store.optimize();
}

async function measure(name: string, store: Store): Promise<string[]> {
  const index = await open(store);
  const asked = (query: string): readonly IndexSearchOptions[] => [
    {},
    { words: query, weights: { text: 0 } },
    { words: query },
  ];
  const times: number[][] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const query = queries[round % queries.length] ?? '';
    for (const [i, options] of asked(query).entries()) {
      const begin = performance.now();
      await index.search(query, { limit: 10, ...options });
      // The first of each embed and warm up.
      if (round >= queries.length) times[i]?.push(performance.now() - begin);
    }
  }
  const [vector = 0, words = 0, both = 0] = times.map(median);
  return [
    name,
    ...[vector, words, both].map((time) => shown(time, 2)),
    `${shown(both / (vector + words), 2)}x`,
    `${shown(both / Math.max(vector, words), 2)}x`,
  ];
}

const [, , mode] = argv;
const does = (step: string): boolean => mode === undefined || mode === step;
const kept = env['KEEP'];
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'nestvec-hybrid-')));
const rows: string[][] = [];
for (const database of searchedDatabases(folder)) {
  const { name, settle } = database;
  if (!wanted.includes(name)) continue;
  const run = kept === undefined ? Date.now().toString(36) : count;
  const collection = `bench_hybrid_${run}`;
  const store = database.open(collection);
  try {
    if (does('build')) {
      await fill(store);
      await settle(collection);
    }
    if (does('measure')) rows.push(await measure(name, store));
  } finally {
    if (does('drop')) await store.drop();
    await store.close();
  }
}
if (kept === undefined) await rm(folder, { recursive: true, force: true });
if (rows.length > 0) {
  console.log(`${shown(count)} records, milliseconds, p50; limit 10.\n`);
  printTable(
    ['database', 'by the text', 'by words', 'by both', 'of their sum', 'of the slower one'],
    rows,
  );
}
