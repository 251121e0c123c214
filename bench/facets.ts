import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CollectionSpec, Store, VectorRecord } from '../packages/core/dist/index.js';
import { numberFrom } from './support/environment.ts';
import { ownCalls } from './support/own-calls.ts';
import { searchedDatabases } from './support/search-stores.ts';
import { clipSpec } from './support/spec.ts';
import { median, printTable, shown } from './support/table.ts';

// Facets of three fields (20 values, 2 of 8 values in a list, a range) over all records and over a tenth of them, beside what one would write with
// the database alone, and pages of a list in the order of a number. Each database is measured in a process of its own, of which the
// memory that it takes beyond what it had after opening the collection is printed. DATABASES=lancedb RECORDS=100000 node bench/facets.ts
//
// KEEP=folder node bench/facets.ts build, measure or drop does one of the three steps, so that only the second needs a quiet machine.

const count = numberFrom('RECORDS', 100_000);
const wanted = (env['DATABASES'] ?? 'lancedb,qdrant,weaviate,pgvector').split(',');
const rounds = numberFrom('ROUNDS', 5);

function record(i: number): VectorRecord {
  const vector = new Float32Array(64);
  vector[i % 64] = 1;
  const metadata = {
    brand: `brand ${(i * 7919) % 20}`,
    tags: [`t${i % 3}`, `u${i % 5}`],
    price: (i * 31) % 1000,
    description: `An item with the number ${i} and some words that are not counted.`,
  };
  return { id: `i${i}`, vectors: { v: vector }, metadata };
}

async function fill(store: Store): Promise<void> {
  const spec: CollectionSpec = {
    ...clipSpec(store.collection, { v: { modality: 'text', dimensions: 64, graph: false } }),
    fields: { brand: 'string', tags: 'string[]', price: 'number' },
  };
  await store.apply(await store.plan(spec));
  for (let start = 0; start < count; start += 5000)
    await store.upsert(
      Array.from({ length: Math.min(5000, count - start) }, (_, i) => record(start + i)),
    );
  await store.optimize();
}

const fields = {
  brand: { kind: 'values' },
  tags: { kind: 'values' },
  price: { kind: 'range' },
} as const;

/** Milliseconds of the first time and of the middle one. */
async function timed(run: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const begin = performance.now();
    await run();
    times.push(performance.now() - begin);
  }
  return shown(median(times), 1);
}

/** The cells of a database's row. */
async function measure(name: string, collection: string, folder: string): Promise<string[]> {
  const database = searchedDatabases(folder).find((one) => one.name === name);
  const own = ownCalls[name];
  if (database === undefined || own === undefined) throw new Error(`there is no ${name}`);
  const store = database.open(collection);
  await store.count();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
  const all = await timed(async () => await store.facets({ fields }));
  const tenth = await timed(
    async () => await store.facets({ fields, filter: { price: { $lt: 100 } } }),
  );
  clearInterval(watch);
  const sort = { field: 'price' };
  const page = await timed(async () => await store.list({ sort, limit: 10 }));
  const { cursor } = await store.list({ sort, limit: 1000 });
  const later = await timed(async () => await store.list({ sort, limit: 10, after: cursor }));
  const memory = shown((most - before) / 2 ** 20);
  const alone = await timed(await own(collection, folder));
  const { facets, sort: lists } = store.capabilities;
  await store.close();
  return [`${name}, ${facets} / ${lists}`, all, alone, tenth, memory, page, later];
}

const [, , mode, ...asked] = argv;
const kept = env['KEEP'];
if (mode === 'child') {
  const [name = '', collection = '', folder = ''] = asked;
  console.log(JSON.stringify(await measure(name, collection, folder)));
} else {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'nestvec-facets-')));
  const does = (step: string): boolean => mode === undefined || mode === step;
  const rows: string[][] = [];
  for (const { name, open, settle } of searchedDatabases(folder)) {
    if (!wanted.includes(name)) continue;
    const run = kept === undefined ? Date.now().toString(36) : count;
    const collection = `bench_facets_${run}`;
    const store = open(collection);
    try {
      if (does('build')) {
        await fill(store);
        await settle(collection);
      }
      if (does('measure')) {
        const script = fileURLToPath(import.meta.url);
        const child = [script, 'child', name, collection, folder];
        const { stdout } = await promisify(execFile)(execPath, child);
        rows.push(JSON.parse(stdout) as string[]); // what `measure` gave
      }
    } finally {
      if (does('drop')) await store.drop();
      await store.close();
    }
  }
  if (kept === undefined) await rm(folder, { recursive: true, force: true });
  if (rows.length > 0) console.log(`${shown(count)} records, milliseconds, median of ${rounds}.\n`);
  if (rows.length > 0)
    printTable(
      [
        'database, its facets / lists',
        'facets of three fields',
        'the database alone',
        'of a tenth',
        'memory, MB',
        'first page in order',
        'page behind 1,000',
      ],
      rows,
    );
}
