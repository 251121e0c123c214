import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env } from 'node:process';
import {
  createIndex,
  type IndexSearchOptions,
  type Item,
  type VectorIndex,
} from '../packages/core/dist/index.js';
import { cachedEmbedder } from './support/cached-embedder.ts';
import { numberFrom } from './support/environment.ts';
import { type SearchedDatabase, searchedDatabases } from './support/search-stores.ts';
import { printTable, quantile, shown } from './support/table.ts';

// How long searches through an index take, in each database as `createIndex` and `ingest` leave it: records with a text and an image
// of jina-clip-v2's size (1,024 and 64 dimensions each), limit 10. Vectors of random directions, which is the hardest that a graph
// can get; the query is embedded before, so that only the search counts. NESTVEC_FULL=1 adds a million records, of texts alone, in
// LanceDB and Qdrant, and in others where DATABASES names them: there it takes more than ten minutes. SIZES and DATABASES choose.
//
// To fill a database takes minutes and can be done on a busy machine, to measure takes seconds and can't:
//   KEEP=folder node bench/search-sizes.ts build    fills what is not there yet, and goes on where it was stopped
//   KEEP=folder node bench/search-sizes.ts measure  searches what is there
//   KEEP=folder node bench/search-sizes.ts drop     removes it
// Without a name it builds and measures, and drops what KEEP does not keep.

const steps = ['build', 'measure', 'drop'];
const [asked] = argv.slice(2);
if (asked !== undefined && !steps.includes(asked))
  throw new Error(`${asked} is not one of ${steps.join(', ')}`);
const kept = env['KEEP'];
if (asked !== undefined && kept === undefined)
  throw new Error(`KEEP names the folder of what ${asked} is about`);
const full = env['NESTVEC_FULL'] === '1' ? ',1000000' : '';
const sizes = (env['SIZES'] ?? `1000,10000,100000${full}`).split(',').map(Number);
const wanted = env['DATABASES']?.split(',');
/** Of texts and images, which a million records are not. */
const ofBoth = new Set(['texts and images', 'depth 50', 'depth 10']);
/** For each cell. */
const seconds = numberFrom('SECONDS', 3);
const folder = kept ?? (await mkdtemp(join(tmpdir(), 'nestvec-sizes-')));
const million = 1_000_000;
const withMillion = wanted ?? ['lancedb', 'qdrant'];

/**
 * What is asked. Beside the default, whose lists are 100 hits deep, shorter ones; one list alone; the last page of 200 hits; and groups,
 * of which there are fewer than `limit`.
 */
const searches: Readonly<Record<string, IndexSearchOptions>> = {
  'texts and images': {},
  'depth 50': { depth: 50 },
  'depth 10': { depth: 10 },
  'texts alone': { over: 'text' },
  'hits 191 to 200': { depth: 200, offset: 190 },
  'groups of 5 values': { groupBy: { field: 'kind' } },
};

function* items(from: number, count: number): Generator<Item> {
  const isLarge = count >= million;
  for (let i = from; i < count; i++) {
    yield {
      id: `record-${i}`,
      text: `This is text number ${i}, as long as the title of a thing in a shop.`,
      ...(isLarge ? {} : { image: Buffer.from(`image ${i}`) }),
      metadata: { kind: `kind ${i % 5}`, number: i, title: `Thing ${i}` },
    };
  }
}

const collectionOf = (count: number): string => `bench_sizes_${count}`;

async function open(database: SearchedDatabase, count: number): Promise<VectorIndex> {
  return await createIndex({
    embedder: cachedEmbedder(),
    store: database.open(collectionOf(count)),
    fields: { kind: 'string' },
    ...(count >= million ? { modalities: ['text'] as const } : {}),
  });
}

/** How many records are there; none before the collection is. */
async function sizeOf({ store }: VectorIndex): Promise<number> {
  return (await store.describe())?.count ?? 0;
}

async function fill(database: SearchedDatabase, index: VectorIndex, count: number): Promise<void> {
  const there = await sizeOf(index);
  if (there > count)
    throw new Error(`${database.name} has ${there} records in ${collectionOf(count)}`);
  if (there === count) return;
  const begin = performance.now();
  // Batches are written beside each other, so what is there need not be the first ones; to write some again changes nothing.
  const { failed } = await index.ingest(items(Math.max(0, there - 50_000), count));
  if (failed > 0 || (await sizeOf(index)) !== count)
    throw new Error(`${failed} of ${count} records failed; run it again`);
  await database.settle(collectionOf(count));
  const took = ((performance.now() - begin) / 1000).toFixed(0);
  console.error(
    `${database.name}: ${shown(count - there)} of ${shown(count)} records in ${took} s`,
  );
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

async function measure(name: string, index: VectorIndex, count: number): Promise<string[]> {
  const cells = [name, shown(count)];
  for (const [title, options] of Object.entries(searches)) {
    const isSkipped = count >= million && ofBoth.has(title);
    cells.push(isSkipped ? '–' : await time(index, options));
  }
  return cells;
}

const rows: string[][] = [];
for (const database of searchedDatabases(folder)) {
  if (wanted?.includes(database.name) === false) continue;
  for (const count of sizes) {
    if (count >= million && !withMillion.includes(database.name)) continue;
    const index = await open(database, count);
    if (asked === undefined || asked === 'build') await fill(database, index, count);
    if (asked === undefined || asked === 'measure') {
      if ((await sizeOf(index)) === count) rows.push(await measure(database.name, index, count));
      else
        console.error(`${database.name}: ${shown(count)} records are not there; build them first`);
    }
    if (asked === 'drop' || kept === undefined) await index.store.drop();
    await index.close();
  }
}
if (rows.length > 0) {
  printTable(['database', 'records', ...Object.keys(searches)], rows);
  console.log('\nMilliseconds, p50 / p95.');
}
if (kept === undefined) await rm(folder, { recursive: true, force: true });
