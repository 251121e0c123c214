import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CollectionSpec, Filter, Store, VectorRecord } from '../packages/core/dist/index.js';
import { lancedb } from '../packages/lancedb/dist/index.js';
import { qdrant } from '../packages/qdrant/dist/index.js';
import { weaviate } from '../packages/weaviate/dist/index.js';
import { grpcUrl, numberFrom, url } from './support/environment.ts';
import { clipSpec } from './support/spec.ts';
import { median, printTable, shown } from './support/table.ts';

// Facets of three fields (20 values, 3 values in a list, a range) over all records and over a tenth of them, and how much the
// memory of the process grows meanwhile. STORES=lancedb,qdrant,weaviate RECORDS=100000 node bench/facets.ts

const count = numberFrom('RECORDS', 100_000);
const stores = (process.env['STORES'] ?? 'lancedb').split(',');
const weaviateUrl = process.env['NESTVEC_WEAVIATE_URL'] ?? 'http://127.0.0.1:8080';
const weaviateGrpc = process.env['NESTVEC_WEAVIATE_GRPC_URL'] ?? 'http://127.0.0.1:50051';
const name = 'bench_facets';
const folder = await mkdtemp(join(tmpdir(), 'nestvec-facets-'));

const open: Readonly<Record<string, () => Store>> = {
  lancedb: () => lancedb({ uri: folder, collection: name }),
  qdrant: () => qdrant({ url, grpc: { url: grpcUrl }, collection: name }),
  weaviate: () =>
    weaviate({ url: weaviateUrl, grpc: { url: weaviateGrpc }, collection: 'Bench_facets' }),
};

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
  await store.drop();
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

async function measure(
  store: Store,
  filter: Filter | undefined,
): Promise<[ms: number, mb: number]> {
  const before = process.memoryUsage.rss();
  const times: number[] = [];
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  for (let i = 0; i < 5; i++) {
    const started = performance.now();
    await store.facets({
      ...(filter === undefined ? {} : { filter }),
      fields: { brand: { kind: 'values' }, tags: { kind: 'values' }, price: { kind: 'range' } },
    });
    times.push(performance.now() - started);
  }
  clearInterval(watch);
  return [median(times), (most - before) / 2 ** 20];
}

const rows: string[][] = [];
for (const database of stores) {
  const make = open[database];
  if (make === undefined)
    throw new Error(`${database} is not one of ${Object.keys(open).join(', ')}`);
  const store = make();
  await fill(store);
  const [all, growth] = await measure(store, undefined);
  const [tenth] = await measure(store, { price: { $lt: 100 } });
  rows.push([database, store.capabilities.facets, shown(all), shown(tenth), shown(growth)]);
  await store.drop();
  await store.close();
}
await rm(folder, { recursive: true, force: true });
printTable(['database', 'facets', 'all, ms', 'a tenth, ms', 'memory, MB'], rows);
