import { invalid, messageOf } from '@nestvec/core/kit';
import { Redis } from 'ioredis';
import { z } from 'zod';

/** Where Redis or Valkey is: a `redis://` or `rediss://` URL, or a client of ioredis, whose settings are taken and which stays yours. */
export type RedisPlace = string | Redis;

/** Schema of where Redis is. */
export const redisPlace: z.ZodType<RedisPlace> = z.custom<RedisPlace>(
  (value) =>
    typeof value === 'string'
      ? /^rediss?:\/\//.test(value) && URL.canParse(value)
      : typeof value === 'object' && value !== null && 'duplicate' in value,
  'must be a redis:// URL or a client of ioredis',
);

/**
 * A connection that waits for Redis to come back rather than give up: BullMQ asks for it of workers, and a producer that ended with
 * the first restart of Redis would be worth little. Rejects where Redis is not there at all.
 */
export async function connect(place: RedisPlace, signal?: AbortSignal): Promise<Redis> {
  const settings = { maxRetriesPerRequest: null, lazyConnect: true } as const;
  const redis = typeof place === 'string' ? new Redis(place, settings) : place.duplicate(settings);
  // Without a listener a broken connection would end the process; it comes back by itself.
  let last: unknown;
  redis.on('error', (error) => {
    last = error;
  });
  if (redis.isCluster)
    throw invalid('redis', 'is a cluster; give one server, or Valkey or Redis behind Sentinel');
  try {
    await redis.connect();
    signal?.throwIfAborted();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw invalid(
      'redis',
      `can't be reached (${messageOf(last ?? error)}); start it or correct its address`,
      error,
    );
  }
}
