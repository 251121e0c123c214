import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Keys } from '../redis/names.ts';
import { type RunState, stateOf } from './run-facts.ts';

/** A run over all its workers, as its producer last said. */
export interface RunProgress {
  readonly run: string;
  readonly state: RunState;
  /** Whether the source is read to its end, so that `total` stays. */
  readonly read: boolean;
  /** Items that were read so far, those that needed nothing included. */
  readonly total: number;
  /** Items that were given to workers. */
  readonly added: number;
  readonly written: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Jobs that are not accounted for. */
  readonly jobs: number;
  /** Jobs that Redis had forgotten and that were added again. */
  readonly lost: number;
  readonly pruned: number;
  /** Tokens that all workers spent, those of killed calls included as far as they were known. */
  readonly tokens: number;
  readonly cost: { readonly amount: number; readonly currency: string } | undefined;
  /** Items a second, over the last minute. */
  readonly perSecond: number;
  /** Once the source is read. */
  readonly remainingMs: number | undefined;
  /** When the producer said so, in milliseconds since 1970; a producer that is alive does every second. */
  readonly at: number;
}

const count = z.number().nonnegative();
const progressSchema = z.object({
  read: z.boolean(),
  total: count,
  added: count,
  written: count,
  unchanged: count,
  failed: count,
  jobs: count,
  lost: count,
  pruned: count,
  cost: z.object({ amount: z.number(), currency: z.string() }).optional(),
  perSecond: count,
  remainingMs: count.optional(),
  at: count,
});

/** Says how a run stands, for those that watch it. */
export async function publishProgress(
  redis: Redis,
  keys: Keys,
  progress: RunProgress,
): Promise<void> {
  const { run, state: _state, tokens: _tokens, ...rest } = progress;
  await redis.hset(keys.run(run), 'progress', JSON.stringify(rest));
}

/** How a run stands; `undefined` where Redis has none of that id. */
export async function readProgress(
  redis: Redis,
  keys: Keys,
  run: string,
): Promise<RunProgress | undefined> {
  const [facts, state, text, spent] = await redis.hmget(
    keys.run(run),
    'facts',
    'state',
    'progress',
    'tokens',
  );
  if (typeof facts !== 'string') return undefined;
  const { cost, remainingMs, ...rest } = parseProgress(text);
  return { ...rest, run, state: stateOf(state), tokens: Number(spent ?? 0), cost, remainingMs };
}

/** What a producer said; where it said nothing yet, or what can't be read, as if it had just begun. */
function parseProgress(text: string | null | undefined): z.infer<typeof progressSchema> {
  try {
    return progressSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return nothing;
  }
}

const nothing: z.infer<typeof progressSchema> = {
  read: false,
  total: 0,
  added: 0,
  written: 0,
  unchanged: 0,
  failed: 0,
  jobs: 0,
  lost: 0,
  pruned: 0,
  perSecond: 0,
  at: 0,
};
