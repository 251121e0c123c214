import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { describe, expect, it } from 'vitest';
import { useRedis } from '../__fixtures__/test-redis.ts';
import { createWorkplace } from '../__fixtures__/workplace.ts';
import { keysOf } from '../redis/names.ts';
import { isSpent, runSpend } from './spend.ts';

const urlOf = useRedis();
/** Four tokens each. */
const contents = [{ text: 'text 1' }];
const call = { task: 'document' } as const;
const patience = { signal: new AbortController().signal };

describe('the spend of a run', () => {
  it('lets no two workers take the last tokens both', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const redis = at.client();
    const keys = keysOf(at.queue);
    const workers = [1, 2, 3].map(() => runSpend(redis, keys, { run: 'run', cap: 10 }, patience));
    const embedder = fakeEmbedder({ latencyMs: 20 });
    const calls = workers.map(
      async (spend, job) => await spend.embedderFor(`job-${job}`, embedder).embed(contents, call),
    );
    const settled = await Promise.allSettled(calls);
    const refused = settled.filter((one) => one.status === 'rejected');
    expect(refused.map(({ reason }) => isSpent(reason))).toEqual([true]);
    expect(await redis.hget(keys.run('run'), 'tokens')).toBe('8');
    expect(await redis.hlen(keys.held('run'))).toBe(0);
  });

  it('counts what a worker had set aside that died within its call', async ({ skip }) => {
    const at = await createWorkplace(urlOf(skip));
    const redis = at.client();
    const keys = keysOf(at.queue);
    const inner = fakeEmbedder();
    const sent = Promise.withResolvers<void>();
    const dying = {
      ...inner,
      embed: async (): Promise<never> => {
        sent.resolve();
        return await new Promise<never>(() => {});
      },
    };
    void runSpend(redis, keys, { run: 'run', cap: 8 }, patience)
      .embedderFor('job', dying)
      .embed(contents, call);
    await sent.promise;
    const next = runSpend(redis, keys, { run: 'run', cap: 8 }, patience);
    await next.inherit('job');
    expect(await redis.hget(keys.run('run'), 'tokens')).toBe('4');
    await next.embedderFor('job', inner).embed(contents, call);
    const refused = await next
      .embedderFor('job', inner)
      .embed(contents, call)
      .catch((error: unknown) => error);
    expect(isSpent(refused)).toBe(true);
    await next.inherit('job');
    expect(await redis.hget(keys.run('run'), 'tokens')).toBe('8');
  });
});
