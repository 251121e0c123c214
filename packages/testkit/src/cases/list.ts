import assert from 'node:assert/strict';
import type { Filter, JsonObject, Store, VectorRecord } from '@nestvec/core';
import {
  comparePlaces,
  type ListRequest,
  matches,
  parseFilter,
  placeOf,
} from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { makeRecord } from '../data/records.ts';
import { baseSpec } from '../data/spec.ts';
import { vectorOf } from '../expect/defined.ts';
import { refusal } from '../expect/failure.ts';
import { indexOf } from '../expect/index-of.ts';
import { idsOf } from '../expect/same-hits.ts';

const prices: readonly (number | null | undefined)[] = [
  3,
  1,
  2,
  2,
  2,
  undefined,
  -0,
  0,
  null,
  1e300,
  -1e300,
  0.1,
  2,
  undefined,
  7.5,
];
const days: readonly (string | undefined)[] = [
  '2020-01-31T12:00:00Z',
  '2020-01-31T13:00:00+01:00',
  '1969-12-31',
  '2030-05-01T00:00:00.001Z',
  undefined,
];

/** Lists in the order of a field. */
export const listCases: readonly ConformanceCase[] = [
  {
    title:
      'lists records by numbers and dates in both directions, ties by id, those without a value last',
    async run({ create }) {
      const store = await create();
      const records = mixed(60);
      await store.upsert(records);
      for (const field of ['price', 'made'])
        for (const direction of ['asc', 'desc'] as const) {
          const sort = { field, direction };
          assert.deepEqual(await walk(store, { sort, limit: 100 }), sorted(records, sort), field);
          assert.deepEqual(await walk(store, { sort, limit: 7 }), sorted(records, sort), field);
          const filter = { color: { $ne: 'red' } };
          const expected = sorted(records, sort, filter);
          assert.deepEqual(await walk(store, { sort, filter, limit: 4 }), expected, field);
        }
      const { records: first } = await store.list({ sort: { field: 'price' } });
      assert.deepEqual(
        idsOf(first),
        sorted(records, { field: 'price', direction: 'asc' }).slice(0, 10),
      );
    },
  },
  {
    title: 'gives the parts of listed records that were asked for, vectors only by name',
    async run({ create }) {
      const store = await create();
      const [record] = mixed(1);
      assert.ok(record);
      await store.upsert([{ ...record, parentId: 'p', uri: 'file:///a' }]);
      const sort = { field: 'price' };
      const { records: usual, cursor } = await store.list({ sort });
      const { id, text, metadata } = record;
      assert.deepEqual(usual, [
        { id, text, metadata, parentId: 'p', uri: 'file:///a', vectors: {} },
      ]);
      assert.equal(cursor, undefined);
      const include = { metadata: false, text: false, vectors: ['text_32'] };
      const { records: bare } = await store.list({ sort, include });
      assert.deepEqual(bare[0]?.metadata, {});
      assert.equal(bare[0]?.text, undefined);
      assert.deepEqual(Object.keys(bare[0]?.vectors ?? {}), ['text_32']);
    },
  },
  {
    title: 'goes on after a cursor where records have come and gone, without one twice',
    async run({ create }) {
      const store = await create();
      const records = mixed(30);
      await store.upsert(records);
      const sort = { field: 'price', direction: 'desc' } as const;
      const { records: first, cursor } = await store.list({ sort, limit: 10 });
      await store.remove({ ids: [first.at(-1)?.id ?? ''] });
      await store.upsert([{ ...makeRecord('new', 1), metadata: { price: 1e301 } }]);
      const rest = await walk(store, { sort, limit: 6, after: cursor });
      assert.deepEqual([...idsOf(first), ...rest], sorted(records, sort));
    },
  },
  {
    title: 'lists the records of one tenant alone',
    async run({ create }) {
      const store = await create({ tenants: true });
      await store.tenant('one').upsert(mixed(5));
      await store.tenant('two').upsert(mixed(3));
      const sort = { field: 'price' };
      assert.equal((await walk(store.tenant('two'), { sort })).length, 3);
    },
  },
  {
    title: 'refuses to list by what is not a single number or date, and cursors of other orders',
    async run({ create }) {
      const store = await create();
      await store.upsert(mixed(12));
      const asked: readonly [string, object][] = [
        ['sort.field', { sort: { field: 'color' } }],
        ['sort.field', { sort: { field: 'sizes' } }],
        ['sort.field', { sort: { field: 'nothing' } }],
        ['sort.direction', { sort: { field: 'price', direction: 'up' } }],
        ['sort', { sort: '-price' }],
        ['request.offset', { sort: { field: 'price' }, offset: 3 }],
        ['limit', { sort: { field: 'price' }, limit: 0 }],
        ['after', { sort: { field: 'price' }, after: 'x' }],
        ['filter.nothing', { sort: { field: 'price' }, filter: { nothing: 1 } }],
      ];
      for (const [field, request] of asked)
        await refusal(field, () => store.list(request as ListRequest)); // callers without types
      const { cursor: after } = await store.list({ sort: { field: 'price' }, limit: 3 });
      await refusal('after', () => store.list({ sort: { field: 'made' }, after }));
      const desc = { field: 'price', direction: 'desc' } as const;
      await refusal('after', () => store.list({ sort: desc, after }));
      // Cursors come from outside: forged ones never reach a database that would fail at them.
      const forged = (...parts: unknown[]): string =>
        Buffer.from(JSON.stringify(parts)).toString('base64url');
      for (const value of [1e300, -1e300, 8.64e15, 0.5, '2026-01-01', true])
        await refusal('after', () =>
          store.list({ sort: { field: 'made' }, after: forged('made', 'asc', value, 'a') }),
        );
      for (const [value, id] of [
        [-1.7e308, '\0'],
        [null, '\ud800'],
        [2, ''],
        [2, "'; --"],
      ] as const)
        await store.list({ sort: { field: 'price' }, after: forged('price', 'asc', value, id) });
    },
  },
  {
    title:
      'sorts the best hits of a query and says over how many, and lists without one under createIndex',
    async run({ create }) {
      const store = await create();
      const records = mixed(40);
      await store.upsert(records);
      const index = await indexOf(store, vectorOf(records[0], 'text'));
      const sort = { field: 'price', direction: 'desc' } as const;
      const { hits: best } = await index.search('q', { over: 'text', depth: 12, limit: 12 });
      const expected = sorted(
        records.filter(({ id }) => idsOf(best).includes(id)),
        sort,
      );
      const asked = { over: 'text', depth: 12, sort } as const;
      const { hits, explain } = await index.search('q', { ...asked, limit: 12 });
      assert.deepEqual(idsOf(hits), expected);
      assert.deepEqual(explain.sort, { over: 'best', n: 12 });
      assert.ok(hits.every(({ score }) => typeof score === 'number'));
      const page = await index.search('q', { ...asked, limit: 5, offset: 5 });
      assert.deepEqual(idsOf(page.hits), expected.slice(5, 10));
      await refusal('sort', () => index.search('q', { ...asked, diversity: 0.5 }));
      await refusal('sort', () => index.search('q', { ...asked, groupBy: { field: 'color' } }));
      const { records: listed } = await index.list({ sort, limit: 40 });
      assert.deepEqual(idsOf(listed), sorted(records, sort));
    },
  },
];

