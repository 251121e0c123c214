import { type Embedder, NestvecError } from '@nestvec/core';
import type { Redis } from 'ioredis';
import type { Keys } from '../redis/names.ts';
import { type Persistence, persist } from '../redis/persist.ts';
import type { RunFacts } from './run-facts.ts';

/**
 * Sets tokens aside for a call of a job, unless what is spent and set aside by all workers would pass the cap. Gives 1 where it may
 * be sent. One script, so that no two workers take the last tokens both.
 */
const reserveScript = `
local cap = tonumber(ARGV[3])
local tokens = tonumber(ARGV[2])
local sum = tonumber(redis.call('HGET', KEYS[1], 'tokens') or '0')
for _, held in ipairs(redis.call('HVALS', KEYS[2])) do sum = sum + tonumber(held) end
if sum + tokens > cap then return 0 end
redis.call('HINCRBYFLOAT', KEYS[2], ARGV[1], tokens)
return 1`;

/** Gives back what was set aside and books what was counted. */
const settleScript = `
if tonumber(redis.call('HINCRBYFLOAT', KEYS[2], ARGV[1], -tonumber(ARGV[2]))) <= 0 then redis.call('HDEL', KEYS[2], ARGV[1]) end
redis.call('HINCRBYFLOAT', KEYS[1], 'tokens', ARGV[3])
return 1`;

/** What an earlier try of a job, which died, had set aside counts as spent: its calls may have been paid. */
const inheritScript = `
local held = redis.call('HGET', KEYS[2], ARGV[1])
if held then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('HINCRBYFLOAT', KEYS[1], 'tokens', held)
end
return 1`;

/** The tokens of one run, over all workers. */
export interface RunSpend {
  /** Called when a job begins. */
  inherit(job: string): Promise<void>;
  /** The same embedder, whose calls for a job keep below the cap and are counted. Rejects with `spendError` before one that may pass it. */
  embedderFor(job: string, embedder: Embedder): Embedder;
}

/** The spending of a run; `cap` in tokens, none where it is `undefined`. What was paid is booked as soon as Redis takes it. */
export function runSpend(
  redis: Redis,
  keys: Keys,
  { run, cap }: Pick<RunFacts, 'run' | 'cap'>,
  patience: Persistence,
): RunSpend {
  const script = async (text: string, ...given: readonly (string | number)[]): Promise<unknown> =>
    await persist(async () => await redis.eval(text, 2, ...places, ...given), patience);
  const places = [keys.run(run), keys.held(run)] as const;
  return {
    async inherit(job) {
      await script(inheritScript, job);
    },
    embedderFor: (job, embedder) => ({
      ...embedder,
      async embed(contents, options) {
        if (cap === undefined) {
          const result = await embedder.embed(contents, options);
          const { tokens } = result.usage;
          await persist(
            async () => await redis.hincrbyfloat(keys.run(run), 'tokens', tokens),
            patience,
          );
          return result;
        }
        const sizes = await embedder.measure(contents, options);
        const wanted = sizes.reduce((sum, { tokens }) => sum + tokens, 0);
        const taken = await script(reserveScript, job, wanted, cap);
        if (taken !== 1) throw spendError(cap, wanted);
        let spent = 0;
        try {
          const result = await embedder.embed(contents, options);
          spent = result.usage.tokens;
          return result;
        } finally {
          await script(settleScript, job, wanted, spent);
        }
      },
    }),
  };
}

const operation = 'staying below the spend cap of a run';

function spendError(cap: number, wanted: number): NestvecError<'embedder'> {
  const message = `the run stopped before its spend cap of ${cap} tokens: the next call may cost ${wanted}; start its producer again with a higher cap`;
  return new NestvecError('embedder', message, { operation, retryable: false });
}

/** Whether a call was not sent because of the cap. */
export function isSpent(error: unknown): boolean {
  return (
    error instanceof NestvecError &&
    'operation' in error.details &&
    error.details.operation === operation
  );
}
