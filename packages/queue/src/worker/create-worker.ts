import { isNestvecError, type Store, type VectorIndex } from '@nestvec/core';
import { messageOf, once, parseInput } from '@nestvec/core/kit';
import {
  DelayedError,
  type Job,
  Queue,
  RateLimitError,
  UnrecoverableError,
  WaitingError,
  Worker,
} from 'bullmq';
import { type JobData, parseJob } from '../job.ts';
import { checkMachines } from '../machines.ts';
import { connect } from '../redis/connect.ts';
import { defaultPrefix, keysOf, queueOf } from '../redis/names.ts';
import { persist } from '../redis/persist.ts';
import { droppedResult, type JobResult } from '../result.ts';
import { isSpent, runSpend } from '../run/spend.ts';
import { createAlone } from './alone.ts';
import { createKnownRuns, forgotten } from './known-runs.ts';
import { type WorkerOptions, workerSchema } from './options.ts';
import { processJob } from './process-job.ts';
import { createRoots } from './roots.ts';
import { endsWorker, slowsAll, waitOf } from './whole-failure.ts';

/** A worker that is running. */
export interface QueueWorker {
  readonly queue: string;
  /** Slows the whole queue: no worker begins a job for so long. For an embedder that tries again by itself, from its `onRetry`. */
  slow(ms: number): Promise<void>;
  /** Takes no more jobs, finishes those under way, and leaves the index open. */
  close(): Promise<void>;
  /** Resolves when it is closed; rejects with what ended it before. */
  readonly ended: Promise<void>;
}

/** Jobs in a row that failed as a whole before a worker takes the fault for its own. */
const mostInARow = 3;

/**
 * A worker of a queue: it embeds what producers add and writes it. Rejects with `identity` where a run of the queue was begun with
 * another embedder, with `invalid-input` where a root is not there, and with `unsupported` for a store of one machine.
 *
 * ```ts
 * const worker = await createWorker({ index, redis: 'redis://127.0.0.1:6379', roots: ['/data'] });
 * process.once('SIGTERM', () => void worker.close());
 * await worker.ended;
 * ```
 */
export async function createWorker(given: WorkerOptions): Promise<QueueWorker> {
  const options = parseInput(workerSchema, given, 'options');
  const { index, acceptNear, lockMs, onProblem = () => {} } = options;
  const { store } = index;
  checkMachines(store);
  const roots = createRoots(options.roots);
  await roots.check();
  const queue = options.queue ?? queueOf(store.collection, store.tenantName);
  const keys = keysOf(queue);
  const redis = await connect(options.redis);
  const runs = createKnownRuns(redis, keys, { index, acceptNear });
  try {
    await runs.checkActive();
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const ended = Promise.withResolvers<void>();
  ended.promise.catch(() => {}); // `onProblem` reports it as well
  const bull = new Queue<unknown, void>(queue, { connection: redis, prefix: defaultPrefix });
  const alone = createAlone();
  let inARow = 0;

  const slow = async (ms: number): Promise<void> => {
    await bull.rateLimit(Math.max(1, Math.ceil(ms)));
  };
  const slowed = async (ms: number): Promise<void> => {
    await slow(ms).catch((problem: unknown) => onProblem({ error: problem }));
  };

  const work = async (id: string, data: unknown, signal: AbortSignal): Promise<void> => {
    const job = readJob(data);
    const known = await runs.find(job.run);
    if (known === undefined) {
      // Without a result it counts as lost: its producer says again what the run is, and adds the job again.
      onProblem({ error: forgotten(job.run), job: id });
      return;
    }
    const { state, facts, spec } = known;
    const isOver = state === 'cancelled' || state === 'spent';
    let result: JobResult;
    if (isOver) result = droppedResult(state);
    else {
      const spend = runSpend(redis, keys, facts, { signal, onProblem });
      const onRetry = ({
        error,
        waitMs,
      }: {
        readonly error: unknown;
        readonly waitMs: number;
      }): void => {
        onProblem({ error, job: id });
        // It tries again by itself; the others must not send meanwhile.
        if (slowsAll(error)) void slowed(waitMs);
      };
      try {
        result = await processJob(id, job, {
          index,
          spec,
          acceptNear,
          roots,
          spend,
          signal,
          onRetry,
        });
      } catch (error) {
        if (!isSpent(error)) throw error;
        onProblem({ error, job: id });
        await redis.hset(keys.run(job.run), 'state', 'spent');
        result = droppedResult('spent');
      }
    }
    await redis.hset(keys.results(job.run), id, JSON.stringify(result));
  };

  const fail = async (
    error: unknown,
    job: Job<unknown, void>,
    token: string | undefined,
  ): Promise<never> => {
    onProblem({ error, job: job.id ?? '' });
    // Its lock went to another worker; or it is the job that is at fault, which other jobs don't meet.
    if (isNestvecError(error, 'aborted') || error instanceof UnrecoverableError) throw error;
    const waitMs = waitOf(error);
    if (waitMs !== undefined) {
      await slowed(waitMs);
      throw new RateLimitError();
    }
    if (!endsWorker(error) && ++inARow < mostInARow) throw error;
    await job.moveToWait(token);
    ended.reject(error);
    void close();
    throw new WaitingError();
  };

  const worker = new Worker<unknown, void>(
    queue,
    async (job, token, signal = new AbortController().signal) => {
      if (!alone.begin(job)) {
        await job.moveToDelayed(alone.later(Date.now()), token);
        throw new DelayedError();
      }
      try {
        const id = job.id ?? '';
        // Done again, it finds what it wrote.
        await persist(async () => await work(id, job.data, signal), { signal, onProblem });
        inARow = 0;
      } catch (error) {
        await fail(error, job, token);
      } finally {
        alone.end(job);
      }
    },
    {
      connection: redis,
      prefix: defaultPrefix,
      concurrency: options.concurrency ?? concurrencyOf(index, store),
      // Without one BullMQ does not ask whether the queue is slowed; this many a second are never reached.
      limiter: { max: 1_000_000, duration: 1000 },
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: 2,
      runRetryDelay: 1000,
      // While the queue is slowed, `close` may wait so long; a look at the queue in between begins no job.
      maximumRateLimitDelay: 1000,
    },
  );
  worker.on('lockRenewalFailed', (jobs) => {
    for (const job of jobs) worker.cancelJob(job, 'its lock is lost');
  });
  worker.on('error', (error) => onProblem({ error }));
  const close = once(async () => {
    try {
      await worker.close();
      await bull.close();
      await redis.quit();
      ended.resolve();
    } catch (error) {
      ended.reject(error);
      onProblem({ error: messageOf(error) });
    }
  });
  return { queue, slow, close, ended: ended.promise };
}

/** What a job is to do; one that can't be read fails for good, for what it is and not for the worker's sake. */
function readJob(data: unknown): JobData {
  try {
    return parseJob(data);
  } catch (error) {
    throw new UnrecoverableError(messageOf(error));
  }
}

/** One more than the embedder works on at once, so that the next job is loaded meanwhile. */
function concurrencyOf({ embedder }: VectorIndex, { limits }: Store): number {
  return Math.max(1, Math.min(embedder.limits.concurrency + 1, limits.concurrency + 1));
}
