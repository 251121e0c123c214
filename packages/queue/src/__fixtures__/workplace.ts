import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndex, type Embedder, type IndexOptions, type Store, type VectorIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryDatabase, memoryStore } from '@nestvec/testkit/memory';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { createProducer, type QueueProducer } from '../producer/create-producer.ts';
import type { ProducerOptions } from '../producer/options.ts';
import { defaultPrefix } from '../redis/names.ts';
import { createWorker, type QueueWorker } from '../worker/create-worker.ts';
import type { WorkerOptions } from '../worker/options.ts';

let places = 0;

/** A collection in memory, a queue of its own, and a folder for a list. */
export interface Workplace {
  readonly queue: string;
  readonly list: string;
  readonly redis: string;
  index(
    embedder?: Embedder,
    store?: (store: Store) => Store,
    spec?: Pick<IndexOptions, 'fields' | 'vectors'>,
  ): Promise<VectorIndex>;
  producer(index: VectorIndex, options?: Partial<ProducerOptions>): Promise<QueueProducer>;
  worker(index: VectorIndex, options?: Partial<WorkerOptions>): Promise<QueueWorker>;
  /** The queue as BullMQ sees it. */
  bull<Data = unknown>(): Queue<Data>;
  /** A connection to Redis. */
  client(): Redis;
}

/** A place for one test; what it opened is closed after it. */
export async function createWorkplace(redis: string): Promise<Workplace> {
  const queue = `test-${process.pid}-${++places}`;
  const list = await mkdtemp(join(tmpdir(), 'nestvec-queue-'));
  onTestFinished(async () => await rm(list, { recursive: true, force: true }));
  const database = memoryDatabase();
  return {
    queue,
    list,
    redis,
    async index(embedder = fakeEmbedder(), wrap = (store) => store, spec = {}) {
      const store = memoryStore({ collection: 'docs', database, capabilities: { machines: 'many' } });
      return await createIndex({ embedder, store: wrap(store), ...spec });
    },
    async producer(index, options) {
      const quick = { pollMs: 10, reconcileMs: 100 };
      const producer = await createProducer({ index, redis, queue, list, ...quick, ...options });
      onTestFinished(async () => await producer.close());
      return producer;
    },
    async worker(index, options) {
      const worker = await createWorker({ index, redis, queue, lockMs: 10_000, ...options });
      onTestFinished(async () => await worker.close());
      return worker;
    },
    bull<Data>() {
      const bull = new Queue<Data>(queue, { connection: { url: redis }, prefix: defaultPrefix });
      onTestFinished(async () => await bull.close());
      return bull;
    },
    client() {
      const client = new Redis(redis);
      onTestFinished(() => client.disconnect());
      return client;
    },
  };
}

/** Ids of all records, in order. */
export async function idsOf(store: Store): Promise<string[]> {
  const ids: string[] = [];
  for await (const { records } of store.scan({ include: { vectors: [] } }))
    ids.push(...records.map(({ id }) => id));
  return ids.toSorted();
}
