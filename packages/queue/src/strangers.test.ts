import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useRedis } from './__fixtures__/test-redis.ts';
import { texts } from './__fixtures__/texts.ts';
import { createWorkplace, idsOf, type Workplace } from './__fixtures__/workplace.ts';
import { keysOf } from './redis/names.ts';
import { cancelRun, readQueue, watchRun } from './watch-run.ts';

// All that can write to Redis can add jobs, another version of this package too.
const urlOf = useRedis();

/** A run that waits for its workers, with the id that its jobs name. */
async function begin(at: Workplace): Promise<{
  readonly run: string;
  readonly report: ReturnType<Awaited<ReturnType<Workplace['producer']>>['run']>;
}> {
  const producer = await at.producer(await at.index());
  const report = producer.run(texts(3));
  for await (const { run, added } of watchRun({ redis: at.redis, queue: at.queue, everyMs: 10 }))
    if (added > 0) return { run, report };
  throw new Error('the run ended');
}

describe('jobs that a stranger wrote', () => {
  it('fail one by one for what they are, and cost neither a worker nor another job', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    const bull = at.bull();
    const { run, report } = await begin(at);
    const items = [{ id: 'x', text: 'x' }];
    const bad: readonly (readonly [unknown, RegExp])[] = [
      [{}, /job\.data\.run/],
      [[], /job\.data/],
      ['text', /job\.data/],
      [{ run, items: [] }, /job\.data\.items/],
      [{ run, items: 'all' }, /job\.data\.items/],
      [{ run, items: [{ id: 7, text: 'x' }] }, /job\.data\.items\.0\.id/],
      [
        { run, items: [{ id: 'x', image: { type: 'Buffer', data: [1, 2] } }] },
        /job\.data\.items\.0\.image/,
      ],
      [{ run: { $gt: '' }, items }, /job\.data\.run/],
      [{ run: 'x'.repeat(100_000), items }, /job\.data\.run/],
      [{ format: 2, run, entries: items }, /job\.data\.items/],
    ];
    for (const [at_, [data]] of bad.entries())
      await bull.add('items', data, { jobId: `bad-${at_}`, attempts: 5 });
    const worker = await at.worker(await at.index(), { concurrency: 1 });
    expect(await report).toMatchObject({ written: 3, failed: 0, lost: 0 });
    // The last of them may be behind the run's own.
    await expect.poll(async () => await bull.getFailedCount()).toBe(bad.length);
    for (const [at_, [, reason]] of bad.entries()) {
      const job = await bull.getJob(`bad-${at_}`);
      expect(job?.failedReason, `job ${at_}`).toMatch(reason);
      expect(job?.attemptsMade).toBe(1);
    }
    await worker.close();
    await worker.ended;
  });

  it('are refused item by item where only an item is bad, and read no file outside of the roots', async ({
    skip,
  }) => {
    const at = await createWorkplace(urlOf(skip));
    const bull = at.bull();
    const { run, report } = await begin(at);
    const index = await at.index();
    const items = [
      { id: '', text: 'no id' },
      { id: 'long'.repeat(1000), text: 'a long id' },
      { id: 'nothing' },
      { id: 'secret', image: '/etc/passwd' },
      { id: 'file', image: 'file:///etc/passwd' },
      { id: 'up', image: join('/data', '../etc/passwd') },
      { id: 'stranger', text: 'well', metadata: { constructor: 'x' }, vectors: [1] },
    ];
    const job = await bull.add('items', { run, items }, { jobId: 'stranger' });
    await at.worker(index);
    expect(await report).toMatchObject({ written: 3, failed: 0 });
    await expect
      .poll(async () => await bull.getJobState(job.id ?? ''))
      .not.toMatch(/active|waiting|delayed/);
    expect(await idsOf(index.store)).toEqual([...texts(3).map(({ id }) => id), 'stranger']);
  });

  it('of a run that is not known are left out, and slow nothing', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const bull = at.bull();
    for (const run of ['forgotten', 'a:b', '*', '__proto__'])
      await bull.add(
        'items',
        { run, items: [{ id: 'x', text: 'x' }] },
        { removeOnComplete: false },
      );
    const problems: string[] = [];
    const index = await at.index();
    await at.worker(index, { onProblem: ({ error }) => problems.push(String(error)) });
    await expect.poll(async () => await bull.getCompletedCount()).toBe(4);
    expect(await bull.getRateLimitTtl(1_000_000)).toBeLessThanOrEqual(0);
    expect(problems[0]).toMatch(/Redis has forgotten the run forgotten/);
    const producer = await at.producer(index);
    expect(await producer.run(texts(3))).toMatchObject({ written: 3 });
    expect(await idsOf(index.store)).toHaveLength(3);
  });
});

it('adds a job again whose run Redis had forgotten', async ({ skip }) => {
  const at = await createWorkplace(urlOf(skip));
  const { run, report } = await begin(at);
  // A worker reads the run in the moment that its producer says it again, so it is forgotten until the job is gone.
  const client = at.client();
  const keys = keysOf(at.queue);
  const index = await at.index();
  const problems: string[] = [];
  const forget = setInterval(() => void client.hdel(keys.run(run), 'facts'), 1);
  await at.worker(index, { onProblem: ({ error }) => problems.push(String(error)) });
  await expect.poll(() => problems.length).toBeGreaterThan(0);
  clearInterval(forget);
  expect(await report).toMatchObject({ written: 3, failed: 0 });
});

it('refuses a run of another version at the start of a worker, and can cancel it', async ({
  skip,
}) => {
  const at = await createWorkplace(urlOf(skip));
  const client = at.client();
  const keys = keysOf(at.queue);
  const run = 'of-tomorrow';
  await client.zadd(keys.runs, Date.now(), run);
  await client.hset(keys.run(run), {
    facts: '{"format":2}',
    state: 'active',
    progress: '{"all":"of it"}',
  });
  const index = await at.index();
  await expect(at.worker(index)).rejects.toMatchObject({
    code: 'identity',
    message: expect.stringMatching(/the run of-tomorrow .* version .*cancel the run/),
  });
  const place = { redis: at.redis, queue: at.queue };
  expect((await readQueue(place)).runs).toMatchObject([{ run, state: 'active', total: 0 }]);
  expect(await cancelRun({ ...place, run })).toBe(true);
  await at.worker(index);
});

it('is looked at without being made', async ({ skip }) => {
  const at = await createWorkplace(urlOf(skip));
  const status = await readQueue({ redis: at.redis, queue: at.queue });
  expect(status).toEqual({
    queue: at.queue,
    workers: 0,
    jobs: { waiting: 0, active: 0, delayed: 0, failed: 0 },
    runs: [],
  });
  expect(await at.client().keys(`*${at.queue}*`)).toEqual([]);
  for (const name of ['a:b', '', 'a b', 'x'.repeat(201), 'a\u0000'])
    await expect(readQueue({ redis: at.redis, queue: name })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'options.queue' },
    });
  for (const run of ['', 'x'.repeat(201)])
    await expect(cancelRun({ redis: at.redis, queue: at.queue, run })).rejects.toMatchObject({
      code: 'invalid-input',
      details: { field: 'options.run' },
    });
  expect(await cancelRun({ redis: at.redis, queue: at.queue, run: 'a:b' })).toBe(false);
});
