import assert from 'node:assert/strict';
import { type Filter, isNestvecError, type Store, type VectorRecord } from '@nestvec/core';
import { type FilterNode, matches, parseFilter } from '@nestvec/core/store';
import { axis } from '../data/unit-vector.ts';
import { scanAll } from '../expect/collect.ts';
import { filterFields } from './value-pools.ts';

/** A call that takes a filter, and the ids that it finds by it; `count` gives as many as it counts. */
export type FilteredCall = 'search' | 'scan' | 'count';

const fields = Object.fromEntries(filterFields);

/** What a filter gives in one call where it should give something else; `undefined` where both are the same. */
export async function findMismatch(
  store: Store,
  records: readonly VectorRecord[],
  filter: Filter,
  call: FilteredCall,
  refuses: (node: FilterNode) => boolean,
): Promise<string | undefined> {
  const node = parseFilter(filter, fields);
  const expected = records.filter((record) => matches(node, record)).map(({ id }) => id);
  let found: readonly string[] | number;
  try {
    found = await callStore(store, filter, call, records.length);
  } catch (error) {
    if (isNestvecError(error, 'unsupported') && refuses(node)) return undefined;
    return `${call} failed: ${String(error)}`;
  }
  if (refuses(node))
    return `${call} was to be refused and gave ${typeof found === 'number' ? found : found.length} records`;
  if (typeof found === 'number') {
    return found === expected.length
      ? undefined
      : `count gave ${found} where ${expected.length} are right`;
  }
  const [got, right] = [new Set(found), new Set(expected)];
  const wrong = records.filter(({ id }) => got.has(id) !== right.has(id));
  if (wrong.length === 0 && found.length === got.size) return undefined;
  const lines = wrong
    .slice(0, 5)
    .map(
      ({ id, metadata }) =>
        `  ${id} ${got.has(id) ? 'should not be there' : 'is missing'}: ${JSON.stringify(metadata)}`,
    );
  const head = `${call} gave ${found.length} records where ${expected.length} are right; ${wrong.length} differ`;
  return [head, ...lines].join('\n');
}

async function callStore(
  store: Store,
  filter: Filter,
  call: FilteredCall,
  limit: number,
): Promise<readonly string[] | number> {
  if (call === 'count') return await store.count({ filter });
  if (call === 'scan') return (await scanAll(store, { filter })).map(({ id }) => id);
  const vector = axis(256, 0);
  const { exact } = store.capabilities;
  const { hits } = await store.search({
    vector,
    using: 'text',
    filter,
    limit,
    depth: limit,
    exact,
  });
  for (const { score } of hits) assert.ok(Number.isFinite(score), `score ${score}`);
  return hits.map(({ id }) => id);
}
