import assert from 'node:assert/strict';
import type { Facets, JsonObject, VectorRecord } from '@nestvec/core';
import type { FacetRequest } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecords, withMetadata } from '../data/records.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { failure, refusal } from '../expect/failure.ts';
import { indexOf } from '../expect/index-of.ts';

/** Records with metadata of every kind: missing, null, arrays that repeat a value. */
function counted(count: number): VectorRecord[] {
  return makeRecords(count).map((record, i): VectorRecord => {
    const metadata: JsonObject = {
      ...(i % 5 === 0 ? {} : { color: i % 5 === 1 ? null : ['red', 'Red', 'blau', '日本'][i % 4] }),
      ...(i % 3 === 0 ? {} : { stocked: i % 2 === 0, price: i - 7.5 }),
      tags: i % 4 === 0 ? [] : [`t${i % 3}`, `t${i % 3}`, `u${i % 7}`, null],
      made: new Date(Date.UTC(2020, i, 1)).toISOString().replace('Z', '+00:00'),
    };
    return withMetadata(record, metadata);
  });
}

const fields: FacetRequest['fields'] = {
  color: { kind: 'values' },
  stocked: { kind: 'values' },
  tags: { kind: 'values', limit: 4 },
  price: { kind: 'range' },
  made: { kind: 'range' },
};

