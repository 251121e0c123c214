import { env } from 'node:process';
import { realServer } from '@nestvec/testkit/server';
import { afterAll, beforeAll } from 'vitest';
import { startRedis } from './own-redis.ts';

/** Where the tests of this package find a Redis. */
interface TestRedis {
  readonly url: string;
  stop(): Promise<void>;
}

/** The one that `NESTVEC_REDIS_URL` names, else this machine's `redis-server`, else a container; else a sentence to skip with. */
async function testRedis(): Promise<TestRedis | string> {
  if ((env['NESTVEC_REDIS_URL'] ?? '') === '') {
    const own = await startRedis();
    if (typeof own !== 'string') return own;
  }
  return await realServer('redis');
}

/** Gives the tests of a file a Redis, and its URL to each; skips loudly where there is none. */
export function useRedis(): (skip: (reason: string) => never) => string {
  let redis: TestRedis | string = 'the tests have not begun';
  beforeAll(async () => {
    redis = await testRedis();
  });
  afterAll(async () => {
    if (typeof redis !== 'string') await redis.stop();
  });
  return (skip) => (typeof redis === 'string' ? skip(redis) : redis.url);
}
