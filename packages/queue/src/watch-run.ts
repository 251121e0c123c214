import { durationMs, parseInput, sleep } from '@nestvec/core/kit';
import { Queue } from 'bullmq';
import { z } from 'zod';
import { runId } from './job.ts';
import { connect, type RedisPlace, redisPlace } from './redis/connect.ts';
import { defaultPrefix, keysOf, queueName } from './redis/names.ts';
import { readProgress, type RunProgress } from './run/progress.ts';
import { listRuns } from './run/run-facts.ts';

/** Which queue. */
export interface QueuePlace {
  readonly redis: RedisPlace;
  /** Its name; by default that of the collection. */
  readonly queue: string;
}

/** What `watchRun` takes. */
export interface WatchOptions extends QueuePlace {
  /** Default: the newest one. */
  readonly run?: string | undefined;
  /** Time between two looks, in milliseconds. Default 1,000. */
  readonly everyMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A queue as it is. */
export interface QueueStatus {
  readonly queue: string;
  /** Processes that are connected as its workers. */
  readonly workers: number;
  /** Jobs by what they are waiting for. */
  readonly jobs: {
    readonly waiting: number;
    readonly active: number;
    readonly delayed: number;
    readonly failed: number;
  };
  /** The newest first, at most 100. */
  readonly runs: readonly RunProgress[];
}

const place = { redis: redisPlace, queue: queueName };
const run = runId.optional();
const placeSchema: z.ZodType<QueuePlace> = z.strictObject(place);
const signal = z.instanceof(AbortSignal, { error: 'must be an AbortSignal' }).optional();
const watchSchema: z.ZodType<WatchOptions> = z.strictObject({
  ...place,
  run,
  everyMs: durationMs.optional(),
  signal,
});
const cancelSchema: z.ZodType<QueuePlace & { readonly run?: string | undefined }> = z.strictObject({
  ...place,
  run,
});

/**
 * How a run stands over all its workers, again and again until it is over; ends at once where there is none. Rejects with `invalid-input`
 * for a wrong option; what Redis answers comes through.
 */
export async function* watchRun(given: WatchOptions): AsyncGenerator<RunProgress, void, undefined> {
  const options = parseInput(watchSchema, given, 'options');
  const { queue, everyMs = 1000 } = options;
  const keys = keysOf(queue);
  const redis = await connect(options.redis, options.signal);
  try {
    const run = options.run ?? (await listRuns(redis, keys))[0];
    for (;;) {
      const progress = run === undefined ? undefined : await readProgress(redis, keys, run);
      if (progress === undefined) return;
      yield progress;
      if (progress.state !== 'active') return;
      await sleep(everyMs, options.signal);
    }
  } finally {
    redis.disconnect();
  }
}

/** A queue as it is now. Rejects with `invalid-input` for a wrong option; what Redis answers comes through. */
export async function readQueue(given: QueuePlace): Promise<QueueStatus> {
  const { queue, redis: where } = parseInput(placeSchema, given, 'options');
  const keys = keysOf(queue);
  const redis = await connect(where);
  // A queue that is only looked at is not made by it.
  const bull = new Queue(queue, {
    connection: redis,
    prefix: defaultPrefix,
    skipMetasUpdate: true,
  });
  try {
    const counts = await bull.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed');
    const runs: RunProgress[] = [];
    for (const run of await listRuns(redis, keys)) {
      const progress = await readProgress(redis, keys, run);
      if (progress !== undefined) runs.push(progress);
    }
    const { wait = 0, prioritized = 0, active = 0, delayed = 0, failed = 0 } = counts;
    const jobs = { waiting: wait + prioritized, active, delayed, failed };
    return { queue, workers: await bull.getWorkersCount(), jobs, runs };
  } finally {
    await bull.close();
    redis.disconnect();
  }
}

/**
 * Cancels a run: what is under way is finished, its other jobs are dropped by the workers, nothing is pruned. By default the newest one.
 * Gives whether there was one that was not over. Rejects with `invalid-input` for a wrong option; what Redis answers comes through.
 */
export async function cancelRun(
  given: QueuePlace & { readonly run?: string | undefined },
): Promise<boolean> {
  const options = parseInput(cancelSchema, given, 'options');
  const keys = keysOf(options.queue);
  const redis = await connect(options.redis);
  try {
    const run = options.run ?? (await listRuns(redis, keys))[0];
    if (run === undefined) return false;
    const progress = await readProgress(redis, keys, run);
    if (progress === undefined || progress.state === 'done' || progress.state === 'cancelled')
      return false;
    await redis.hset(keys.run(run), 'state', 'cancelled');
    return true;
  } finally {
    redis.disconnect();
  }
}
