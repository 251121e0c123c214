import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Item, NestvecError, passages } from '@nestvec/core';
import { tcpFaultProxy } from '@nestvec/testkit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { UnrecoverableError, Worker } from 'bullmq';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startRedis } from './__fixtures__/own-redis.ts';
import { useRedis } from './__fixtures__/test-redis.ts';
import { texts } from './__fixtures__/texts.ts';
import { createWorkplace, idsOf } from './__fixtures__/workplace.ts';
import type { JobData } from './job.ts';
import { defaultPrefix, keysOf } from './redis/names.ts';
import { droppedResult } from './result.ts';

const urlOf = useRedis();

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'nestvec-roots-'));
  onTestFinished(async () => await rm(path, { recursive: true, force: true }));
  return path;
}

describe('what goes wrong over Redis', () => {
  it('adds again what Redis has lost', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index();
    const producer = await at.producer(index, { itemsPerJob: 5 });
    const running = producer.run(texts(30));
    const client = at.client();
    const keys = async (): Promise<string[]> =>
      await client.keys(`${defaultPrefix}:${at.queue}:b-*`);
    await vi.waitUntil(async () => (await keys()).length === 6, { timeout: 10_000 });
    const [first = '', second = ''] = await keys();
    await client.del(first, second);
    for (const key of [first, second])
      await client.lrem(`${defaultPrefix}:${at.queue}:wait`, 0, key.split(':').at(-1) ?? '');
    await at.worker(index);
    const report = await running;
    expect(report).toMatchObject({ written: 30, failed: 0, jobs: 0 });
    expect(report.lost).toBeGreaterThanOrEqual(2);
    expect(await idsOf(index.store)).toHaveLength(30);
  });

  it('comes through connections that break, of producer and worker', async ({ skip }) => {
    const { host } = new URL(urlOf(skip));
    const proxy = await tcpFaultProxy({ target: host, quietMs: 20 });
    onTestFinished(async () => await proxy.close());
    const at = await createWorkplace(`redis://${proxy.address}`);
    const index = await at.index(fakeEmbedder({ latencyMs: 10 }));
    await at.worker(index, { concurrency: 2 });
    const producer = await at.producer(index, { itemsPerJob: 4 });
    let cuts = 0;
    const timer = setInterval(() => proxy.cutNext(cuts++ % 2 === 0 ? 'before' : 'after'), 60);
    onTestFinished(() => clearInterval(timer));
    const running = producer.run(texts(200));
    await vi.waitUntil(() => cuts >= 10, { timeout: 20_000 });
    clearInterval(timer);
    proxy.clear();
    expect(await running).toMatchObject({ total: 200, failed: 0, jobs: 0, state: 'done' });
    expect(await idsOf(index.store)).toHaveLength(200);
  });

  it('waits where Redis has no memory left, and goes on when there is some', async ({ skip }) => {
    const own = await startRedis({ maxmemory: '6mb' });
    if (typeof own === 'string') return skip(own);
    onTestFinished(async () => await own.stop());
    const at = await createWorkplace(own.url);
    const index = await at.index();
    const client = at.client();
    const producer = await at.producer(index);
    const problems: string[] = [];
    const items = texts(3000).map((item) => ({
      ...item,
      text: `${item.text} ${'x'.repeat(2000)}`,
    }));
    const running = producer.run(items, { onProblem: ({ error }) => problems.push(String(error)) });
    await vi.waitUntil(() => problems.length > 0, { timeout: 20_000 });
    expect(problems[0]).toMatch(/maxmemory/);
    await client.config('SET', 'maxmemory', '200mb');
    await at.worker(index, { concurrency: 4 });
    expect(await running).toMatchObject({ written: 3000, failed: 0 });
  });

  it('waits where Redis has no memory for what a worker has to say, and neither pays nor fails anything for it', async ({
    skip,
  }) => {
    const own = await startRedis();
    if (typeof own === 'string') return skip(own);
    onTestFinished(async () => await own.stop());
    const at = await createWorkplace(own.url);
    const client = at.client();
    let calls = 0;
    const inner = fakeEmbedder();
    const index = await at.index({
      ...inner,
      async embed(contents, options) {
        // As if other things had filled it meanwhile.
        if (++calls === 1) await client.config('SET', 'maxmemory', '1');
        return await inner.embed(contents, options);
      },
    });
    const problems: string[] = [];
    const worker = await at.worker(index, {
      onProblem: ({ error }) => problems.push(String(error)),
    });
    const producer = await at.producer(index, { itemsPerJob: 5 });
    const running = producer.run(texts(20));
    await vi.waitUntil(() => problems.filter((text) => text.includes('OOM')).length > 3, {
      timeout: 20_000,
    });
    await client.config('SET', 'maxmemory', '0');
    expect(await running).toMatchObject({ total: 20, failed: 0, jobs: 0, state: 'done' });
    expect(calls).toBe(4);
    expect(await idsOf(index.store)).toHaveLength(20);
    await worker.close();
    await worker.ended;
  });

  it('gives the jobs of a worker that stands still to another one, and counts each item once', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    const inner = fakeEmbedder();
    const still = Promise.withResolvers<void>();
    const standing = await at.index({
      ...inner,
      async embed(contents, options) {
        await still.promise;
        return await inner.embed(contents, options);
      },
    });
    const first = await at.worker(standing, { concurrency: 1, lockMs: 1000 });
    const producer = await at.producer(standing, { itemsPerJob: 10 });
    const running = producer.run(texts(20));
    const bull = at.bull();
    await vi.waitUntil(async () => (await bull.getActiveCount()) === 1, { timeout: 10_000 });
    // As if its process had been stopped: no lock is renewed.
    const client = at.client();
    const steal = setInterval(() => {
      void client
        .keys(`${defaultPrefix}:${at.queue}:*:lock`)
        .then((locks) => (locks.length > 0 ? client.del(...locks) : 0));
    }, 50);
    await vi.waitUntil(
      async () => (await bull.getActiveCount()) === 0 || (await bull.getWaitingCount()) === 2,
      { timeout: 10_000 },
    );
    clearInterval(steal);
    await at.worker(await at.index());
    expect(await running).toMatchObject({ total: 20, failed: 0, state: 'done' });
    still.resolve();
    await first.close();
    expect(await idsOf(standing.store)).toHaveLength(20);
  });

  it('leaves a poison item alone and writes the rest of its job, also where it fails the whole job', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    const inner = fakeEmbedder();
    const index = await at.index({
      ...inner,
      async embed(contents, options) {
        if (contents.some((content) => 'text' in content && content.text === 'text 3'))
          throw new NestvecError('embedder', 'the service says no (422)', {
            operation: 'embed',
            status: 422,
            retryable: false,
          });
        return await inner.embed(contents, options);
      },
    });
    await at.worker(index);
    const producer = await at.producer(index);
    const report = await producer.run(texts(10));
    expect(report).toMatchObject({ written: 9, failed: 1 });
    expect(report.failures).toMatchObject([{ id: 'i000003' }]);
  });

  it('halves a job whose workers die one after the other, until what is at fault is alone', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    const client = at.client();
    const sizes: number[] = [];
    // In place of three workers that die for each job with the item, as BullMQ says it then.
    const dying = new Worker<JobData>(
      at.queue,
      async ({ id = '', data: { run, items } }) => {
        sizes.push(items.length);
        if (items.some((item) => item.text === 'text 3'))
          throw new UnrecoverableError('job stalled more than allowable limit');
        const result = { ...droppedResult('spent'), dropped: undefined, written: items.length };
        await client.hset(keysOf(at.queue).results(run), id, JSON.stringify(result));
      },
      { connection: { url: at.redis }, prefix: defaultPrefix },
    );
    onTestFinished(async () => await dying.close());
    const producer = await at.producer(await at.index(), { itemsPerJob: 8 });
    const report = await producer.run(texts(8));
    expect(report).toMatchObject({ written: 7, failed: 1, total: 8, jobs: 0 });
    expect(report.failures).toMatchObject([{ id: 'i000003', stage: 'job' }]);
    expect(sizes.toSorted((a, b) => a - b)).toEqual([1, 1, 2, 2, 4, 4, 8]);
  });

  it('shows its jobs to a board and to Prometheus', async ({ skip }) => {
    const { createBullBoard } = await import('@bull-board/api');
    const { BullMQAdapter } = await import('@bull-board/api/bullMQAdapter');
    const { HonoAdapter } = await import('@bull-board/hono');
    const { serveStatic } = await import('@hono/node-server/serve-static');
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index();
    const producer = await at.producer(index, { itemsPerJob: 5 });
    const running = producer.run(texts(10));
    const bull = at.bull();
    await vi.waitUntil(async () => (await bull.getWaitingCount()) === 2, { timeout: 10_000 });
    const serverAdapter = new HonoAdapter(serveStatic);
    createBullBoard({ queues: [new BullMQAdapter(bull)], serverAdapter });
    const answer = await serverAdapter.registerPlugin().request('/api/queues');
    expect(await answer.json()).toMatchObject({
      queues: [{ name: at.queue, counts: { waiting: 2 } }],
    });
    expect(await bull.exportPrometheusMetrics()).toMatch(
      /bullmq_job_count\{.*state="waiting".*\} 2/,
    );
    await at.worker(index);
    await running;
  });
});

