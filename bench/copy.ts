import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { QdrantClient } from '@qdrant/js-client-rest';
import { randomUUID } from 'node:crypto';
import { copy } from '../packages/core/dist/copy/index.js';
import { type Store, truncate, type VectorRecord } from '../packages/core/dist/index.js';
import { lancedb } from '../packages/lancedb/dist/index.js';
import { pgvector } from '../packages/pgvector/dist/index.js';
import { qdrant } from '../packages/qdrant/dist/index.js';
import { weaviate } from '../packages/weaviate/dist/index.js';
import {
  grpcUrl,
  numberFrom,
  postgresUrl,
  url,
  weaviateGrpcUrl,
  weaviateUrl,
} from './support/environment.ts';
import { clipSpec } from './support/spec.ts';
import { printTable, shown } from './support/table.ts';
import { randomVectors } from './support/vectors.ts';

// A collection of 1,024 + 64 numbers and a text per record, from each database into each: the copy with its journal, without the
// comparison afterwards, beside reading the source alone and writing the same records alone.

const count = numberFrom('RECORDS', 100_000);
const wanted = (env['DATABASES'] ?? 'lancedb,qdrant,postgres').split(',');
const folder = await mkdtemp(join(tmpdir(), 'nestvec-bench-copy-'));
const vectors = {
  image: { modality: 'image', graph: false },
  image_64: { modality: 'image', dimensions: 64, graph: false },
} as const;

const all: Readonly<Record<string, (collection: string) => Store>> = {
  lancedb: (collection) => lancedb({ uri: join(folder, 'lancedb'), collection }),
  qdrant: (collection) => qdrant({ url, grpc: { url: grpcUrl }, collection }),
  weaviate: (collection) =>
    weaviate({ url: weaviateUrl, grpc: { url: weaviateGrpcUrl }, collection }),
  postgres: (collection) => pgvector({ url: postgresUrl, collection }),
};
const databases = Object.entries(all).filter(([name]) => wanted.includes(name));

const pool = randomVectors(5000, 1024, 1);

function recordAt(n: number): VectorRecord {
  const image = pool[n % pool.length] ?? new Float32Array(1024);
  return {
    id: `record-${n}`,
    vectors: { image, image_64: truncate(image, 64) },
    metadata: { title: `record ${n}`, n },
    text: `the text of record ${n}, as long as a caption is`,
  };
}

const batch = 1000;

/** Writes all records, as many calls in flight as the store is worth. */
async function write(store: Store): Promise<void> {
  await store.apply(await store.plan(clipSpec(store.collection, vectors)));
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const start = next;
      next += batch;
      const size = Math.min(batch, count - start);
      await store.upsert(Array.from({ length: size }, (_, i) => recordAt(start + i)));
    }
  };
  await Promise.all(Array.from({ length: store.limits.concurrency }, work));
}

async function seconds(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return (performance.now() - start) / 1000;
}

async function scanAll(store: Store): Promise<void> {
  let read = 0;
  for await (const { records } of store.scan({ pageSize: batch })) read += records.length;
  if (read !== count) throw new Error(`${read} of ${count} were read`);
}

/** What people write: one page of the source, one request of the official client, and so on. */
async function plainLoop(from: Store, collection: string): Promise<void> {
  const client = new QdrantClient({ url, checkCompatibility: false });
  for await (const { records } of from.scan({ pageSize: 500 }))
    await client.upsert(collection, {
      wait: true,
      points: records.map((record) => ({
        id: randomUUID(),
        vector: {
          image: Array.from(record.vectors['image'] ?? []),
          image_64: Array.from(record.vectors['image_64'] ?? []),
        },
        payload: { ...record.metadata, text: record.text, id: record.id },
      })),
    });
}

const sources = new Map<string, Store>();
const times = new Map<string, { readonly scan: number; readonly write: number }>();
for (const [name, open] of databases) {
  const store = open('bench_copy_source');
  await store.drop();
  const write_ = await seconds(async () => await write(store));
  await store.optimize();
  const scan = await seconds(async () => await scanAll(store));
  times.set(name, { scan, write: write_ });
  sources.set(name, store);
  console.error(`${name}: written in ${shown(write_, 1)} s, read in ${shown(scan, 1)} s`);
}

const rows: string[][] = [];
for (const [from] of databases) {
  const source = sources.get(from);
  if (source === undefined) continue;
  for (const [to, open] of databases) {
    const target = open('bench_copy_target');
    await target.drop();
    const journal = join(folder, `${from}-${to}.journal`);
    const took = await seconds(async () => await copy(source, target, { journal, verify: 'none' }));
    const again = await seconds(
      async () => await copy(source, target, { journal, verify: 'none' }),
    );
    const { verification } = await copy(source, target, { journal });
    await target.drop();
    let loop = '';
    if (to === 'qdrant') {
      await target.apply(await target.plan(clipSpec('bench_copy_target', vectors)));
      const plain = await seconds(async () => await plainLoop(source, 'bench_copy_target'));
      loop = `${shown(plain / took, 2)} ×`;
      await target.drop();
    }
    await target.close();
    const alone = (times.get(from)?.scan ?? 0) + (times.get(to)?.write ?? 0);
    rows.push([
      `${from} → ${to}`,
      shown(count / took),
      `${shown(took, 1)} s`,
      `${shown(alone, 1)} s`,
      shown(took / alone, 2),
      `${shown(again, 1)} s`,
      loop,
      verification?.equal === true ? 'equal' : JSON.stringify(verification),
    ]);
    console.error(rows.at(-1)?.join(' | '));
  }
}
printTable(
  [
    'pair',
    'records/s',
    'copy',
    'scan + write alone',
    'ratio',
    'nothing changed',
    'plain loop / copy',
    'comparison',
  ],
  rows,
);
console.log(
  `${shown(count)} records; peak memory ${shown(process.resourceUsage().maxRSS / 1024)} MiB`,
);
for (const store of sources.values()) {
  await store.drop();
  await store.close();
}
await rm(folder, { recursive: true });
process.exit(0);
