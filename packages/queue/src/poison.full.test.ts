import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { realServer, type RealServer } from '@nestvec/testkit/server';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { ChildTask } from './__fixtures__/child.ts';
import { openServer } from './__fixtures__/open-server.ts';
import { spawnChild } from './__fixtures__/spawn-child.ts';
import { useRedis } from './__fixtures__/test-redis.ts';
import { texts } from './__fixtures__/texts.ts';
import { createProducer } from './index.ts';

const urlOf = useRedis();
let server: RealServer | string;
beforeAll(async () => {
  server = await realServer('qdrant');
});
afterAll(async () => {
  if (typeof server !== 'string') await server.stop();
});

const items = 8;

it('leaves the one item behind that ends each worker that embeds it, and writes the rest of its job', async ({
  skip,
}) => {
  if (typeof server === 'string') return skip(server);
  const redis = urlOf(skip);
  const list = await mkdtemp(join(tmpdir(), 'nestvec-poison-'));
  onTestFinished(async () => await rm(list, { recursive: true, force: true }));
  const queue = `poison-${process.pid}`;
  const place = { kind: 'qdrant', url: server.url } as const;
  const index = await createIndex({
    embedder: fakeEmbedder(),
    store: openServer(place, `nestvec-queue-${queue}`),
  });
  onTestFinished(async () => {
    await index.store.drop();
    await index.close();
  });
  const task: ChildTask = {
    role: 'worker',
    redis,
    queue,
    list: '',
    server: place,
    collection: index.store.collection,
    items,
    itemsPerJob: items,
    latencyMs: 0,
    lockMs: 300,
    diesOf: 'text 1',
    paid: join(list, 'paid'),
  };
  const producer = await createProducer({
    index,
    redis,
    queue,
    list,
    itemsPerJob: items,
    pollMs: 50,
    reconcileMs: 200,
  });
  onTestFinished(async () => await producer.close());
  let isOver = false;
  const running = producer.run(texts(items)).finally(() => {
    isOver = true;
  });
  let worker = spawnChild(task);
  let deaths = 0;
  const keeping = (async () => {
    for (;;) {
      await worker.ended;
      if (isOver) return;
      deaths++;
      worker = spawnChild(task);
    }
  })();
  const report = await running;
  worker.process.kill('SIGKILL');
  await keeping;
  expect(report).toMatchObject({ total: items, written: items - 1, failed: 1, jobs: 0 });
  expect(report.failures).toMatchObject([
    { id: 'i000001', stage: 'job', message: expect.stringContaining('stalled') },
  ]);
  // Each job with it is tried three times at most, and is then halved.
  expect(deaths).toBeGreaterThan(0);
  expect(deaths).toBeLessThanOrEqual(3 * (Math.log2(items) + 1));
});
