import assert from 'node:assert/strict';
import type { VectorRecord } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecords, withMetadata } from '../data/records.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { expectedSearch } from '../expect/oracle.ts';
import { idsOf, sameHits } from '../expect/same-hits.ts';

const query = randomUnitVector(256, createRandom(96));

/** Searches that give at most some hits of each value. */
export const groupByCases: readonly ConformanceCase[] = [
  {
    title: 'groups by strings, numbers and booleans, with limit and offset counting values',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(80).map((record, i) =>
        withMetadata(record, { color: `c${i % 9}`, price: (i % 5) - 2.5, stocked: i % 2 === 0 }),
      );
      await store.upsert(records);
      for (const field of ['color', 'price', 'stocked']) {
        for (const [size, limit, offset] of [
          [undefined, 3, 0],
          [2, 4, 0],
          [3, 2, 2],
          [100, 20, 0],
        ] as const) {
          const groupBy = size === undefined ? { field } : { field, size };
          const request = { vector: query, using: 'text', groupBy, limit, offset };
          const expected = expectedSearch(records, spec(), request, store);
          const { hits } = await store.search(request);
          sameHits(
            hits,
            expected.hits,
            expected.all,
            `by ${field}, size ${size}, limit ${limit}, offset ${offset}`,
          );
        }
      }
    },
  },
  {
    title: 'groups by the parent of parts',
    async run({ create, spec }) {
      const store = await create();
      const records: VectorRecord[] = makeRecords(40).map((record, i) => ({
        ...record,
        parentId: `doc/${i % 7}`,
      }));
      await store.upsert(records);
      const request = {
        vector: query,
        using: 'text',
        groupBy: { field: 'parentId', size: 2 },
        limit: 4,
      };
      const expected = expectedSearch(records, spec(), request, store);
      const { hits } = await store.search(request);
      sameHits(hits, expected.hits, expected.all);
      assert.equal(new Set(hits.map((hit) => hit.parentId)).size, 4);
    },
  },
  {
    title: 'leaves out records without a value to group by',
    async run({ create }) {
      const store = await create();
      const colors = ['red', null, undefined, 'blue', '', null];
      const records = makeRecords(6).map((record, i) => withMetadata(record, { color: colors[i] }));
      await store.upsert(records);
      const { hits } = await store.search({
        vector: query,
        using: 'text',
        groupBy: { field: 'color' },
      });
      assert.deepEqual(idsOf(hits).toSorted(), ['r0000', 'r0003', 'r0004']);
      const byParent = await store.search({
        vector: query,
        using: 'text',
        groupBy: { field: 'parentId' },
      });
      assert.deepEqual(byParent.hits, []);
    },
  },
  {
    title: 'finds small groups behind one that holds all of the nearest records',
    async run({ create, spec }) {
      const store = await create();
      const drawn = makeRecords(300);
      const order = expectedSearch(
        drawn,
        spec(),
        { vector: query, using: 'text', limit: 300 },
        store,
      );
      const place = new Map(idsOf(order.hits).map((id, i) => [id, i]));
      const records = drawn.map((record) => {
        const rank = place.get(record.id) ?? 0;
        return withMetadata(record, { color: rank < 290 ? 'crowd' : `rare${rank % 3}` });
      });
      await store.upsert(records);
      const request = { vector: query, using: 'text', groupBy: { field: 'color' }, limit: 4 };
      const expected = expectedSearch(records, spec(), request, store);
      const { hits } = await store.search(request);
      assert.equal(hits.length, 4, 'there are four values');
      sameHits(hits, expected.hits, expected.all);
    },
  },
  {
    title: 'groups only records that pass the filter and minScore',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(60);
      await store.upsert(records);
      const request = {
        vector: query,
        using: 'image',
        filter: { price: { $lt: 60 } },
        minScore: -0.02,
        groupBy: { field: 'color', size: 5 },
        limit: 3,
      };
      const expected = expectedSearch(records, spec(), request, store);
      sameHits((await store.search(request)).hits, expected.hits, expected.all);
    },
  },
  {
    title: 'groups a rescored search by the rescored order',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(40);
      await store.upsert(records);
      const request = {
        vector: query,
        using: 'text_32',
        rescore: 'text',
        oversample: 20,
        groupBy: { field: 'color', size: 2 },
        limit: 3,
      };
      const expected = expectedSearch(records, spec(), request, store);
      sameHits((await store.search(request)).hits, expected.hits, expected.all);
    },
  },
];
