import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import {
  createIndex,
  type Embedder,
  type EmbedResult,
  type IndexSearchOptions,
  type Item,
  type VectorIndex,
} from '../packages/core/dist/index.js';
import { fakeEmbedder } from '../packages/testkit/dist/embedder/index.js';
import { numberFrom } from './support/environment.ts';
import { type SearchedDatabase, searchedDatabases } from './support/search-stores.ts';
import { printTable, quantile, shown } from './support/table.ts';

// How long searches through an index take, in each database as `createIndex` and `ingest` leave it: records with a text and an image
// of jina-clip-v2's size (1,024 and 64 dimensions each), limit 10. Vectors of random directions, which is the hardest that a graph
// can get; the query is embedded before, so that only the search counts. NESTVEC_FULL=1 adds a million records, of texts alone, in
// LanceDB, and in others where DATABASES names them. SIZES and DATABASES choose; KEEP=folder keeps the collections and uses those of an earlier run.

const full = env['NESTVEC_FULL'] === '1' ? ',1000000' : '';
const sizes = (env['SIZES'] ?? `1000,10000,100000${full}`).split(',').map(Number);
const wanted = env['DATABASES']?.split(',');
/** For each cell. */
const seconds = numberFrom('SECONDS', 3);
const folder = env['KEEP'] ?? (await mkdtemp(join(tmpdir(), 'nestvec-sizes-')));
const million = 1_000_000;

/** What is asked. Beside the default, one list alone; the last page of 200 hits; and groups, of which there are fewer than `limit`. */
const searches: Readonly<Record<string, IndexSearchOptions>> = {
  'texts and images': {},
  'texts alone': { over: 'text' },
  'hits 191 to 200': { depth: 200, offset: 190 },
  'groups of 5 values': { groupBy: { field: 'kind' } },
};

function cachedEmbedder(): Embedder {
  const embedder = fakeEmbedder({ model: 'jinaai/jina-clip-v2', limits: { itemsPerCall: 256 } });
  const known = new Map<string, Promise<EmbedResult>>();
  return {
    ...embedder,
    async embed(contents, options) {
      if (options.task === 'document') return await embedder.embed(contents, options);
      const key = JSON.stringify(contents);
      const result = known.get(key) ?? embedder.embed(contents, options);
      known.set(key, result);
      return await result;
    },
  };
}

function* items(count: number): Generator<Item> {
  const isLarge = count >= million;
  for (let i = 0; i < count; i++) {
    yield {
      id: `record-${i}`,
      text: `This is text number ${i}, as long as the title of a thing in a shop.`,
      ...(isLarge ? {} : { image: Buffer.from(`image ${i}`) }),
      metadata: { kind: `kind ${i % 5}`, number: i, title: `Thing ${i}` },
    };
  }
}

async function fill(database: SearchedDatabase, count: number): Promise<VectorIndex> {
  const collection = `bench_sizes_${count}`;
  const store = database.open(collection);
  const index = await createIndex({
    embedder: cachedEmbedder(),
    store,
    fields: { kind: 'string' },
    ...(count >= million ? { modalities: ['text'] as const } : {}),
  });
  const there = (await store.describe())?.count;
  if (there !== count) {
    if (there !== undefined) throw new Error(`${database.name} has ${collection} of another size`);
    const { written, failed } = await index.ingest(items(count));
    if (written !== count) throw new Error(`${failed} of ${count} records failed`);
  }
  await database.settle(collection);
  return index;
}

async function time(index: VectorIndex, options: IndexSearchOptions): Promise<string> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  for (let i = 0; performance.now() < end || times.length < 20; i++) {
    const query = `which text is number ${i % 50}?`;
    const begin = performance.now();
    const { hits } = await index.search(query, { limit: 10, ...options });
    // The first 50 embed and warm up.
    if (i >= 50 || performance.now() > end) times.push(performance.now() - begin);
    if (hits.length < 5) throw new Error(`${hits.length} hits`);
  }
  return `${shown(quantile(times, 0.5), 1)} / ${shown(quantile(times, 0.95), 1)}`;
}

const rows: string[][] = [];
for (const database of searchedDatabases(folder)) {
  if (wanted?.includes(database.name) === false) continue;
  for (const count of sizes) {
    if (count >= million && wanted === undefined && database.name !== 'lancedb') continue;
    const index = await fill(database, count);
    const measure = async (name: string): Promise<void> => {
      const cells = [name, shown(count)];
      for (const [title, options] of Object.entries(searches))
        cells.push(
          count >= million && title === 'texts and images' ? '–' : await time(index, options),
        );
      rows.push(cells);
    };
    await measure(database.name);
    if (database.name === 'lancedb' && count === 100_000) {
      await index.store.optimize();
      await measure('lancedb, optimized again');
    }
    if (env['KEEP'] === undefined) await index.store.drop();
    await index.close();
  }
}
printTable(['database', 'records', ...Object.keys(searches)], rows);
console.log('\nMilliseconds, p50 / p95.');
if (env['KEEP'] === undefined) await rm(folder, { recursive: true, force: true });
