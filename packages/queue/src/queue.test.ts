import { type Item, NestvecError } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { UnrecoverableError, Worker } from 'bullmq';
import { describe, expect, it, vi } from 'vitest';
import { useRedis } from './__fixtures__/test-redis.ts';
import { texts } from './__fixtures__/texts.ts';
import { createWorkplace, idsOf } from './__fixtures__/workplace.ts';
import { defaultPrefix } from './redis/names.ts';
import { cancelRun, readQueue, watchRun } from './watch-run.ts';

const urlOf = useRedis();

async function all<Entry>(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const entry of entries) found.push(entry);
  return found;
}

describe('a run over workers', () => {
  it('writes every item once, over two workers, and says so', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index();
    await at.worker(index);
    await at.worker(await at.index());
    const producer = await at.producer(index, { itemsPerJob: 10, maxWaiting: 5 });
    const report = await producer.run(texts(205));
    expect(report).toMatchObject({
      state: 'done',
      read: true,
      total: 205,
      added: 205,
      written: 205,
      unchanged: 0,
      failed: 0,
      jobs: 0,
      lost: 0,
      resumed: false,
    });
    expect(await idsOf(index.store)).toEqual(texts(205).map(({ id }) => id));
    expect(report.tokens).toBe(205 * 4);
    expect(report.perSecond).toBeGreaterThan(0);
  });

  it('gives no job to what is unchanged, with one get for each group, and one to what has changed', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    let gets = 0;
    const index = await at.index(fakeEmbedder(), (store) => ({
      ...store,
      get: async (...given) => {
        gets++;
        return await store.get(...given);
      },
    }));
    await at.worker(await at.index());
    const producer = await at.producer(index);
    await producer.run(texts(300));
    gets = 0;
    const again = await producer.run(texts(300));
    expect(again).toMatchObject({ added: 0, unchanged: 300, written: 0, tokens: 0 });
    expect(gets).toBe(Math.ceil(300 / 256));
    const [first, ...rest] = texts(300);
    const changed = await producer.run([{ id: first?.id ?? '', text: 'other' }, ...rest]);
    expect(changed).toMatchObject({ added: 1, unchanged: 299, written: 1 });
  });

  it('keeps what fails as dead letters, which retry takes up with new jobs', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    let isBroken = true;
    const index = await at.index(
      fakeEmbedder({
        fails: (content) => isBroken && 'text' in content && content.text.includes('7'),
      }),
    );
    await at.worker(index);
    const producer = await at.producer(index);
    const report = await producer.run(texts(10));
    expect(report).toMatchObject({ written: 9, failed: 1 });
    expect(report.failures).toMatchObject([
      { id: 'i000007', stage: 'embed', code: 'invalid-input' },
    ]);
    const dead = await all(producer.deadLetters());
    expect(dead).toMatchObject([
      { id: 'i000007', item: expect.stringContaining('"text":"text 7"') },
    ]);
    expect(await producer.retry()).toMatchObject({ written: 0, failed: 1 });
    isBroken = false;
    expect(await producer.retry()).toMatchObject({ written: 1, failed: 0 });
    expect(await all(producer.deadLetters())).toEqual([]);
  });

  it('takes up by retry what failed as a whole job, whose id BullMQ keeps', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index();
    const producer = await at.producer(index, { itemsPerJob: 5 });
    const connection = { url: at.redis };
    const failing = new Worker(
      at.queue,
      async () => {
        throw new UnrecoverableError('no worker can do it');
      },
      { connection, prefix: defaultPrefix },
    );
    const report = await producer.run(texts(10));
    await failing.close();
    expect(report).toMatchObject({ written: 0, failed: 10, state: 'done' });
    expect(report.failures[0]).toMatchObject({ stage: 'job', message: 'no worker can do it' });
    expect(await at.bull().getFailedCount()).toBe(2);
    await at.worker(index);
    expect(await producer.retry()).toMatchObject({ written: 10, failed: 0 });
    expect(await all(producer.deadLetters())).toEqual([]);
    expect(await idsOf(index.store)).toHaveLength(10);
  });

  it('removes what the source no longer has, after the last job, and nothing that another one wrote', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    const removed: string[] = [];
    const index = await at.index(fakeEmbedder(), (store) => ({
      ...store,
      async remove(target, options) {
        if ('ids' in target) removed.push(...target.ids);
        await store.remove(target, options);
      },
    }));
    await at.worker(index);
    await index.ingest([{ id: 'foreign', text: 'not of this source' }]);
    const producer = await at.producer(index);
    await producer.run(texts(20), { prune: true });
    const report = await producer.run(texts(15), { prune: true });
    expect(report).toMatchObject({ pruned: 5, notPruned: undefined });
    await producer.run(texts(15), { prune: true });
    expect(removed).toEqual(
      texts(20)
        .slice(15)
        .map(({ id }) => id),
    );
    expect(await idsOf(index.store)).toEqual(['foreign', ...texts(15).map(({ id }) => id)]);
    expect(await producer.run([], { prune: true })).toMatchObject({
      pruned: 0,
      notPruned: 'the source gave no items',
    });
  });

  it('goes on with a prune in which the producer died, and removes the rest once', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    const removed: string[] = [];
    let isDying = false;
    const index = await at.index(fakeEmbedder(), (store) => ({
      ...store,
      async remove(target, options) {
        if (isDying && removed.length > 0) throw new Error('killed');
        await store.remove(target, options);
        if ('ids' in target) removed.push(...target.ids);
      },
    }));
    await at.worker(index);
    const first = await at.producer(index);
    await first.run(texts(1000), { prune: true });
    isDying = true;
    await expect(first.run(texts(400), { prune: true })).rejects.toThrow('killed');
    expect(removed).toHaveLength(256);
    await first.close();
    isDying = false;
    const second = await at.producer(index);
    // The source was read to its end and is not read again.
    const unread: Iterable<Item> = {
      [Symbol.iterator]() {
        throw new Error('read again');
      },
    };
    expect(await second.run(unread, { prune: true })).toMatchObject({
      resumed: true,
      state: 'done',
      total: 400,
      pruned: 600,
    });
    expect(removed.toSorted()).toEqual(
      texts(1000)
        .slice(400)
        .map(({ id }) => id),
    );
    expect(await idsOf(index.store)).toEqual(texts(400).map(({ id }) => id));
    expect(await second.run(texts(400), { prune: true })).toMatchObject({
      resumed: false,
      pruned: 0,
    });
    expect(removed).toHaveLength(600);
  });

  it('lets the last version of an id win, however many workers there are', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index(fakeEmbedder({ latencyMs: 5 }));
    await at.worker(index, { concurrency: 4 });
    const producer = await at.producer(index, { itemsPerJob: 1 });
    const items = Array.from({ length: 20 }, (_, version) => ({
      id: 'one',
      text: `version ${version}`,
    }));
    const report = await producer.run(items);
    expect(report).toMatchObject({ total: 1, repeated: 19, written: 2 });
    const [record] = await index.store.get(['one']);
    expect(record?.text).toBe('version 19');
  });

  it('stops below the spend cap, over all workers, and goes on with a higher one', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index();
    await at.worker(index, { concurrency: 3 });
    await at.worker(await at.index(), { concurrency: 3 });
    const producer = await at.producer(index, { itemsPerJob: 5 });
    const stopped = await producer.run(texts(100), { spend: { tokens: 130 } });
    expect(stopped.state).toBe('spent');
    expect(stopped.tokens).toBeLessThanOrEqual(130);
    const status = await readQueue({ redis: at.redis, queue: at.queue });
    expect(status.runs[0]).toMatchObject({ run: stopped.run, state: 'spent' });
    const report = await producer.run(texts(100), {
      spend: { amount: 1, perMillionTokens: 100 },
      price: { perMillionTokens: 100, currency: 'USD' },
    });
    expect(report).toMatchObject({ state: 'done', resumed: true, run: stopped.run, total: 100 });
    expect(report.written + report.unchanged).toBe(100);
    expect(report.tokens).toBe(400);
    expect(report.cost).toEqual({ amount: 0.04, currency: 'USD' });
    expect(await idsOf(index.store)).toHaveLength(100);
  });

  it('is watched, and cancelled, from elsewhere', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index(fakeEmbedder({ latencyMs: 20 }));
    await at.worker(index, { concurrency: 1 });
    const producer = await at.producer(index, { itemsPerJob: 1 });
    const running = producer.run(texts(500), { prune: true });
    const seen: string[] = [];
    let cancelled = false;
    for await (const { state, written } of watchRun({
      redis: at.redis,
      queue: at.queue,
      everyMs: 50,
    })) {
      seen.push(state);
      if (written > 0 || seen.length === 1) continue;
      const place = { redis: at.redis, queue: at.queue };
      if (seen.length === 2) cancelled = await cancelRun(place);
    }
    expect(cancelled).toBe(true);
    const report = await running;
    expect(report).toMatchObject({ state: 'cancelled', notPruned: undefined, pruned: 0 });
    expect(report.written).toBeLessThan(500);
    expect(seen.at(-1)).toBe('cancelled');
    expect(await cancelRun({ redis: at.redis, queue: at.queue })).toBe(false);
    const next = await producer.run(texts(3));
    expect(next).toMatchObject({ state: 'done', resumed: false, total: 3 });
  });

  it('keeps two runs of one queue apart', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index();
    await at.worker(index);
    const first = await at.producer(index);
    const second = await at.producer(index, { list: `${at.list}/second` });
    const others = texts(60).map((item) => ({ ...item, id: `other-${item.id}` }));
    const [one, two] = await Promise.all([
      first.run(texts(50)),
      second.run(others, { priority: 1 }),
    ]);
    expect([one.written, two.written]).toEqual([50, 60]);
    expect(await idsOf(index.store)).toHaveLength(110);
    await expect(at.producer(index)).rejects.toMatchObject({
      code: 'journal',
      details: { reason: 'locked' },
    });
  });

  it('goes on with the run of a producer that was stopped, and adds nothing twice', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index(fakeEmbedder({ latencyMs: 5 }));
    const worker = await at.worker(index, { concurrency: 1 });
    const producer = await at.producer(index, { itemsPerJob: 5 });
    const stop = new AbortController();
    await expect(
      producer.run(texts(200), {
        signal: stop.signal,
        onProgress: ({ added }) => {
          if (added > 50) stop.abort();
        },
        prune: true,
      }),
    ).rejects.toMatchObject({ code: 'aborted' });
    await producer.close();
    const next = await at.producer(index, { itemsPerJob: 5 });
    const report = await next.run(texts(200), { prune: true });
    expect(report).toMatchObject({ resumed: true, total: 200, added: 200, failed: 0, lost: 0 });
    expect(report.written).toBe(200);
    expect(await idsOf(index.store)).toHaveLength(200);
    await worker.close();
  });

  it.for([429, 503])(
    'slows the whole queue by the wait that a service asks for with %i, and loses no job',
    async (status, { skip }) => {
      const at = await createWorkplace(urlOf(skip));
      const inner = fakeEmbedder();
      let calls = 0;
      const busy = await at.index({
        ...inner,
        async embed() {
          calls++;
          throw new NestvecError('embedder', `not now (${status})`, {
            operation: 'embed',
            status,
            retryAfterMs: 3_600_000,
            retryable: true,
            retries: 5,
          });
        },
      });
      const worker = await at.worker(busy, { concurrency: 1 });
      const producer = await at.producer(busy);
      const running = producer.run(texts(5));
      const bull = at.bull();
      const slowedFor = async (): Promise<number> => await bull.getRateLimitTtl(1);
      await vi.waitUntil(async () => (await slowedFor()) > 3_000_000, { timeout: 10_000 });
      await worker.close();
      expect(calls).toBe(1);
      await bull.removeRateLimitKey();
      await at.worker(await at.index());
      expect(await running).toMatchObject({ written: 5, failed: 0 });
    },
  );
});

