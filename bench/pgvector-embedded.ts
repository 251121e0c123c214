import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath, memoryUsage, stdout, version } from 'node:process';
import { fileURLToPath } from 'node:url';
import { truncate } from '../packages/core/dist/index.js';
import { lancedb } from '../packages/lancedb/dist/index.js';
import { pgvector } from '../packages/pgvector/dist/index.js';
import { clipSpec } from './support/spec.ts';
import { intoReadme } from './support/into-readme.ts';
import { median, shown, tableOf } from './support/table.ts';
import { randomVectors } from './support/vectors.ts';

// LanceDB beside PGlite, each in a process of its own: 1,024 and 64 dimensions, records in calls of 1,000, then `optimize`, then searches of
// both stages; the table goes into the README of pgvector. `node pgvector-embedded.ts 1000 10000 100000`, or some of them; `only=pglite` leaves out the other.

const [kind = '', size] = argv.slice(2);
const only = /^only=(lancedb|pglite)$/.exec(kind)?.[1];
if (kind === 'lancedb' || kind === 'pglite') await measure(kind, Number(size));
else await compare(argv.slice(only === undefined ? 2 : 3).map(Number), only);

async function measure(store: 'lancedb' | 'pglite', count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-embedded-'));
  const collection = 'bench';
  const began = performance.now();
  const opened =
    store === 'lancedb'
      ? lancedb({ uri: folder, collection })
      : pgvector({ data: folder, collection });
  const vectors = {
    image: { modality: 'image' },
    image_64: { modality: 'image', dimensions: 64 },
  } as const;
  await opened.apply(await opened.plan(clipSpec(collection, vectors)));
  const startMs = performance.now() - began;
  let writeMs = 0;
  let query: Float32Array = new Float32Array(1024);
  for (let start = 0; start < count; start += 1000) {
    const some = randomVectors(Math.min(1000, count - start), 1024, start + 1);
    query = some[0] ?? query;
    const records = some.map((image, i) => ({
      id: `record ${start + i}`,
      vectors: { image, image_64: truncate(image, 64) },
      metadata: { n: start + i },
    }));
    const begin = performance.now();
    await opened.upsert(records);
    writeMs += performance.now() - begin;
  }
  const begin = performance.now();
  await opened.optimize();
  const optimizeMs = performance.now() - begin;
  const times: number[] = [];
  for (let i = 0; i < 30; i++) {
    const since = performance.now();
    await opened.search({ vector: query, using: 'image_64', rescore: 'image', limit: 10 });
    times.push(performance.now() - since);
  }
  const { rss } = memoryUsage();
  await opened.close();
  await rm(folder, { recursive: true });
  stdout.write(JSON.stringify({ startMs, writeMs, optimizeMs, searchMs: median(times), rss }));
}

async function compare(sizes: readonly number[], only: string | undefined): Promise<void> {
  const rows: string[][] = [];
  for (const count of sizes) {
    for (const store of only === undefined ? ['lancedb', 'pglite'] : [only]) {
      const { stdout: said } = spawnSync(
        execPath,
        [fileURLToPath(import.meta.url), store, String(count)],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
      );
      // What `measure` writes.
      const found = JSON.parse(said) as Record<
        'startMs' | 'writeMs' | 'optimizeMs' | 'searchMs' | 'rss',
        number
      >;
      rows.push([
        store,
        shown(count),
        `${shown(found.startMs / 1000, 1)} s`,
        `${shown((count / found.writeMs) * 1000)}/s`,
        `${shown(found.optimizeMs / 1000, 1)} s`,
        `${shown(found.searchMs, 1)} ms`,
        `${shown(found.rss / 2 ** 20)} MiB`,
      ]);
    }
  }
  const head = ['store', 'records', 'start', 'written', 'optimize', 'search p50', 'memory'];
  const table = tableOf(head, rows);
  console.log(table);
  if (only !== undefined) return;
  const machine = `${cpus()[0]?.model}, ${availableParallelism()} processors`;
  const date = new Date().toISOString().slice(0, 10);
  await intoReadme(
    'embedded',
    `${machine}, ${date}, Node ${version}:\n\n${table}`,
    fileURLToPath(new URL('../packages/pgvector/README.md', import.meta.url)),
  );
}
