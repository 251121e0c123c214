import type { EmbedderIdentity, VectorIndex } from '@nestvec/core';
import { durationMs } from '@nestvec/core/kit';
import { z } from 'zod';
import { type RedisPlace, redisPlace } from '../redis/connect.ts';
import { queueName } from '../redis/names.ts';

/** What `createWorker` takes. */
export interface WorkerOptions {
  /** What the jobs' items are embedded with and written to. It stays open when the worker closes. */
  readonly index: VectorIndex;
  readonly redis: RedisPlace;
  /** Default: the name of the collection, with the tenant's behind it. */
  readonly queue?: string | undefined;
  /**
   * Folders that images may be read from, by the paths that the producer knows them by; a link out of them is not followed. Default:
   * none, so that only URLs are taken.
   */
  readonly roots?: readonly string[] | undefined;
  /** Jobs at the same time. Default: what the embedder's and the store's limits say is worth it. */
  readonly concurrency?: number | undefined;
  /** Fields of the identity in which the run's embedder may differ from this one. */
  readonly acceptNear?: readonly (keyof EmbedderIdentity)[] | undefined;
  /**
   * How long a worker that says nothing is taken to be alive, in milliseconds: so long after it died, its jobs go to another one.
   * Default 30,000.
   */
  readonly lockMs?: number | undefined;
  /** Called for what goes wrong and is tried again, and for what ends the worker. */
  readonly onProblem?:
    | ((problem: { readonly error: unknown; readonly job?: string }) => void)
    | undefined;
}

/** Options that were checked. */
export interface ResolvedWorkerOptions extends WorkerOptions {
  readonly roots: readonly string[];
  readonly lockMs: number;
}

export const indexSchema: z.ZodType<VectorIndex> = z.custom<VectorIndex>(
  (value) => typeof value === 'object' && value !== null && 'store' in value && 'embedder' in value,
  'must be what createIndex gave',
);

export const callback: z.ZodType<never> = z.custom<never>(
  (value) => typeof value === 'function',
  'must be a function',
);

const usualLockMs = 30_000;

/** The options of a worker. */
export const workerSchema: z.ZodType<ResolvedWorkerOptions> = z.strictObject({
  index: indexSchema,
  redis: redisPlace,
  queue: queueName.optional(),
  roots: z.array(z.string('must be a path').min(1, 'must be a path')).default([]),
  concurrency: z.int().positive().max(1000).optional(),
  acceptNear: z
    .array(z.custom<keyof EmbedderIdentity>((value) => typeof value === 'string'))
    .optional(),
  lockMs: durationMs.default(usualLockMs),
  onProblem: callback.optional(),
});
