import assert from 'node:assert/strict';
import { dot } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { expectedSearch } from '../expect/oracle.ts';
import { idsOf, scoreTolerance } from '../expect/same-hits.ts';

const query = randomUnitVector(256, createRandom(95));

/** Searches by words and vectors together. */
export const keywordCases: readonly ConformanceCase[] = [
  {
    title: 'says that it has no keyword search, or takes one',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(3));
      const request = { vector: query, using: 'text', keyword: 'seed' };
      if (store.capabilities.keyword) await store.search(request);
      else await failure('unsupported', () => store.search(request), 'a keyword search');
    },
  },
  {
    title: 'lifts a far record by a rare word in its text, with its cosine as score',
    needs: 'keyword',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(60);
      const order = expectedSearch(
        records,
        spec(),
        { vector: query, using: 'text', limit: 60 },
        store,
      );
      const [nearest, farthest] = [defined(order.hits[0]), defined(order.hits.at(-1))];
      await store.upsert(
        records.map((record) => ({
          ...record,
          text: record.id === farthest.id ? 'a quokka on the beach' : 'a dog in the park',
        })),
      );
      const { hits } = await store.search({
        vector: query,
        using: 'text',
        keyword: 'quokka',
        limit: 2,
      });
      assert.deepEqual(idsOf(hits).toSorted(), [nearest.id, farthest.id].toSorted());
      for (const { id, score } of hits) {
        const exact = dot(
          vectorOf(
            records.find((record) => record.id === id),
            'text',
          ),
          query,
        );
        assert.ok(
          Math.abs(score - exact) <= scoreTolerance,
          `score ${score} of ${id}, whose cosine is ${exact}`,
        );
      }
    },
  },
  {
    title: 'applies the filter to the words as well as to the vectors',
    needs: 'keyword',
    async run({ create }) {
      const store = await create();
      await store.upsert([
        { ...makeRecord('in', 1), text: 'a quokka', metadata: { color: 'red' } },
        { ...makeRecord('out', 2), text: 'a quokka', metadata: { color: 'blue' } },
        { ...makeRecord('other', 3), text: 'a dog', metadata: { color: 'red' } },
      ]);
      const { hits } = await store.search({
        vector: query,
        using: 'text',
        keyword: 'quokka',
        filter: { color: 'red' },
      });
      assert.deepEqual(idsOf(hits).toSorted(), ['in', 'other']);
    },
  },
  {
    title: 'takes any text as keyword: quotes, operators, nothing but marks',
    needs: 'keyword',
    async run({ create }) {
      const store = await create();
      await store.upsert([
        { ...makeRecord('a', 1), text: 'it’s a "quokka" AND more: 100 % (really)' },
        makeRecord('b', 2),
      ]);
      for (const keyword of [
        '"',
        "it's",
        'a AND',
        'NOT quokka',
        '(',
        '*',
        '100 %',
        'x:y',
        '\\',
        '🐶',
        'a\nb',
        '+-!?^~',
      ]) {
        const { hits } = await store.search({ vector: query, using: 'text', keyword });
        assert.deepEqual(idsOf(hits).toSorted(), ['a', 'b'], `keyword ${JSON.stringify(keyword)}`);
      }
    },
  },
];
