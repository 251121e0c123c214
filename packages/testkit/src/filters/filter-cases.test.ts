import type { Filter } from '@nestvec/core';
import { filterOperators, matches, parseFilter } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { createRandom } from '../data/random.ts';
import { memoryDatabase } from '../memory/memory-database.ts';
import { memoryStore } from '../memory/memory-store.ts';
import { wrapStore } from '../wrap-store.ts';
import { fill, filterCases, tryFilters } from './filter-cases.ts';
import { randomFilter } from './random-filter.ts';
import { randomRecords } from './random-records.ts';
import { smallerFilters } from './smaller-filters.ts';
import { filterFields } from './value-pools.ts';

const database = memoryDatabase();
const open = (collection: string) => memoryStore({ collection, database });
const fields = Object.fromEntries(filterFields);

filterCases({ name: 'memory', open });

it('draws filters that are valid, use every operator, and find some but not all', () => {
  const random = createRandom(1);
  const records = randomRecords(120, createRandom(1));
  const filters = Array.from({ length: 500 }, () => randomFilter(random));
  const text = JSON.stringify(filters);
  for (const operator of ['$and', '$or', '$not', ...Object.keys(filterOperators)]) {
    expect(text).toContain(operator);
  }
  const telling = filters.filter((filter) => {
    const node = parseFilter(filter, fields);
    const count = records.filter((record) => matches(node, record)).length;
    return count > 0 && count < records.length;
  });
  expect(telling.length).toBeGreaterThan(250);
});

it('draws the same from the same seed', () => {
  const draw = () => [randomRecords(5, createRandom(7)), randomFilter(createRandom(7))];
  expect(draw()).toEqual(draw());
});

it('makes only smaller filters that are still valid', () => {
  const random = createRandom(2);
  for (let i = 0; i < 100; i++) {
    const filter = randomFilter(random);
    for (const smaller of smallerFilters(filter)) {
      expect(JSON.stringify(smaller).length).toBeLessThan(JSON.stringify(filter).length);
      expect(() => parseFilter(smaller, fields)).not.toThrow();
    }
  }
});

it('shows a filter that goes wrong as small as it still does, with the records that differ', async () => {
  const records = randomRecords(120, createRandom(3));
  const store = await fill({ open }, records, 'wrong');
  const withoutNull = wrapStore(store, {
    count: async (options) => {
      // $ne that is false on missing fields, as in SQL
      const text = JSON.stringify(options?.filter ?? {}).replaceAll(
        /"(\w+)":\{"\$ne":([^}]+)\}/g,
        '"$1":{"$ne":$2,"$exists":true}',
      );
      return await store.count({ filter: JSON.parse(text) as Filter });
    },
  });
  const failed = tryFilters(withoutNull, records, 'count', {
    seed: 3,
    filters: 200,
    refuses: () => false,
  });
  await expect(failed).rejects.toThrow(
    /made smaller: \{"\w+":\{"\$ne":[^{}]+\}\}\ncount gave \d+ where \d+ are right\nas drawn/,
  );
});

it('wants a refusal where one was announced, and nowhere else', async () => {
  const records = randomRecords(20, createRandom(4));
  const store = await fill({ open }, records, 'refused');
  const plan = { seed: 4, filters: 50 };
  const all = tryFilters(store, records, 'scan', { ...plan, refuses: () => true });
  await expect(all).rejects.toThrow('was to be refused');
});