describe('what a worker may read', () => {
  it('opens images below its roots only, and no link that leads out', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index();
    const [root, outside] = [await folder(), await folder()];
    for (const path of [join(root, 'in.png'), join(outside, 'out.png')]) await writeFile(path, 'x');
    await symlink(join(outside, 'out.png'), join(root, 'link.png'));
    await at.worker(index, { roots: [root] });
    const producer = await at.producer(index);
    const items: Item[] = [
      { id: 'in', image: join(root, 'in.png') },
      { id: 'link', image: join(root, 'link.png') },
      { id: 'out', image: join(outside, 'out.png') },
      { id: 'up', image: `${root}/../${outside.split('/').at(-1)}/out.png` },
      { id: 'bytes', image: new Uint8Array([1]) },
    ];
    const report = await producer.run(items, { skipUnchanged: false });
    expect(report.failures.map(({ id }) => id).toSorted()).toEqual(['bytes', 'link', 'out', 'up']);
    const problems = new Map(report.failures.map(({ id, message }) => [id, message]));
    expect(problems.get('link')).toContain('not below a folder that the worker may read');
    expect(problems.get('bytes')).toContain('a queue does not carry');
    expect(await idsOf(index.store)).toEqual(['in']);
  });

  it('names the mount that is missing, ends, and leaves its job to another worker', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index();
    const mount = await folder();
    await expect(at.worker(index, { roots: [mount] })).rejects.toThrow(
      `the folder ${mount} is empty`,
    );
    const file = join(mount, 'a.png');
    await writeFile(file, 'x');
    const worker = await at.worker(index, { roots: [mount] });
    await rm(file);
    const producer = await at.producer(index);
    const running = producer.run([{ id: 'a', image: file }], { skipUnchanged: false });
    await expect(worker.ended).rejects.toThrow(`the folder ${mount} is empty`);
    await mkdir(mount, { recursive: true });
    await writeFile(file, 'x');
    await at.worker(index, { roots: [mount] });
    expect(await running).toMatchObject({ written: 1, failed: 0 });
  });

  it('gets the passages of one document in one job', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const index = await at.index();
    const producer = await at.producer(index, { itemsPerJob: 4 });
    const text = Array.from(
      { length: 200 },
      (_, at_) => `Sentence number ${at_} stands here.`,
    ).join(' ');
    const documents = ['a', 'b'].map((id) => ({ kind: 'document' as const, id, text }));
    const running = producer.run(
      passages(documents, { embedder: index.embedder, maxTokens: 40, overlapTokens: 0 }),
    );
    const bull = at.bull<{ items: { parentId: string }[] }>();
    await vi.waitUntil(async () => (await bull.getWaitingCount()) === 2, { timeout: 10_000 });
    const parents = (await bull.getWaiting()).map(
      ({ data }) => new Set(data.items.map(({ parentId }) => parentId)),
    );
    expect(parents.map((set) => set.size)).toEqual([1, 1]);
    await at.worker(index);
    expect((await running).written).toBeGreaterThan(20);
  });
});
