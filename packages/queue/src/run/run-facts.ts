import { type EmbedderIdentity, NestvecError, type Store } from '@nestvec/core';
import { messageOf, parseInput } from '@nestvec/core/kit';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Keys } from '../redis/names.ts';

/** What a run is about; it does not change. */
export interface RunFacts {
  readonly run: string;
  readonly database: string;
  readonly collection: string;
  readonly tenant: string | undefined;
  readonly identity: EmbedderIdentity;
  /** Most tokens that its workers may spend together. */
  readonly cap: number | undefined;
  readonly startedAt: number;
}

/** How a run stands: `spent` is one that came to its spend cap and goes on when its producer is started with a higher one. */
export type RunState = 'active' | 'cancelled' | 'spent' | 'done';

const identitySchema: z.ZodType<EmbedderIdentity> = z.object({
  model: z.string(),
  revision: z.string(),
  weights: z.string(),
  preprocessing: z.string(),
  maxTokens: z.number(),
  imagePolicy: z.string(),
  taskHandling: z.string(),
  dimensions: z.number(),
});

/** Of what is kept of a run, and of its jobs; another one is refused by workers, so that none takes it for what it is not. */
const format = 1;

const factsSchema = z.object({
  format: z.literal(format),
  run: z.string(),
  database: z.string(),
  collection: z.string(),
  tenant: z.string().optional(),
  identity: identitySchema,
  cap: z.number().optional(),
  startedAt: z.number(),
});

const states: readonly RunState[] = ['active', 'cancelled', 'spent', 'done'];

/** Says what a run is, also to a Redis that has forgotten it. The state of a run that is there stays. */
export async function announceRun(redis: Redis, keys: Keys, facts: RunFacts): Promise<void> {
  await redis
    .multi()
    .zadd(keys.runs, facts.startedAt, facts.run)
    .hset(keys.run(facts.run), 'facts', JSON.stringify({ format, ...facts }))
    .hsetnx(keys.run(facts.run), 'state', 'active')
    .exec();
}

/** What is known of a run; `undefined` where Redis has none of that id. Rejects with `identity` where it can't be read here. */
export async function readRun(
  redis: Redis,
  keys: Keys,
  run: string,
): Promise<{ readonly facts: RunFacts; readonly state: RunState } | undefined> {
  const [text, state] = await redis.hmget(keys.run(run), 'facts', 'state');
  if (typeof text !== 'string') return undefined;
  return { facts: parseFacts(run, text), state: stateOf(state) };
}

function parseFacts(run: string, text: string): RunFacts {
  try {
    const {
      format: _format,
      tenant,
      cap,
      ...facts
    } = parseInput(factsSchema, JSON.parse(text), 'facts');
    return { ...facts, tenant, cap };
  } catch (error) {
    const message = `the run ${run} of this queue can't be read by this version of @nestvec/queue (${messageOf(error)}); use the version of its producer everywhere, or cancel the run`;
    throw new NestvecError(
      'identity',
      message,
      { verdict: 'unknown', fields: [] },
      { cause: error },
    );
  }
}

/** How a run stands, whatever else is known of it. */
export async function readState(redis: Redis, keys: Keys, run: string): Promise<RunState> {
  return stateOf(await redis.hget(keys.run(run), 'state'));
}

/** A state as Redis has it; one that it lost is active. */
export function stateOf(text: string | null | undefined): RunState {
  return states.find((state) => state === text) ?? 'active';
}

/** Ids of the runs of a queue, the newest first. */
export async function listRuns(redis: Redis, keys: Keys): Promise<readonly string[]> {
  return await redis.zrevrange(keys.runs, 0, 99);
}

/** Facts of what a run writes to. */
export function placeOf({
  database,
  collection,
  tenantName,
}: Store): Pick<RunFacts, 'database' | 'collection' | 'tenant'> {
  return { database, collection, tenant: tenantName };
}