/** The values of a field that records have, the most frequent first and equally frequent ones by code points. */
function valuesIn(records: readonly VectorRecord[], field: string, limit: number): Facets[string] {
  const counts = new Map<string | boolean, number>();
  for (const { metadata } of records) {
    const stored = metadata[field];
    for (const value of new Set(Array.isArray(stored) ? stored : [stored]))
      if (typeof value === 'string' || typeof value === 'boolean')
        counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const all = [...counts].map(([value, count]) => ({ value, count }));
  const bytes = (value: string | boolean): Buffer => Buffer.from(String(value)); // 'false' before 'true'
  all.sort((a, b) => b.count - a.count || Buffer.compare(bytes(a.value), bytes(b.value)));
  return { kind: 'values', values: all.slice(0, limit), exact: true, more: all.length > limit };
}

/** What facets must give, worked out from the records. */
function expected(records: readonly VectorRecord[]): Facets {
  const prices = records.flatMap(({ metadata: { price } }) =>
    typeof price === 'number' ? [price] : [],
  );
  const times = records.map(({ metadata }) =>
    Date.parse(JSON.stringify(metadata['made']).slice(1, -1)),
  );
  return {
    color: valuesIn(records, 'color', 20),
    stocked: valuesIn(records, 'stocked', 20),
    tags: valuesIn(records, 'tags', 4),
    price: {
      kind: 'range',
      min: prices.length === 0 ? null : Math.min(...prices),
      max: prices.length === 0 ? null : Math.max(...prices),
      count: prices.length,
    },
    made: {
      kind: 'range',
      min: times.length === 0 ? null : new Date(Math.min(...times)).toISOString(),
      max: times.length === 0 ? null : new Date(Math.max(...times)).toISOString(),
      count: times.length,
    },
  };
}

/** How many records have which values. */
export const facetCases: readonly ConformanceCase[] = [
  {
    title:
      'counts values and ranges over all records, each record once a value, the missing nowhere',
    async run({ create }) {
      const store = await create();
      const records = counted(60);
      await store.upsert(records);
      assert.deepEqual(await store.facets({ fields }), expected(records));
    },
  },
  {
    title: 'counts what the filter takes, and nothing where it takes nothing',
    async run({ create }) {
      const store = await create();
      const records = counted(60);
      await store.upsert(records);
      const filter = { price: { $gt: 20 } };
      const taken = records.filter(
        ({ metadata: { price } }) => typeof price === 'number' && price > 20,
      );
      assert.deepEqual(await store.facets({ fields, filter }), expected(taken));
      assert.deepEqual(await store.facets({ fields, filter: { $or: [] } }), expected([]));
    },
  },
  {
    title: 'counts no value that nothing has any more',
    async run({ create }) {
      const store = await create();
      const records = counted(30);
      await store.upsert(records);
      await store.remove({ filter: { color: 'red' } });
      await store.update([{ id: 'r0003', metadata: { color: 'new' } }]);
      const { color } = await store.facets({ fields: { color: { kind: 'values' } } });
      assert.ok(color?.kind === 'values');
      const values = color.values.map(({ value }) => value);
      assert.ok(!values.includes('red') && values.includes('new'), values.join());
      assert.ok(color.values.every(({ count }) => count > 0));
    },
  },
  {
    title:
      'gives at most as many values as asked for, equally frequent ones by value, and says that there are more',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(130).map((record, i) =>
        withMetadata(record, { color: `c${String((i * 37) % 130).padStart(3, '0')}` }),
      );
      await store.upsert(records);
      for (const limit of [1, 20, 100]) {
        const { color } = await store.facets({ fields: { color: { kind: 'values', limit } } });
        const values = Array.from({ length: limit }, (_, i) => ({
          value: `c${String(i).padStart(3, '0')}`,
          count: 1,
        }));
        assert.deepEqual(color, { kind: 'values', values, exact: true, more: true });
      }
    },
  },
  {
    title: 'counts texts of every kind as they are, and each of them apart',
    async run({ create }) {
      const store = await create();
      const texts = [
        '',
        ' ',
        'a',
        'A',
        ' a',
        'a ',
        '"a"',
        '"',
        'é',
        'e\u0301',
        '\ufeffa',
        '😀',
        'x'.repeat(300),
      ];
      const records = makeRecords(2 * texts.length).map((record, i) =>
        withMetadata(record, { color: texts[i % texts.length] ?? '', tags: texts.slice(i % 3, 9) }),
      );
      await store.upsert(records);
      const all = { kind: 'values', limit: 100 } as const;
      assert.deepEqual(await store.facets({ fields: { color: all, tags: all } }), {
        color: valuesIn(records, 'color', 100),
        tags: valuesIn(records, 'tags', 100),
      });
    },
  },
  {
    title: 'counts the records of one tenant only',
    async run({ create }) {
      const store = await create({ tenants: true });
      const records = counted(40);
      await store.tenant('one').upsert(records.slice(0, 25));
      await store.tenant('two').upsert(records.slice(25));
      const facets = await store.tenant('one').facets({ fields });
      assert.deepEqual(facets, expected(records.slice(0, 25)));
    },
  },
  {
    title: 'counts the best hits of a query under an index, and everything without one',
    async run({ create }) {
      const store = await create();
      const records = counted(50);
      await store.upsert(records);
      const index = await indexOf(store, randomUnitVector(256, createRandom(5)));
      assert.deepEqual(await index.facets({ fields }), { facets: expected(records), over: 'all' });
      const { hits } = await index.search('q', { limit: 15, depth: 15 });
      const best = hits.flatMap(({ id }) => records.filter((record) => record.id === id));
      const found = await index.facets({ fields, query: 'q', depth: 15 });
      assert.deepEqual(found, { facets: expected(best), over: 'best', n: 15 });
      await refusal('depth', () => index.facets({ fields, depth: 15 }));
    },
  },
  {
    title: 'refuses facets that make no sense, each by its name',
    async run({ create, open }) {
      await failure('not-found', () => open().facets({ fields }));
      const store = await create();
      // Callers without types pass such things.
      const bad = {
        fields: { fields: {} },
        'fields.nope': { fields: { nope: { kind: 'values' } } },
        'fields.sizes': { fields: { sizes: { kind: 'values' } } },
        'fields.price.kind': { fields: { price: { kind: 'values' } } },
        'fields.color.kind': { fields: { color: { kind: 'range' } } },
        'fields.color.limit': { fields: { color: { kind: 'values', limit: 101 } } },
        'filter.nope': { fields, filter: { nope: 1 } },
      } as unknown as Record<string, FacetRequest>;
      for (const [field, request] of Object.entries(bad))
        await refusal(field, () => store.facets(request));
    },
  },
];
