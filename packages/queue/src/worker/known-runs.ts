import { type EmbedderIdentity, NestvecError, type VectorIndex } from '@nestvec/core';
import { compareIdentity } from '@nestvec/core/compare';
import type { ResolvedSpec } from '@nestvec/core/store';
import type { Redis } from 'ioredis';
import type { Keys } from '../redis/names.ts';
import {
  listRuns,
  placeOf,
  readRun,
  readState,
  type RunFacts,
  type RunState,
} from '../run/run-facts.ts';

/** A run, and the spec of its collection: a worker that began before the collection was made can't know it from its index. */
interface KnownRun {
  readonly facts: RunFacts;
  readonly state: RunState;
  readonly spec: ResolvedSpec;
}

/** Runs whose jobs a worker may do. */
export interface KnownRuns {
  /** Rejects with `identity` where a run that is not over was begun for something else. */
  checkActive(): Promise<void>;
  /** A run that this worker may work for, as it stands; `undefined` where Redis knows none of that id. */
  find(run: string): Promise<KnownRun | undefined>;
}

/** What a worker works with. */
interface Own {
  readonly index: VectorIndex;
  readonly acceptNear: readonly (keyof EmbedderIdentity)[] | undefined;
}

/** The runs of a queue, as one worker sees them. */
export function createKnownRuns(redis: Redis, keys: Keys, own: Own): KnownRuns {
  const specs = new Map<string, ResolvedSpec>();
  const find = async (run: string): Promise<KnownRun | undefined> => {
    const found = await readRun(redis, keys, run);
    if (found === undefined) return undefined;
    const known = specs.get(run);
    if (known !== undefined) return { ...found, spec: known };
    checkRun(found.facts, own);
    const spec = (await own.index.store.describe({ count: false }))?.spec ?? own.index.spec;
    specs.set(run, spec);
    return { ...found, spec };
  };
  return {
    async checkActive() {
      for (const run of await listRuns(redis, keys)) {
        if ((await readState(redis, keys, run)) !== 'active') continue;
        const found = await readRun(redis, keys, run);
        if (found !== undefined) checkRun(found.facts, own);
      }
    },
    find,
  };
}

/** Why nothing was done for a job. */
export function forgotten(run: string): NestvecError<'store'> {
  const message = `Redis has forgotten the run ${run}: its job is left out, and its producer, while there is one, adds it again`;
  return new NestvecError('store', message, {
    database: 'redis',
    collection: '',
    operation: 'reading a run',
    unconfirmedIds: [],
    retryable: false,
  });
}

/** Throws `identity` for a run of another embedder, or of another collection. */
function checkRun(facts: RunFacts, { index, acceptNear = [] }: Own): void {
  const place = placeOf(index.store);
  for (const field of ['database', 'collection', 'tenant'] as const) {
    if (facts[field] === place[field]) continue;
    const message = `the run ${facts.run} of this queue is for the ${field} ${facts[field] ?? '(none)'}, and this worker writes to ${place[field] ?? '(none)'}; give one of them another queue`;
    throw new NestvecError('identity', message, { verdict: 'different', fields: [field] });
  }
  const { verdict, differences } = compareIdentity(facts.identity, index.embedder.identity);
  if (verdict === 'equal') return;
  const isNear = verdict === 'near' && differences.every(({ field }) => acceptNear.includes(field));
  if (isNear) return;
  const list = differences.map(({ field, stored, given }) => `${field} ${stored}, here ${given}`);
  const advice = verdict === 'near' ? '; accept these fields by acceptNear, or use' : '; use';
  const message = `the run ${facts.run} was begun with another embedder than this worker has (${list.join('; ')})${advice} the same model everywhere`;
  throw new NestvecError('identity', message, {
    verdict,
    fields: differences.map(({ field }) => field),
  });
}
