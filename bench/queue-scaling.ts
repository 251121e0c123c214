// How a run goes faster with workers: 1, 2 and 4 processes with an embedder of a fixed latency, into Qdrant (NESTVEC_QDRANT_URL), over a
// Redis of its own. `SECONDS=20` sets about how long each takes.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createIndex } from '@nestvec/core';
import { qdrant } from '@nestvec/qdrant';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import type { ChildTask } from '../packages/queue/src/__fixtures__/child.ts';
import { startRedis } from '../packages/queue/src/__fixtures__/own-redis.ts';
import { texts } from '../packages/queue/src/__fixtures__/texts.ts';
import { createProducer } from '../packages/queue/src/index.ts';

const url = env['NESTVEC_QDRANT_URL'];
if (url === undefined) throw new Error('set NESTVEC_QDRANT_URL to a Qdrant that may be written to');
const seconds = Number(env['SECONDS'] ?? 20);
const script = fileURLToPath(
  new URL('../packages/queue/src/__fixtures__/child.ts', import.meta.url),
);
const latencyMs = 500;
const itemsPerJob = 16;
const concurrency = 2;
/** What one worker could do if nothing but the embedder took time. */
const ideal = (concurrency * itemsPerJob * 1000) / latencyMs;

const started = await startRedis();
if (typeof started === 'string') throw new Error(started);
const redis = started;
const folder = await mkdtemp(join(tmpdir(), 'nestvec-scaling-'));

interface Measured {
  readonly workers: number;
  readonly perSecond: number;
  /** Of one core, the most that any worker used. */
  readonly coreShare: number;
}

async function measure(workers: number): Promise<Measured> {
  const collection = `nestvec-queue-scaling-${process.pid}-${workers}`;
  const store = qdrant({ url: url ?? '', collection });
  const index = await createIndex({ embedder: fakeEmbedder(), store });
  const queue = `scaling-${workers}`;
  const items = Math.ceil((ideal * seconds * workers) / itemsPerJob) * itemsPerJob;
  const task: ChildTask = {
    role: 'worker',
    redis: redis.url,
    queue,
    list: '',
    server: { kind: 'qdrant', url: url ?? '' },
    collection,
    items,
    itemsPerJob,
    latencyMs,
    lockMs: 30_000,
    concurrency,
    paid: join(folder, queue),
  };
  await index.create();
  const children = Array.from({ length: workers }, () => {
    const child = spawn(process.execPath, [script, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    const ready = Promise.withResolvers<void>();
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout.includes('ready')) ready.resolve();
    });
    const ended = new Promise<string>((resolve) => child.once('close', () => resolve(stdout)));
    return { child, ready: ready.promise, ended };
  });
  await Promise.all(children.map(async ({ ready }) => await ready));
  await setTimeout(500);
  const producer = await createProducer({
    index,
    redis: redis.url,
    queue,
    list: join(folder, `list-${workers}`),
    itemsPerJob,
    pollMs: 100,
  });
  const startedAt = performance.now();
  const report = await producer.run(texts(items), { skipUnchanged: false });
  const elapsed = (performance.now() - startedAt) / 1000;
  await producer.close();
  for (const { child } of children) child.kill('SIGTERM');
  const shares = await Promise.all(
    children.map(async ({ ended }) => {
      const line = (await ended).split('\n').find((text) => text.includes('cpuMs')) ?? '{}';
      // The worker stood idle before and after: its work is held against the time of the run alone.
      return (JSON.parse(line) as { readonly cpuMs: number }).cpuMs / (elapsed * 1000); // as the child wrote it
    }),
  );
  await store.drop();
  await index.close();
  if (report.written !== items) throw new Error(`${report.written} of ${items} were written`);
  return { workers, perSecond: items / elapsed, coreShare: Math.max(...shares) };
}

try {
  const rows: Measured[] = [];
  for (const workers of [1, 2, 4]) rows.push(await measure(workers));
  const [one] = rows;
  console.log(`| workers | items/s | of one | share of a core, each |\n| --- | --- | --- | --- |`);
  for (const { workers, perSecond, coreShare } of rows) {
    const factor = perSecond / (one?.perSecond ?? perSecond);
    const isLimit = factor < 0.9 * workers ? ' (below 0.9 × N: the processor is the limit)' : '';
    console.log(
      `| ${workers} | ${perSecond.toFixed(1)} | ${factor.toFixed(2)} × | ${(coreShare * 100).toFixed(0)} %${isLimit} |`,
    );
  }
} finally {
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
}
