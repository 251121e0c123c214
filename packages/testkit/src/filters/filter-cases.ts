/* oxlint-disable vitest/expect-expect -- a mismatch throws */
import type { Filter, Store, VectorRecord } from '@nestvec/core';
import { mapWindow } from '@nestvec/core/kit';
import { resolveSpec, type FilterNode } from '@nestvec/core/store';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createRandom } from '../data/random.ts';
import { miniIdentity } from '../data/spec.ts';
import { environment, seeded } from '../environment.ts';
import { newPrefix } from '../new-prefix.ts';
import type { StoreOpener } from '../run-case.ts';
import { lacksPrefix } from './lacks-prefix.ts';
import { findMismatch, type FilteredCall } from './find-mismatch.ts';
import { randomFilter } from './random-filter.ts';
import { randomRecords } from './random-records.ts';
import { shrinkFilter } from './shrink-filter.ts';
import { filterFields } from './value-pools.ts';

/** What `filterCases` takes. */
export interface FilterCaseOptions extends StoreOpener {
  /** What the store is called in the titles. */
  readonly name: string;
  /** Filters that the database can't do exactly, beside those of its capabilities. They must throw `unsupported`, and no others may. Default: none. */
  readonly refuses?: ((filter: FilterNode) => boolean) | undefined;
  /** Default: `NESTVEC_SEED`, else a fixed one, and in a full run one made from the time. */
  readonly seed?: number | undefined;
  /** How many filters are tried. Default: 200, and 5,000 where `NESTVEC_FULL` is set. */
  readonly filters?: number | undefined;
  /** Default 120. */
  readonly records?: number | undefined;
  /** Runs after the last case. */
  readonly cleanUp?: (() => void | Promise<void>) | undefined;
  /** For all filters of one call. Default: 60,000, and 20 minutes where `NESTVEC_FULL` is set. */
  readonly timeoutMs?: number | undefined;
  /** Name of the collection that is made and dropped. Default: a new one. */
  readonly prefix?: string | undefined;
}

/**
 * Declares tests that compare a database's filters with core's `matches`: random filters over random records, by search, scan
 * and count. The seed stands in the title; `NESTVEC_SEED=<seed>` repeats the run. A failure shows the filter, made as small as
 * it still fails, and the metadata of the records that differ.
 */
export function filterCases(options: FilterCaseOptions): void {
  const {
    seed = environment.seed,
    filters = environment.full ? 5000 : 200,
    timeoutMs = environment.full ? 1_200_000 : 60_000,
  } = options;
  const records = randomRecords(options.records ?? 120, createRandom(seed));
  describe(seeded(`${options.name} filters like the oracle`, seed), { timeout: timeoutMs }, () => {
    let store: Store;
    beforeAll(async () => {
      store = await fill(options, records, options.prefix ?? newPrefix('filters'));
    }, timeoutMs);
    afterAll(async () => {
      await store.drop();
      await store.close();
      await options.cleanUp?.();
    });
    it.each(['search', 'scan', 'count'] as const)(
      `%s gives what each of ${filters} filters means`,
      async (call) => {
        await tryFilters(store, records, call, {
          seed,
          filters,
          refuses: (filter) =>
            lacksPrefix(filter, store.capabilities.startsWith) ||
            options.refuses?.(filter) === true,
        });
      },
    );
  });
}

/** Throws at the first filter whose outcome is wrong. */
export async function tryFilters(
  store: Store,
  records: readonly VectorRecord[],
  call: FilteredCall,
  {
    seed,
    filters,
    refuses,
  }: {
    readonly seed: number;
    readonly filters: number;
    readonly refuses: (filter: FilterNode) => boolean;
  },
): Promise<void> {
  const tried = mapWindow(draw(seed, filters), filtersAtOnce, async (filter) => ({
    filter,
    mismatch: await findMismatch(store, records, filter, call, refuses),
  }));
  let i = -1;
  for await (const { filter, mismatch } of tried) {
    i++;
    if (mismatch === undefined) continue;
    const smallest = await shrinkFilter(filter, async (smaller) => {
      return (await findMismatch(store, records, smaller, call, refuses)) !== undefined;
    });
    const shown = (await findMismatch(store, records, smallest, call, refuses)) ?? mismatch;
    throw new Error(
      `filter ${i} of seed ${seed}, made smaller: ${JSON.stringify(smallest)}\n${shown}\nas drawn: ${JSON.stringify(filter)}`,
    );
  }
}

/** Calls in flight: one at a time, most of a run is waiting for a server's answer. */
const filtersAtOnce = 8;

function* draw(seed: number, filters: number): Generator<Filter, void, undefined> {
  // A stream of its own, so that the number of records does not change the filters.
  const random = createRandom(seed ^ 0x5eed);
  for (let i = 0; i < filters; i++) yield randomFilter(random);
}

/** A collection with the given records, ready to be filtered. */
export async function fill(
  opener: StoreOpener,
  records: readonly VectorRecord[],
  name: string,
): Promise<Store> {
  const store = opener.open(name);
  await store.drop();
  const spec = resolveSpec({
    name,
    embedder: miniIdentity,
    vectors: { text: { modality: 'text', dimensions: 32 } },
    fields: Object.fromEntries(filterFields),
  });
  await store.apply(await store.plan(spec));
  await store.upsert(records);
  await opener.settle?.(store);
  return store;
}
