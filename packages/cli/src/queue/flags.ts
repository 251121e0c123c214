import { dirname, join, resolve } from 'node:path';
import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { asPath } from '../flags.ts';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { usualData } from '../open/databases.ts';

/** Flags of every command of a queue. */
export interface QueueFlags {
  readonly redis?: string;
  readonly queue?: string;
}

const usualRedis = 'redis://127.0.0.1:6379';

/** Adds `--redis` and `--queue`. */
export function withQueue(command: Command): Command {
  return command
    .option(
      '--redis <url>',
      `where Redis or Valkey is (default: NESTVEC_REDIS_URL, which may hold a password, else ${usualRedis})`,
    )
    .option('--queue <name>', 'name of the queue (default: the name of the collection)');
}

/** Where Redis is. */
export function redisOf({ redis }: QueueFlags, { env }: Pick<Io, 'env'>): string {
  const named = env['NESTVEC_REDIS_URL'];
  return redis ?? (named === undefined || named === '' ? usualRedis : named);
}

/** Adds `--list`. */
export function withList(command: Command): Command {
  return command.option(
    '--list <folder>',
    "where the producer's own list is (default: one of this path and collection, below .nestvec/queues)",
    asPath,
  );
}

/** The folder of a list; another path of the same collection has another one, since each removes only what it wrote. */
export function listOf(
  {
    list,
    collection,
    path,
  }: { readonly list?: string; readonly collection: string; readonly path: string },
  place: DatabasePlace,
  { cwd }: Pick<Io, 'cwd'>,
): string {
  if (list !== undefined) return resolve(cwd, list);
  const which = createHash('sha256').update(`${place.name}\0${path}`).digest('hex').slice(0, 8);
  const base =
    place.folder === undefined ? resolve(cwd, usualData) : dirname(join(place.folder, '_'));
  return join(base, 'queues', `${place.store}-${collection}-${which}`);
}
