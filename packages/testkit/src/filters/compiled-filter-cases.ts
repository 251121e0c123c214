/* oxlint-disable vitest/expect-expect -- a mismatch throws */
import assert from 'node:assert/strict';
import { type Filter, isNestvecError, type VectorRecord } from '@nestvec/core';
import { type FilterNode, matches, parseFilter } from '@nestvec/core/store';
import { it } from 'vitest';
import { createRandom } from '../data/random.ts';
import { environment, seeded } from '../environment.ts';
import { lacksPrefix } from './lacks-prefix.ts';
import { randomFilter } from './random-filter.ts';
import { randomRecords } from './random-records.ts';
import { filterFields } from './value-pools.ts';

/** What `compiledFilterCases` takes. */
export interface CompiledFilterOptions {
  /** What the compiled filters are called in the title. */
  readonly name: string;
  /**
   * Compiles a checked filter and gives its test of a record, as the database would do it on what is stored of the record. Throws
   * `unsupported` for a filter that the database can't do.
   */
  readonly compile: (filter: FilterNode) => (record: VectorRecord) => boolean;
  /** Whether some filters may be refused as `unsupported`; at least half must pass. Default: none may. */
  readonly mayRefuse?: boolean | undefined;
  /** The records' metadata may be changed before. Default: as drawn. */
  readonly prepare?: ((record: VectorRecord) => VectorRecord) | undefined;
  /** Default: 2,000, and 20,000 where `NESTVEC_FULL` is set. */
  readonly filters?: number | undefined;
  /** Default: `NESTVEC_SEED`, else a fixed one. */
  readonly seed?: number | undefined;
}

/** Declares a test that compares compiled filters with core's `matches`, without a database: random filters over random records. */
export function compiledFilterCases(options: CompiledFilterOptions): void {
  const { name, seed = environment.seed, filters = environment.full ? 20_000 : 2000 } = options;
  it(
    seeded(`${name} mean what core's do, ${filters} tried`, seed),
    { timeout: environment.full ? 600_000 : 60_000 },
    () => {
      tryCompiledFilters({ ...options, seed, filters });
    },
  );
}

/** Throws at the first filter whose meaning is lost. */
export function tryCompiledFilters({
  compile,
  mayRefuse = false,
  prepare = (record) => record,
  filters,
  seed,
}: CompiledFilterOptions & { readonly filters: number; readonly seed: number }): void {
  const fields = Object.fromEntries(filterFields);
  const random = createRandom(seed);
  const records = randomRecords(40, random).map(prepare);
  let refused = 0;
  for (let i = 0; i < filters; i++) {
    const filter: Filter = randomFilter(random);
    const node = parseFilter(filter, fields);
    let test: (record: VectorRecord) => boolean;
    try {
      test = compile(node);
    } catch (error) {
      const may = mayRefuse || lacksPrefix(node, false);
      if (!may || !isNestvecError(error, 'unsupported')) throw error;
      refused++;
      continue;
    }
    for (const record of records) {
      const expected = matches(node, record);
      if (test(record) !== expected)
        assert.fail(
          `filter ${i} of seed ${seed} ${expected ? 'misses' : 'takes'} a record: ${JSON.stringify(filter)} on ${JSON.stringify(record.metadata)}`,
        );
    }
  }
  assert.ok(refused <= filters / 2, `${refused} of ${filters} filters were refused`);
}