describe('a worker', () => {
  it('refuses a run that was begun with another embedder, by its fields', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index();
    const producer = await at.producer(index);
    const stop = new AbortController();
    const running = producer
      .run(texts(5), { signal: stop.signal })
      .catch((error: unknown) => error);
    for await (const { added } of watchRun({ redis: at.redis, queue: at.queue, everyMs: 20 }))
      if (added > 0) break;
    const near = fakeEmbedder({ identity: { weights: 'q4' } });
    const other = { ...index, embedder: near };
    await expect(at.worker(other)).rejects.toMatchObject({
      code: 'identity',
      message: expect.stringMatching(/weights .*, here q4\); .*acceptNear/),
    });
    await at.worker(await at.index());
    stop.abort();
    await running;
  });

  it('that began before the collection was made writes the vectors and fields that the producer made it with', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    await at.worker(await at.index());
    const index = await at.index(fakeEmbedder(), undefined, {
      fields: { at: 'number' },
      vectors: { only: { modality: 'text', dimensions: 64 } },
    });
    const producer = await at.producer(index);
    expect(await producer.run(texts(5))).toMatchObject({ written: 5, failed: 0 });
    const [record] = await index.store.get(['i000000']);
    expect(Object.keys(record?.vectors ?? {})).toEqual(['only']);
  });

  it('finishes what is under way when it is closed, and takes nothing more', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const inner = fakeEmbedder();
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const index = await at.index({
      ...inner,
      async embed(contents, options) {
        begun.resolve();
        await gate.promise;
        return await inner.embed(contents, options);
      },
    });
    const worker = await at.worker(index, { concurrency: 1 });
    const producer = await at.producer(index, { itemsPerJob: 5 });
    const running = producer.run(texts(15));
    const bull = at.bull();
    await begun.promise;
    await vi.waitUntil(async () => (await bull.getWaitingCount()) === 2, { timeout: 10_000 });
    const closing = worker.close();
    gate.resolve();
    await closing;
    await worker.ended;
    expect(await idsOf(index.store)).toHaveLength(5);
    expect(await bull.getJobCounts('wait', 'active')).toEqual({ wait: 2, active: 0 });
    await at.worker(await at.index());
    expect(await running).toMatchObject({ written: 15, lost: 0 });
  });

  it('refuses a store of one machine, as the producer does', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index();
    const { store } = index;
    const local = {
      ...index,
      store: {
        ...store,
        database: 'lancedb',
        capabilities: { ...store.capabilities, machines: 'one' as const },
      },
    };
    const refusal = { code: 'unsupported', message: expect.stringContaining('s3://bucket/path') };
    await expect(at.worker(local)).rejects.toMatchObject(refusal);
    await expect(at.producer(local)).rejects.toMatchObject(refusal);
  });
});
