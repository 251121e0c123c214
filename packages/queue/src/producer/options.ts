import type { VectorIndex } from '@nestvec/core';
import { durationMs } from '@nestvec/core/kit';
import type { SpendCap } from '@nestvec/core/remote';
import { z } from 'zod';
import { type RedisPlace, redisPlace } from '../redis/connect.ts';
import { queueName } from '../redis/names.ts';
import { callback, indexSchema } from '../worker/options.ts';
import type { RunProgress } from '../run/progress.ts';
import type { DeadItem } from '../list/dead.ts';

/** What `createProducer` takes. */
export interface ProducerOptions {
  /** What the collection is made with, and whose identity workers must have. It embeds nothing, and stays open. */
  readonly index: VectorIndex;
  readonly redis: RedisPlace;
  /** Folder of the list of what was added, on a disk of this machine; one for each source of a collection. */
  readonly list: string;
  /** Default: the name of the collection, with the tenant's behind it. */
  readonly queue?: string | undefined;
  /** Most items of a job; the passages of one document stay together up to 1,000. Default 64, or the embedder's limit where it is less. */
  readonly itemsPerJob?: number | undefined;
  /** Jobs that may wait or be under way, which bounds the memory of Redis. Default 1,000. */
  readonly maxWaiting?: number | undefined;
  /** How often Redis is asked for results, in milliseconds. Default 250. */
  readonly pollMs?: number | undefined;
  /** How often the list is held against Redis, in milliseconds. Default 5,000. */
  readonly reconcileMs?: number | undefined;
}

/** Options that were checked. */
export interface ResolvedProducerOptions extends ProducerOptions {
  readonly maxWaiting: number;
  readonly pollMs: number;
  readonly reconcileMs: number;
}

/** The options of a producer. */
export const producerSchema: z.ZodType<ResolvedProducerOptions> = z.strictObject({
  index: indexSchema,
  redis: redisPlace,
  list: z.string('must be a path').min(1, 'must be a path'),
  queue: queueName.optional(),
  itemsPerJob: z.int().positive().max(1000).optional(),
  maxWaiting: z.int().positive().max(1_000_000).default(1000),
  pollMs: durationMs.default(250),
  reconcileMs: durationMs.default(5000),
});

/** Options of one run. */
export interface RunOptions {
  /** Among the runs of a queue, 1 is the first; the default, 0, comes before all of them. At most 2,000,000. */
  readonly priority?: number | undefined;
  /** Removes, after the last job, what an earlier run of this list wrote and this one did not come across. Default false. */
  readonly prune?: boolean | undefined;
  /** Whether items that are in the collection as they are get no job. Default true. */
  readonly skipUnchanged?: boolean | undefined;
  /** Most that all workers may spend on the run. */
  readonly spend?: SpendCap | undefined;
  readonly price?: { readonly perMillionTokens: number; readonly currency: string } | undefined;
  /** When it fires, nothing more is added and the run stays as it is; the same call goes on with it. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  readonly onFailure?: ((failure: DeadItem) => void) | undefined;
  /** Called for what keeps the run waiting, such as a Redis without memory. */
  readonly onProblem?: ((problem: { readonly error: unknown }) => void) | undefined;
}

/** Options of a run that were checked. */
export interface ResolvedRunOptions extends RunOptions {
  readonly priority: number;
  readonly prune: boolean;
  readonly skipUnchanged: boolean;
}

const amount = z.number().positive();

/** The options of a run. */
export const runSchema: z.ZodType<ResolvedRunOptions> = z.strictObject({
  priority: z.int().min(0).max(2_000_000).default(0),
  prune: z.boolean().default(false),
  skipUnchanged: z.boolean().default(true),
  spend: z
    .union([
      z.strictObject({ tokens: amount }),
      z.strictObject({ amount, perMillionTokens: amount }),
    ])
    .optional(),
  price: z
    .strictObject({ perMillionTokens: z.number().nonnegative(), currency: z.string() })
    .optional(),
  signal: z.instanceof(AbortSignal, { error: 'must be an AbortSignal' }).optional(),
  onProgress: callback.optional(),
  onFailure: callback.optional(),
  onProblem: callback.optional(),
});
