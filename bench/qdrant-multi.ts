import { execFile } from 'node:child_process';
import { argv, execPath, memoryUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createIndex, type Embedder, type Item } from '../packages/core/dist/index.js';
import { qdrant } from '../packages/qdrant/dist/index.js';
import { grpcUrl, numberFrom, url } from './support/environment.ts';
import { clipSpec } from './support/spec.ts';
import { printTable, shown } from './support/table.ts';
import { randomVectors } from './support/vectors.ts';

// Records with three named vectors of one embedding (1,024, 256 and 64), ingested through createIndex with an embedder that costs
// nothing, so that the peak memory is that of the way into the database; then the same for more and more records.

const vectors = {
  text: { modality: 'text' },
  text_256: { modality: 'text', dimensions: 256, graph: false },
  text_64: { modality: 'text', dimensions: 64 },
} as const;
const collection = 'bench_multi';
const { embedder: identity } = clipSpec(collection, vectors);
const drawn = randomVectors(1000, 1024, 7);
let calls = 0;

const embedder: Embedder = {
  identity,
  limits: { itemsPerCall: 256, tokensPerCall: Infinity, bytesPerCall: Infinity, concurrency: 2 },
  embed: async (contents) => ({
    embeddings: contents.map(() => ({
      ok: true,
      vector: (drawn[calls++ % drawn.length] ?? new Float32Array(1024)).slice(),
      tokens: 1,
      truncated: false,
    })),
    usage: { tokens: contents.length, requests: 1 },
  }),
  measure: async (contents) => contents.map(() => ({ tokens: 1, bytes: 10 })),
  close: async () => {},
};

async function* items(count: number): AsyncGenerator<Item> {
  for (let i = 0; i < count; i++) yield { id: `r${i}`, text: `text ${i}`, metadata: { n: i } };
}

const transports: Readonly<Record<string, { readonly url: string } | undefined>> = {
  REST: undefined,
  gRPC: { url: grpcUrl },
};

/** Ingests in this process, and gives records a second and the peak memory in bytes. */
async function ingest(transport: string, count: number): Promise<readonly [number, number]> {
  const store = qdrant({ url, collection, grpc: transports[transport] });
  await store.drop();
  const index = await createIndex({ embedder, store, vectors });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, memoryUsage.rss());
  }, 20);
  const begin = performance.now();
  await index.ingest(items(count));
  const seconds = (performance.now() - begin) / 1000;
  clearInterval(watch);
  const stored = await store.count();
  if (stored !== count) throw new Error(`stored ${stored} of ${count}`);
  await store.drop();
  await index.close();
  return [count / seconds, peak];
}

const [transport, count] = argv.slice(2);
if (transport !== undefined) {
  console.log(JSON.stringify(await ingest(transport, Number(count))));
} else {
  const rows: string[][] = [];
  const counts = [
    numberFrom('SMALL', 10_000),
    numberFrom('MIDDLE', 50_000),
    numberFrom('LARGE', 200_000),
  ];
  for (const name of Object.keys(transports)) {
    let first = 0;
    for (const wanted of counts) {
      // Each in a process of its own: memory that one run leaves behind would count for the next.
      const { stdout } = await promisify(execFile)(execPath, [
        fileURLToPath(import.meta.url),
        name,
        String(wanted),
      ]);
      const [rate, peak] = JSON.parse(stdout) as [number, number]; // what ingest gave
      if (first === 0) first = peak;
      rows.push([
        name,
        shown(wanted),
        shown(rate),
        `${shown(peak / 2 ** 20)} MiB`,
        `${shown(peak / first, 2)}x`,
      ]);
      console.error(rows.at(-1)?.join(' '));
    }
  }
  printTable(
    ['transport', 'records (1,024 + 256 + 64)', 'records/s', 'peak memory', 'against the smallest'],
    rows,
  );
}
