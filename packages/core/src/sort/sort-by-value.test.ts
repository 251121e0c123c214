import { expect, it } from 'vitest';
import { matches } from '../filter/matches.ts';
import type { FilterNode } from '../filter/node.ts';
import type { VectorRecord } from '../record/record.ts';
import { comparePlaces, placeOf, type SortPlace } from './order.ts';
import type { ResolvedSort } from './resolve-sort.ts';
import { type Ordered, sortByValue } from './sort-by-value.ts';

const everything: FilterNode = { op: 'and', nodes: [] };

/** Numbers from a seed, in [0, 1). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Records of few values, so that many are equal, and some without one. */
function recordsOf(random: () => number): VectorRecord[] {
  const count = Math.floor(random() * 40);
  return Array.from({ length: count }, (_, i) => {
    const id = `${['b', 'a', '\uff5e', '😀'][i % 4]}${Math.floor(random() * 1e6)}-${i}`;
    const price = [0, -0, 1.5, -2, 7][Math.floor(random() * 8)];
    return { id, vectors: {}, metadata: price === undefined ? {} : { price } };
  });
}

/** As the worst of the databases: equal values by chance, records without a value left out, never more than `most` at once. */
function orderedBy(
  records: readonly VectorRecord[],
  sort: ResolvedSort,
  random: () => number,
  most: number,
): Ordered {
  return async (filter, wanted) => {
    const limit = Math.min(wanted, most);
    const taken = records
      .filter((record) => matches(filter, record))
      .map((record) => ({ ...placeOf(record.id, record.metadata, sort), chance: random() }))
      .filter(({ value }) => value !== undefined)
      .sort(
        (a, b) => comparePlaces({ ...a, id: '' }, { ...b, id: '' }, sort) || a.chance - b.chance,
      );
    const places = taken.slice(0, limit).map(({ id, value }): SortPlace => ({ id, value }));
    return await Promise.resolve({ places, isCut: places.length >= limit });
  };
}

it('gives every page of every order right, whichever of equal records a database gives first', async () => {
  for (let seed = 1; seed <= 150; seed++) {
    const random = randomOf(seed * 7919);
    const records = recordsOf(random);
    const direction = seed % 2 === 0 ? 'asc' : 'desc';
    const sort: ResolvedSort = { field: 'price', type: 'number', direction };
    const all = records
      .map(({ id, metadata }) => placeOf(id, metadata, sort))
      .sort((a, b) => comparePlaces(a, b, sort));
    const limit = 1 + Math.floor(random() * 9);
    const source = {
      ordered: orderedBy(records, sort, random, 1 + Math.floor(random() * 12)),
      async *ids(filter: FilterNode) {
        const ids = records.filter((record) => matches(filter, record)).map(({ id }) => id);
        yield ids.slice(0, 3);
        yield await Promise.resolve(ids.slice(3));
      },
    };
    const walked: string[] = [];
    for (let after: SortPlace | undefined; ;) {
      const places = await sortByValue({ sort, filter: everything, limit, after }, source);
      expect(places.length, `seed ${seed}`).toBeLessThanOrEqual(limit + 1);
      walked.push(...places.slice(0, limit).map(({ id }) => id));
      after = places.length > limit ? places[limit - 1] : undefined;
      if (after === undefined) break;
    }
    expect(walked, `seed ${seed}`).toEqual(all.map(({ id }) => id));
  }
});

it('reads those without a value only where a page reaches them', async () => {
  const records = Array.from({ length: 20 }, (_, i) => ({
    id: `r${i}`,
    vectors: {},
    metadata: i < 10 ? { price: i } : {},
  }));
  const sort: ResolvedSort = { field: 'price', type: 'number', direction: 'asc' };
  const asked: FilterNode[] = [];
  const source = {
    ordered: orderedBy(records, sort, () => 0, 100),
    async *ids(filter: FilterNode) {
      asked.push(filter);
      yield await Promise.resolve(
        records.filter((record) => matches(filter, record)).map(({ id }) => id),
      );
    },
  };
  await sortByValue({ sort, filter: everything, limit: 5, after: undefined }, source);
  expect(JSON.stringify(asked)).not.toContain('not');
  const page = { sort, filter: everything, limit: 5, after: { id: 'r7', value: 7 } };
  const places = await sortByValue(page, source);
  expect(places.map(({ id }) => id)).toEqual(['r8', 'r9', 'r10', 'r11', 'r12', 'r13']);
});
