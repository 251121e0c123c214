import type { ItemSource } from '@nestvec/core';
import { messageOf, throwIfAborted } from '@nestvec/core/kit';
import type { DeadItem } from '../list/dead.ts';
import { persist } from '../redis/persist.ts';
import { announceRun } from '../run/run-facts.ts';
import type { RunProgress } from '../run/progress.ts';
import { feed, feedLater } from './feed.ts';
import { type Followed, follow, say } from './follow.ts';
import { createPace, type Pace } from './pace.ts';
import { pruneGone } from './prune.ts';
import type { RunContext } from './run-context.ts';

/** What a run did. */
export interface RunReport extends RunProgress {
  /** Whether it went on with a run that was not over. */
  readonly resumed: boolean;
  /** Items whose id came before in the run; the last one wins. */
  readonly repeated: number;
  readonly embedded: number;
  /** The first 100; the list has all. */
  readonly failures: readonly DeadItem[];
  /** Why `prune` removed nothing, where it was asked for and could not be done. */
  readonly notPruned: string | undefined;
  /** Why the database could not be made fast again after so many writes; everything is stored. */
  readonly notOptimized: string | undefined;
}

/** Carries a run through: reads, adds, waits for the workers, prunes, and says what came of it. */
export async function carryThrough(
  context: RunContext,
  source: () => ItemSource,
  isResumed: boolean,
): Promise<RunReport> {
  const { redis, keys, kept, list, options, facts, stop } = context;
  const patience = { signal: stop.signal, onProblem: options.onProblem };
  const place = keys.run(kept.run);
  const pace = createPace();
  await persist(async () => {
    await announceRun(redis, keys, facts);
    // One that came to its cap goes on under the cap of this call.
    if ((await redis.hget(place, 'state')) === 'spent') await redis.hset(place, 'state', 'active');
  }, patience);
  let isFed = kept.read;
  const feeding = kept.read ? undefined : feed(context, source(), isResumed);
  const fed = feeding?.then(
    () => {
      isFed = true;
    },
    (error: unknown) => stop.abort(error),
  );
  let followed: Followed;
  try {
    followed = await follow(context, pace, () => isFed);
    // The last of several versions of an id goes after the one before it.
    while (followed.state === 'active' && (await feedLater(context)))
      followed = await follow(context, pace, () => true);
  } catch (error) {
    const cause: unknown = stop.signal.aborted ? stop.signal.reason : error;
    stop.abort(error);
    await fed;
    throwIfAborted(options, 'running over many machines');
    throw cause;
  }
  const isWhole = followed.state === 'active';
  if (!isWhole) {
    stop.abort(new Error(`the run is ${followed.state}`));
    await fed;
    return await finish({ ...context, stop: new AbortController() }, followed, { pace, isResumed });
  }
  const isOfSource = kept.kind === 'source';
  const notPruned = options.prune && isOfSource ? await pruneGone(context) : undefined;
  const notOptimized = await optimize(context);
  list.synced('ending a run', () => {
    if (isOfSource) list.dead.removeOld(kept.number);
    list.facts.remove('run');
  });
  await persist(async () => await redis.hset(place, 'state', 'done'), patience);
  return await finish(
    context,
    { ...followed, state: 'done' },
    { pace, isResumed, notPruned, notOptimized },
  );
}

async function finish(
  context: RunContext,
  followed: Followed,
  {
    pace,
    isResumed,
    notPruned,
    notOptimized,
  }: {
    pace: Pace;
    isResumed: boolean;
    notPruned?: string | undefined;
    notOptimized?: string | undefined;
  },
): Promise<RunReport> {
  const { redis, keys, kept, list, failures } = context;
  if (followed.state === 'cancelled')
    list.synced('cancelling', () => {
      list.jobs.clear();
      list.facts.remove('run');
    });
  const progress = await say(context, pace, followed);
  await redis.zremrangebyrank(keys.runs, 0, -mostRuns - 1);
  // What is left of a run that is over is for those that watch it, for a while.
  for (const name of ['run', 'results', 'held'] as const)
    if (followed.state !== 'spent') await redis.expire(keys[name](kept.run), keptSeconds);
  const { repeated, embedded } = kept;
  return { ...progress, resumed: isResumed, repeated, embedded, failures, notPruned, notOptimized };
}

const keptSeconds = 7 * 24 * 3600;
/** Runs that a queue remembers. */
const mostRuns = 1000;

/** Gives why it could not be done. */
async function optimize({ index, kept, stop }: RunContext): Promise<string | undefined> {
  if (kept.written + kept.pruned === 0) return undefined;
  try {
    await index.store.optimize({ ifNeeded: true, signal: stop.signal });
    return undefined;
  } catch (error) {
    throwIfAborted({ signal: stop.signal }, 'optimizing');
    return messageOf(error);
  }
}
