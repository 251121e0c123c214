import assert from 'node:assert/strict';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { vectorOf } from '../expect/defined.ts';
import { refusal } from '../expect/failure.ts';
import { expectedSearch } from '../expect/oracle.ts';
import { idsOf, sameHits } from '../expect/same-hits.ts';

const query = randomUnitVector(256, createRandom(98));

/** Limits, offsets and ties. */
export const pagingCases: readonly ConformanceCase[] = [
  {
    title: 'covers every record exactly once by pages of limit and offset',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(53));
      const { hits } = await store.search({ vector: query, using: 'text', limit: 53 });
      const paged: string[] = [];
      for (let offset = 0; offset < 60; offset += 10) {
        const page = await store.search({ vector: query, using: 'text', limit: 10, offset });
        paged.push(...idsOf(page.hits));
      }
      assert.deepEqual(paged, idsOf(hits));
      assert.equal(new Set(paged).size, 53);
    },
  },
  {
    title: 'covers every record exactly once by pages of a rescored search',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(30));
      const request = { vector: query, using: 'text_32', rescore: 'text', oversample: 10 };
      const { hits } = await store.search({ ...request, limit: 30 });
      const paged: string[] = [];
      for (let offset = 0; offset < 30; offset += 7) {
        paged.push(...idsOf((await store.search({ ...request, limit: 7, offset })).hits));
      }
      assert.deepEqual(paged, idsOf(hits));
    },
  },
  {
    title: 'orders equal scores by id, whatever the order of writing',
    async run({ create }) {
      const store = await create();
      const ids = ['b', 'a', 'e', 'B', 'd', 'c', 'A', '10', '9', '-', '_'];
      await store.upsert(ids.map((id) => ({ ...makeRecord(id, 1), id })));
      const { hits } = await store.search({ vector: query, using: 'text', limit: 20 });
      assert.deepEqual(idsOf(hits), ids.toSorted());
    },
  },
  {
    title: 'pages through equal scores without losing or repeating one',
    async run({ create }) {
      const store = await create();
      const ids = Array.from(
        { length: 20 },
        (_, i) => `tie${String((i * 7) % 20).padStart(2, '0')}`,
      );
      await store.upsert([
        ...ids.map((id) => ({ ...makeRecord(id, 1), id })),
        { ...makeRecord('best', 2), vectors: { text: query } },
      ]);
      const paged: string[] = [];
      for (let offset = 0; offset < 25; offset += 5) {
        const { hits } = await store.search({ vector: query, using: 'text', limit: 5, offset });
        paged.push(...idsOf(hits));
      }
      assert.deepEqual(paged, ['best', ...ids.toSorted()]);
    },
  },
  {
    title: 'pages through equal scores of a rescored search without losing or repeating one',
    async run({ create }) {
      const store = await create();
      const ids = Array.from(
        { length: 20 },
        (_, i) => `tie${String((i * 7) % 20).padStart(2, '0')}`,
      );
      await store.upsert(ids.map((id) => ({ ...makeRecord(id, 1), id })));
      const paged: string[] = [];
      for (let offset = 0; offset < 20; offset += 5) {
        const request = { vector: query, using: 'text_32', rescore: 'text', oversample: 1 };
        paged.push(...idsOf((await store.search({ ...request, limit: 5, offset })).hits));
      }
      assert.deepEqual(paged, ids.toSorted());
    },
  },
  {
    title: 'gives ten hits where no limit is given, and all where the limit is beyond them',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(25);
      await store.upsert(records);
      const vector = vectorOf(records[0], 'text');
      assert.equal((await store.search({ vector, using: 'text' })).hits.length, 10);
      assert.equal((await store.search({ vector, using: 'text', limit: 100 })).hits.length, 25);
      assert.deepEqual((await store.search({ vector, using: 'text', offset: 25 })).hits, []);
      const far = await store.search({ vector, using: 'text', offset: 300, depth: 400 });
      assert.deepEqual(far.hits, []);
    },
  },
  {
    title: 'ends the list at depth, and refuses a page beyond it',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(130));
      const request = { vector: query, using: 'text' };
      const { hits, explain } = await store.search({ ...request, limit: 100 });
      assert.equal(hits.length, 100);
      assert.equal(explain.depth, 100);
      await refusal('depth', () => store.search({ ...request, limit: 101 }));
      await refusal('depth', () => store.search({ ...request, limit: 10, offset: 91 }));
      await refusal('depth', () => store.search({ ...request, limit: 10, offset: 5, depth: 14 }));
      const whole = await store.search({ ...request, limit: 130, depth: 130 });
      assert.equal(whole.hits.length, 130);
      assert.deepEqual(idsOf(whole.hits.slice(0, 100)), idsOf(hits));
    },
  },
  {
    title: 'rescores the same candidates for every page',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(120);
      await store.upsert(records);
      const { exact } = store.capabilities;
      const stages = { vector: query, using: 'text_32', rescore: 'text', oversample: 1, exact };
      const request = { ...stages, depth: 40 };
      const expected = expectedSearch(records, spec(), { ...request, limit: 40 }, store);
      const { hits } = await store.search({ ...request, limit: 40 });
      sameHits(hits, expected.hits, expected.all);
      const paged: string[] = [];
      for (let offset = 0; offset < 40; offset += 8)
        paged.push(...idsOf((await store.search({ ...request, limit: 8, offset })).hits));
      assert.deepEqual(paged, idsOf(hits));
    },
  },
];
