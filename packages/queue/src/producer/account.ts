import type { JobData } from '../job.ts';
import { type JobResult, parseResult } from '../result.ts';
import { persist } from '../redis/persist.ts';
import { bury } from './bury.ts';
import { keep } from './kept-run.ts';
import type { RunContext } from './run-context.ts';

/** Takes the results that lie in Redis into the list, then out of Redis; one that comes twice counts once. */
export async function takeResults(context: RunContext): Promise<void> {
  const { redis, keys, kept, list, stop, options } = context;
  const place = keys.results(kept.run);
  const found = await redis.hgetall(place);
  const ids = Object.keys(found);
  if (ids.length === 0) return;
  list.synced('accounting for jobs', () => {
    for (const [id, text] of Object.entries(found)) {
      const result = parseResult(text);
      // A job without a result that can be read is lost, and added again.
      if (result !== undefined && result.dropped === undefined) account(context, id, result);
    }
    keep(list, kept);
  });
  const patience = { signal: stop.signal, onProblem: options.onProblem };
  await persist(async () => await redis.hdel(place, ...ids), patience);
  wake(context);
}

/** Ends the wait for a place among the waiting jobs. */
export function wake(context: RunContext): void {
  context.settled.resolve();
  context.settled = Promise.withResolvers<void>();
}

function account(context: RunContext, id: string, result: JobResult): void {
  const { list, kept } = context;
  const job = list.jobs.find(id);
  if (job === undefined) return;
  list.jobs.remove(id);
  kept.written += result.written;
  kept.unchanged += result.unchanged;
  kept.embedded += result.embedded;
  const failed = new Map(result.failures.map((failure) => [failure.id, failure]));
  for (const item of job.data.items) {
    const failure = failed.get(item.id);
    if (failure === undefined) list.dead.remove(item.id);
    else bury(context, { ...failure, item: JSON.stringify(item) });
  }
}

/** Accounts for a job that failed for good: all of its items are dead letters. Within a transaction. */
export function accountFailed(
  context: RunContext,
  id: string,
  data: JobData,
  reason: string,
): void {
  context.list.jobs.remove(id);
  for (const item of data.items) {
    const failure = { id: item.id, stage: 'job', code: 'job', message: reason };
    bury(context, { ...failure, item: JSON.stringify(item) });
  }
}
