import { NestvecError } from '@nestvec/core';
import { sleep } from '@nestvec/core/kit';
import type { NewJob } from '../job.ts';
import { hasRoom } from '../redis/has-room.ts';
import { persist } from '../redis/persist.ts';
import type { RunContext } from './run-context.ts';

const waitForRoomMs = 500;
/** Tries of a job that fails as a whole, with waits of 2, 4, 8 and 16 s. */
const attempts = 5;
const firstWaitMs = 2000;

/** Adds jobs that stand in the list already. The same id twice is one job. */
export async function addJobs(context: RunContext, jobs: readonly NewJob[]): Promise<void> {
  if (jobs.length === 0) return;
  const { redis, bull, options, adding, stop } = context;
  const { onProblem, priority } = options;
  const patience = { signal: stop.signal, onProblem };
  try {
    let isTold = false;
    while (!(await persist(async () => await hasRoom(redis), patience))) {
      if (!isTold) onProblem?.({ error: outOfMemory() });
      isTold = true;
      await sleep(waitForRoomMs, stop.signal);
    }
    const bulk = jobs.map(({ id, data }) => ({
      name: 'items',
      data,
      opts: {
        jobId: id,
        attempts,
        backoff: { type: 'exponential', delay: firstWaitMs },
        removeOnComplete: true,
        // Those that failed for good are to be seen on a board; the list has them as well.
        removeOnFail: { age: 7 * 24 * 3600, count: 1000 },
        ...(priority === 0 ? {} : { priority }),
      },
    }));
    await persist(async () => await bull.addBulk(bulk), patience);
  } finally {
    for (const { id } of jobs) adding.delete(id);
  }
}

function outOfMemory(): NestvecError<'store'> {
  return new NestvecError(
    'store',
    'Redis has used four fifths of its maxmemory: no job is added until workers have made room; raise maxmemory or lower maxWaiting',
    {
      database: 'redis',
      collection: '',
      operation: 'adding jobs',
      unconfirmedIds: [],
      retryable: true,
    },
  );
}
