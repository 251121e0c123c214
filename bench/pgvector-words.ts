import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import type { Store, VectorRecord } from '../packages/core/dist/index.js';
import { pgvector } from '../packages/pgvector/dist/index.js';
import { numberFrom, postgresUrl as url } from './support/environment.ts';
import { clipSpec } from './support/spec.ts';
import { median, printTable, shown } from './support/table.ts';

// Searches by words, `$text` and facets over RECORDS=100000 texts of ten words, of which one stands in six texts of ten, on the server of
// NESTVEC_POSTGRES_URL or in PGlite (`node pgvector-words.ts pglite`).

const count = numberFrom('RECORDS', 100_000);
const vocabulary = 12_000;
const collection = 'bench_words';

/** A number from 0 to 1 that depends on its place alone. */
function random(place: number): number {
  let state = Math.imul(place + 1, 0x9e3779b1);
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
}

function record(i: number): VectorRecord {
  const vector = new Float32Array(64);
  vector[i % 64] = 1;
  const words = Array.from(
    { length: 10 },
    (_, j) => `w${Math.floor(random(i * 10 + j) ** 4 * vocabulary)}`,
  );
  const metadata = { brand: `brand ${i % 20}`, tags: [`t${i % 3}`, `u${i % 5}`], price: i % 1000 };
  return { id: `i${i}`, vectors: { v: vector }, text: words.join(' '), metadata };
}

async function fill(store: Store, keyword: boolean): Promise<number> {
  await store.drop();
  const { embedder, ...spec } = clipSpec(collection, {
    v: { modality: 'text', dimensions: 64, graph: false },
  });
  const fields = { brand: 'string', tags: 'string[]', price: 'number' } as const;
  await store.apply(await store.plan({ ...spec, embedder, keyword, fields }));
  const begin = performance.now();
  for (let start = 0; start < count; start += 5000) {
    const length = Math.min(5000, count - start);
    await store.upsert(Array.from({ length }, (_, i) => record(start + i)));
  }
  return (performance.now() - begin) / 1000;
}

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 15; i++) {
    const begin = performance.now();
    await run();
    times.push(performance.now() - begin);
  }
  return median(times);
}

const folder = await mkdtemp(join(tmpdir(), 'nestvec-words-'));
const store = pgvector({ ...(argv[2] === 'pglite' ? { data: folder } : { url }), collection });
const without = await fill(store, false);
const seconds = await fill(store, true);
console.log(
  `\n${shown(count)} records: ${shown(count / without)}/s without words, ${shown(count / seconds)}/s with them\n`,
);
await store.optimize();
const fields = {
  brand: { kind: 'values' },
  tags: { kind: 'values' },
  price: { kind: 'range' },
} as const;
const asked: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['one rare word', async () => await store.search({ words: 'w9000' })],
  ['three rare words', async () => await store.search({ words: 'w5000 w9000 w7000' })],
  [
    'ten words',
    async () => await store.search({ words: 'w500 w900 w700 w50 w90 w70 w5000 w600 w8000 w1000' }),
  ],
  ['a word of most texts', async () => await store.search({ words: 'w0' })],
  ['$text, counted', async () => await store.count({ filter: { $text: 'w5 w9' } })],
  ['facets of three fields', async () => await store.facets({ fields })],
  [
    'facets of a tenth',
    async () => await store.facets({ fields, filter: { price: { $lt: 100 } } }),
  ],
];
const rows: string[][] = [];
for (const [name, run] of asked) rows.push([name, `${shown(await timeOf(run), 1)} ms`]);
printTable(['query', 'p50'], rows);
await store.drop();
await store.close();
await rm(folder, { recursive: true });
