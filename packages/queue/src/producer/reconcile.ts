import type { NewJob } from '../job.ts';
import { announceRun } from '../run/run-facts.ts';
import { accountFailed, takeResults, wake } from './account.ts';
import { addJobs } from './add-jobs.ts';
import { keep } from './kept-run.ts';
import type { RunContext } from './run-context.ts';

/** A job that Redis loses so often is not added again: it may be what breaks Redis. */
const mostLosses = 20;

/**
 * Holds the list against Redis: a job that is in neither its queue nor its results was lost, and is added again; one that failed for
 * good is accounted for. `isFirst` after a restart of the producer, where jobs may not have been added yet.
 */
export async function reconcile(context: RunContext, isFirst: boolean): Promise<void> {
  const { redis, keys, list, kept, adding, facts } = context;
  await announceRun(redis, keys, facts);
  const ids = list.jobs.ids().filter((id) => !adding.has(id));
  const found = await ask(context, ids);
  // A worker says its result before its job goes, so what is missing now and has none is nowhere.
  await takeResults(context);
  const again: NewJob[] = [];
  list.synced('reconciling', () => {
    for (const [at, id] of ids.entries()) {
      const job = list.jobs.find(id);
      const state = found[at];
      if (job === undefined || state === undefined || state.isLive) continue;
      if (state.reason === undefined) {
        const losses = isFirst ? 0 : list.jobs.lose(id);
        if (losses > 0) kept.lost++;
        if (losses <= mostLosses) again.push(job);
        else accountFailed(context, id, job.data, `Redis lost the job ${losses} times`);
      } else if (isStalled(state.reason) && job.data.items.length > 1)
        again.push(...halve(context, job));
      else accountFailed(context, id, job.data, state.reason);
    }
    for (const { id } of again) adding.add(id);
    keep(list, kept);
  });
  await addJobs(context, again);
  wake(context);
}

interface Found {
  readonly isLive: boolean;
  /** Why it failed for good; absent where it did not. */
  readonly reason: string | undefined;
}

async function ask({ redis, keys }: RunContext, ids: readonly string[]): Promise<readonly Found[]> {
  const asked = redis.pipeline();
  for (const id of ids) {
    asked.exists(keys.job(id));
    asked.zscore(keys.failed, id);
    asked.hget(keys.job(id), 'failedReason');
  }
  const answers = (await asked.exec()) ?? [];
  const valueAt = (at: number): unknown => {
    const [error, value] = answers[at] ?? [];
    if (error !== null && error !== undefined) throw error;
    return value;
  };
  return ids.map((_, at) => {
    const exists = valueAt(at * 3) === 1;
    const isFailed = typeof valueAt(at * 3 + 1) === 'string';
    const reason = valueAt(at * 3 + 2);
    return {
      isLive: exists && !isFailed,
      reason: exists && isFailed ? (typeof reason === 'string' ? reason : 'failed') : undefined,
    };
  });
}

/** BullMQ's words for a job whose workers died one after the other. */
function isStalled(reason: string): boolean {
  return /stalled more than allowable/.test(reason);
}

/** Something in the job may end workers: its halves are tried, so that only what is at fault stays behind. Within a transaction. */
function halve({ list }: RunContext, { id, data }: NewJob): readonly NewJob[] {
  const middle = Math.ceil(data.items.length / 2);
  const halves = [data.items.slice(0, middle), data.items.slice(middle)].map((items, at) => ({
    id: `${id}-${at}`,
    data: { ...data, items },
  }));
  list.jobs.remove(id);
  for (const half of halves) list.jobs.add(half);
  return halves;
}
