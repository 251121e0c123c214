// One worker or one producer as a process of its own, to be killed: `node child.ts '{"role":"worker",…}'`.
import { appendFileSync } from 'node:fs';
import process, { argv } from 'node:process';
import { createIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { createProducer, createWorker } from '../index.ts';
import { openServer, type ServerPlace } from './open-server.ts';
import { texts } from './texts.ts';

/** What a child is to do. */
export interface ChildTask {
  readonly role: 'worker' | 'producer';
  readonly redis: string;
  readonly queue: string;
  readonly list: string;
  readonly server: ServerPlace;
  readonly collection: string;
  readonly items: number;
  readonly itemsPerJob: number;
  readonly latencyMs: number;
  readonly lockMs: number;
  /** Jobs that a worker has under way. Default 2. */
  readonly concurrency?: number;
  /** A text that ends the process that is to embed it. */
  readonly diesOf?: string;
  /** File to which each text is written when its embedding is paid. */
  readonly paid: string;
}

const task = JSON.parse(argv[2] ?? '') as ChildTask; // written by the test
const { redis, queue, server, collection } = task;
const embedder = fakeEmbedder({
  latencyMs: task.latencyMs,
  onCall: (contents) => {
    const lines = contents.map((content) => ('text' in content ? content.text : ''));
    if (task.diesOf !== undefined && lines.includes(task.diesOf)) process.kill(process.pid, 'SIGKILL');
    appendFileSync(task.paid, `${JSON.stringify(lines)}\n`);
  },
});
const index = await createIndex({ embedder, store: openServer(server, collection) });

if (task.role === 'worker') {
  const onProblem = ({ error }: { readonly error: unknown }): void => console.error(String(error));
  const worker = await createWorker({ index, redis, queue, lockMs: task.lockMs, concurrency: task.concurrency ?? 2, onProblem });
  console.log(JSON.stringify({ ready: true }));
  process.once('SIGTERM', () => void worker.close());
  const [before, startedAt] = [process.cpuUsage(), performance.now()];
  await worker.ended;
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: performance.now() - startedAt }));
} else {
  const { list, itemsPerJob } = task;
  const producer = await createProducer({
    index,
    redis,
    queue,
    list,
    itemsPerJob,
    maxWaiting: 100,
    pollMs: 50,
    reconcileMs: 500,
  });
  console.log(JSON.stringify({ ready: true }));
  const report = await producer.run(texts(task.items), { prune: true });
  console.log(JSON.stringify({ report }));
  await producer.close();
}
await index.close();
