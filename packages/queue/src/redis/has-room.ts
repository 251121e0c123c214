import type { Redis } from 'ioredis';

/** Workers need some to move their jobs on: a Redis that is full of waiting jobs would stand still. */
const mostShare = 0.8;

/** Whether Redis has memory for more jobs; always where it has no `maxmemory`. */
export async function hasRoom(redis: Redis): Promise<boolean> {
  const facts = await redis.info('memory');
  const numberOf = (name: string): number =>
    Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(facts)?.[1] ?? 0);
  const most = numberOf('maxmemory');
  return most === 0 || numberOf('used_memory') < most * mostShare;
}
