import assert from 'node:assert/strict';
import { truncate } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { clipIdentity } from '../data/spec.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { vectorOf } from '../expect/defined.ts';
import { expectedSearch } from '../expect/oracle.ts';
import { idsOf, sameHits } from '../expect/same-hits.ts';

const query = randomUnitVector(256, createRandom(97));

/** Searches of two stages. */
export const coarseToFullCases: readonly ConformanceCase[] = [
  {
    title: 'equals the exact full search where the first stage takes every record',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(100);
      await store.upsert(records);
      for (const [using, rescore] of [
        ['text_32', 'text'],
        ['image_64', 'image'],
      ] as const) {
        const full = expectedSearch(
          records,
          spec(),
          { vector: query, using: rescore, limit: 10 },
          store,
        );
        const { hits, explain } = await store.search({
          vector: query,
          using,
          rescore,
          limit: 10,
          oversample: 10,
        });
        sameHits(hits, full.hits, full.all, `${using} rescored by ${rescore}`);
        assert.equal(explain.rescore, rescore);
        assert.equal(explain.using, using);
        assert.equal(explain.stages, store.capabilities.coarseToFull);
        assert.ok(explain.candidates >= 100, `explain says ${explain.candidates} candidates`);
        assert.equal(
          hits.some((hit) => hit.approximate === true),
          false,
          'a rescored score is not approximate',
        );
      }
    },
  },
  {
    title: 'rescores exactly the best candidates of the first stage where it takes only some',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(200);
      await store.upsert(records);
      const { exact } = store.capabilities;
      for (const [limit, offset, depth, oversample] of [
        [10, 0, 10, 1],
        [10, 0, 10, 2.5],
        [5, 10, 15, 2],
        [5, 10, 60, 1.5],
        [1, 0, 1, 4],
      ] as const) {
        const request = {
          vector: query,
          using: 'text_32',
          rescore: 'text',
          limit,
          offset,
          depth,
          oversample,
          exact,
        };
        const expected = expectedSearch(records, spec(), request, store);
        const { hits } = await store.search(request);
        sameHits(
          hits,
          expected.hits,
          expected.all,
          `limit ${limit}, offset ${offset}, depth ${depth}, oversample ${oversample}`,
        );
      }
    },
  },
  {
    title: 'takes four candidates for each hit of the list where oversample is not given',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(200);
      await store.upsert(records);
      const request = {
        vector: query,
        using: 'text_32',
        rescore: 'text',
        limit: 10,
        depth: 12,
        exact: store.capabilities.exact,
      };
      const expected = expectedSearch(records, spec(), { ...request, oversample: 4 }, store);
      const { hits, explain } = await store.search(request);
      sameHits(hits, expected.hits, expected.all);
      assert.equal(explain.candidates, 48);
    },
  },
  {
    title: 'leaves out candidates without the vector of the second stage',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(12);
      await store.upsert(
        records.map((record, i) =>
          i % 3 === 0 ? { ...record, vectors: { text_32: vectorOf(record, 'text_32') } } : record,
        ),
      );
      const { hits } = await store.search({
        vector: query,
        using: 'text_32',
        rescore: 'text',
        limit: 12,
      });
      const whole = idsOf(records.filter((_, i) => i % 3 !== 0));
      assert.deepEqual(idsOf(hits).toSorted(), whole);
    },
  },
  {
    title:
      'finds no record without the vector of the first stage, however near by that of the second',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(12);
      const short = records.map((record, i) =>
        i % 3 === 0 ? { ...record, vectors: { text: query } } : record,
      );
      await store.upsert(short);
      const request = { vector: query, using: 'text_32', rescore: 'text' };
      const whole = idsOf(records.filter((_, i) => i % 3 !== 0));
      for (const limit of [12, 3]) {
        const { hits } = await store.search({ ...request, limit });
        assert.equal(hits.length, Math.min(limit, whole.length));
        assert.ok(
          hits.every(({ id }) => whole.includes(id)),
          idsOf(hits).join(),
        );
      }
    },
  },
  {
    title: 'filters before the first stage of a rescored search',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(150);
      await store.upsert(records);
      const filter = { color: 'red', price: { $gte: 20 } };
      const request = {
        vector: query,
        using: 'image_64',
        rescore: 'image',
        filter,
        limit: 8,
        depth: 8,
        oversample: 2,
        exact: store.capabilities.exact,
      };
      const expected = expectedSearch(records, spec(), request, store);
      sameHits((await store.search(request)).hits, expected.hits, expected.all);
    },
  },
  {
    title: 'rescores by a vector of any size between the coarse and the full one',
    async run({ create, spec }) {
      const vectors = {
        text_32: { modality: 'text', dimensions: 32 },
        text_128: { modality: 'text', dimensions: 128 },
        text_200: { modality: 'text', dimensions: 200 },
      } as const;
      const store = await create({ vectors });
      const records = makeRecords(60).map((record) => {
        const text = vectorOf(record, 'text');
        return {
          ...record,
          vectors: {
            text_32: truncate(text, 32),
            text_128: truncate(text, 128),
            text_200: truncate(text, 200),
          },
        };
      });
      await store.upsert(records);
      const request = {
        vector: query,
        using: 'text_128',
        rescore: 'text_200',
        limit: 6,
        depth: 6,
        oversample: 3,
        exact: store.capabilities.exact,
      };
      const expected = expectedSearch(records, spec({ vectors }), request, store);
      sameHits((await store.search(request)).hits, expected.hits, expected.all);
    },
  },
  {
    title: 'searches coarse-to-full at the real model’s size',
    async run({ create, spec }) {
      const changes = {
        embedder: clipIdentity,
        vectors: { image: { modality: 'image' }, image_64: { modality: 'image', dimensions: 64 } },
      } as const;
      const store = await create(changes);
      const random = createRandom(6);
      const records = Array.from({ length: 60 }, (_, i) => {
        const image = randomUnitVector(1024, random);
        return { id: `v${i}`, vectors: { image, image_64: truncate(image, 64) }, metadata: {} };
      });
      await store.upsert(records);
      const vector = randomUnitVector(1024, random);
      const request = {
        vector,
        using: 'image_64',
        rescore: 'image',
        limit: 5,
        depth: 5,
        exact: store.capabilities.exact,
      };
      const expected = expectedSearch(records, spec(changes), request, store);
      sameHits((await store.search(request)).hits, expected.hits, expected.all);
    },
  },
  {
    title:
      'finds a record by the vector that it was written with, after it was written again with another',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(20));
      const moved = makeRecord('r0003', 777);
      await store.upsert([moved]);
      const request = { using: 'text_32', rescore: 'text', limit: 1 };
      const { hits } = await store.search({ ...request, vector: vectorOf(moved, 'text') });
      assert.deepEqual(idsOf(hits), ['r0003']);
    },
  },
];
