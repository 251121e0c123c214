import { sleep } from '@nestvec/core/kit';
import { persist } from '../redis/persist.ts';
import { publishProgress, type RunProgress } from '../run/progress.ts';
import { type RunState, stateOf } from '../run/run-facts.ts';
import { takeResults } from './account.ts';
import type { Pace } from './pace.ts';
import { progressOf } from './progress-of.ts';
import { reconcile } from './reconcile.ts';
import type { RunContext } from './run-context.ts';

const publishMs = 1000;

/** What a run came to. */
export interface Followed {
  readonly state: RunState;
  readonly tokens: number;
}

/** Takes results, reconciles and says how the run stands, until it is over or `isOver` says that nothing is left to wait for. */
export async function follow(
  context: RunContext,
  pace: Pace,
  isOver: () => boolean,
): Promise<Followed> {
  const { redis, keys, kept, list, settings, options, stop } = context;
  const patience = { signal: stop.signal, onProblem: options.onProblem };
  const place = keys.run(kept.run);
  let tokens = 0;
  let [reconciledAt, publishedAt] = [0, 0];
  for (let isFirst = true; ; isFirst = false) {
    const now = Date.now();
    if (now - reconciledAt >= settings.reconcileMs) {
      await persist(async () => await reconcile(context, isFirst), patience);
      reconciledAt = now;
    } else await persist(async () => await takeResults(context), patience);
    const [state, spent] = await persist(
      async () => await redis.hmget(place, 'state', 'tokens'),
      patience,
    );
    const known = Number(spent ?? 0);
    // A Redis that has lost a second counts on from what was spent, or the cap would not hold.
    if (known < tokens)
      await persist(async () => await redis.hset(place, 'tokens', tokens), patience);
    tokens = Math.max(tokens, known);
    const followed = { state: stateOf(state), tokens };
    if (now - publishedAt >= publishMs) {
      await say(context, pace, followed);
      publishedAt = now;
    }
    if (followed.state === 'cancelled' || followed.state === 'spent') return followed;
    if (list.jobs.count() === 0 && isOver()) return followed;
    await sleep(settings.pollMs, stop.signal);
  }
}

/** Says how the run stands, to the caller and to those that watch it. */
export async function say(
  context: RunContext,
  pace: Pace,
  followed: Followed,
): Promise<RunProgress> {
  const { redis, keys, options, stop } = context;
  const progress = progressOf(context, pace, followed);
  options.onProgress?.(progress);
  await persist(async () => await publishProgress(redis, keys, progress), {
    signal: stop.signal,
    onProblem: options.onProblem,
  });
  return progress;
}
