import { type EmbedderIdentity, NestvecError, type VectorIndex } from '@nestvec/core';
import { compareIdentity } from '@nestvec/core/compare';
import type { ResolvedSpec } from '@nestvec/core/store';
import type { Redis } from 'ioredis';
import type { Keys } from '../redis/names.ts';
import { listRuns, placeOf, readRun, type RunFacts, type RunState } from '../run/run-facts.ts';

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
  /** A run that this worker may work for, as it stands. */
  find(run: string): Promise<KnownRun>;
}

/** What a worker works with. */
interface Own {
  readonly index: VectorIndex;
  readonly acceptNear: readonly (keyof EmbedderIdentity)[] | undefined;
}

/** The runs of a queue, as one worker sees them. */
export function createKnownRuns(redis: Redis, keys: Keys, own: Own): KnownRuns {
  const specs = new Map<string, ResolvedSpec>();
  const find = async (run: string): Promise<KnownRun> => {
    const found = await readRun(redis, keys, run);
    // A Redis that was restarted may have forgotten it; its producer says it again.
    if (found === undefined) throw forgotten(run);
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
        const found = await readRun(redis, keys, run);
        if (found?.state === 'active') checkRun(found.facts, own);
      }
    },
    find,
  };
}

function forgotten(run: string): NestvecError<'store'> {
  return new NestvecError(
    'store',
    `Redis has forgotten the run ${run}; its producer will say again what it is`,
    {
      database: 'redis',
      collection: '',
      operation: 'reading a run',
      unconfirmedIds: [],
      retryable: true,
      retryAfterMs: 1000,
    },
  );
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
