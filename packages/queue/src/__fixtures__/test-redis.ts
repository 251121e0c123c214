import { env } from 'node:process';
import { realServer } from '@nestvec/testkit/server';
import { startRedis } from './own-redis.ts';

/** Where the tests of this package find a Redis. */
export interface TestRedis {
  readonly url: string;
  stop(): Promise<void>;
}

/** The one that `NESTVEC_REDIS_URL` names, else this machine's `redis-server`, else a container; else a sentence to skip with. */
export async function testRedis(): Promise<TestRedis | string> {
  if ((env['NESTVEC_REDIS_URL'] ?? '') === '') {
    const own = await startRedis();
    if (typeof own !== 'string') return own;
  }
  return await realServer('redis');
}