function mixed(count: number): VectorRecord[] {
  return Array.from({ length: count }, (_, i) => {
    // Ids in another order than values, and such as are ordered otherwise by bytes.
    const id = `${['b', 'a', '\uff5e', '😀'][i % 4]}${(i * 7) % count}`;
    const [price, made] = [prices[i % prices.length], days[i % days.length]];
    const metadata: JsonObject = {
      color: i % 3 === 0 ? 'red' : 'blue',
      ...(price === undefined ? {} : { price }),
      ...(made === undefined ? {} : { made }),
    };
    return { ...makeRecord(id, i), metadata };
  });
}

function sorted(
  records: readonly VectorRecord[],
  sort: { readonly field: string; readonly direction: 'asc' | 'desc' },
  filter: Filter = {},
): string[] {
  const type = sort.field === 'made' ? 'datetime' : 'number';
  const node = parseFilter(filter, baseSpec.fields);
  return idsOf(
    records
      .filter((record) => matches(node, record))
      .map(({ id, metadata }) => placeOf(id, metadata, { ...sort, type }))
      .sort((a, b) => comparePlaces(a, b, sort)),
  );
}

/** All pages, and that only the last is not full. */
async function walk(store: Store, request: ListRequest): Promise<string[]> {
  const ids: string[] = [];
  for (let after = request.after; ;) {
    const { records, cursor } = await store.list({ ...request, after });
    ids.push(...idsOf(records));
    if (cursor === undefined) return ids;
    assert.equal(records.length, request.limit ?? 10, 'a page before the last is full');
    after = cursor;
  }
}
