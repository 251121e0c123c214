// What a million waiting items take of Redis: jobs of 64 items are added and no worker takes them. Needs redis-server, and no database.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndex, type Item } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { Redis } from '../packages/queue/node_modules/ioredis/built/index.js';
import { startRedis } from '../packages/queue/src/__fixtures__/own-redis.ts';
import { createProducer } from '../packages/queue/src/index.ts';

const jobs = 1000;
const itemsPerJob = 64;

/** What a catalogue gives: a path and a few facts; and what documents give: a passage. */
const kinds: Readonly<Record<string, (at: number) => Item>> = {
  'image by its path': (at) => ({
    id: `products/${at}.jpg`,
    image: `/data/catalogue/products/${at}.jpg`,
    uri: `https://cdn.example.com/products/${at}.jpg`,
    metadata: { title: `Product number ${at}`, price: 19.9, color: 'red', stock: true },
  }),
  'passage of 1,000 characters': (at) => ({
    id: `handbook/${at}.md#0`,
    text: `${at} ${'x'.repeat(1000)}`,
    metadata: { page: 1, title: 'Handbook' },
    parentId: `handbook/${at}.md`,
  }),
};

console.log(
  '| item | JSON bytes an item | Redis bytes a waiting item | a million waiting | 1,000 jobs of 64 |\n| --- | --- | --- | --- | --- |',
);
for (const [kind, make] of Object.entries(kinds)) {
  const redis = await startRedis();
  if (typeof redis === 'string') throw new Error(redis);
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-memory-'));
  const client = new Redis(redis.url);
  const used = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
  const store = memoryStore({ collection: 'memory', capabilities: { machines: 'many' } });
  const index = await createIndex({ embedder: fakeEmbedder(), store });
  const producer = await createProducer({
    index,
    redis: redis.url,
    list: folder,
    itemsPerJob,
    maxWaiting: jobs,
  });
  const before = await used();
  const stop = new AbortController();
  const items = Array.from({ length: jobs * itemsPerJob }, (_, at) => make(at));
  await producer
    .run(items, {
      signal: stop.signal,
      skipUnchanged: false,
      onProgress: ({ read, jobs: waiting }) => {
        if (read || waiting >= jobs) stop.abort();
      },
    })
    .catch(() => {});
  const bytes = ((await used()) - before) / items.length;
  const json = Buffer.byteLength(JSON.stringify(items)) / items.length;
  console.log(
    `| ${kind} | ${json.toFixed(0)} | ${bytes.toFixed(0)} | ${((bytes * 1e6) / 1e6).toFixed(0)} MB | ${((bytes * items.length) / 1e6).toFixed(0)} MB |`,
  );
  await producer.close();
  client.disconnect();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
}
