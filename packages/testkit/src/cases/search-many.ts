import assert from 'node:assert/strict';
import type { Hit } from '@nestvec/core';
import type { SearchRequest } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { idsOf } from '../expect/same-hits.ts';
import { defined } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { sameRecord } from '../expect/same-record.ts';

const vector = randomUnitVector(256, createRandom(61));
const include = { metadata: false, text: false } as const;

/** What an index asks for, and lists that have nothing in common with it. */
const requests: readonly SearchRequest[] = [
  { vector, using: 'image_64', rescore: 'image', limit: 40, depth: 40, include },
  { vector, using: 'text_32', rescore: 'text', limit: 40, depth: 40, include },
  { vector, using: 'text', limit: 5, offset: 3, filter: { color: 'red' } },
  { vector, using: 'image', limit: 5, minScore: 1 },
];

function placesOf(hits: readonly Hit[]): readonly (readonly [string, number])[] {
  return hits.map(({ id, score }) => [id, score]);
}

/** Several lists at once, and what is read of them. */
export const searchManyCases: readonly ConformanceCase[] = [
  {
    title: 'gives several lists at once as it gives each of them alone',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(120));
      const { results } = await store.searchMany(requests);
      assert.equal(results.length, requests.length);
      for (const [i, request] of requests.entries()) {
        const alone = await store.search(request);
        const { hits, explain } = defined(results[i], 'a list');
        assert.deepEqual(placesOf(hits), placesOf(alone.hits));
        assert.deepEqual(
          hits.map(({ metadata }) => metadata),
          alone.hits.map(({ metadata }) => metadata),
        );
        assert.deepEqual(explain, alone.explain);
      }
      assert.deepEqual((await store.searchMany([])).results, []);
    },
  },
  {
    title: 'reads records of the lists as get does, with the parts that were asked for',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(60);
      await store.upsert(records);
      const { results, read } = await store.searchMany(requests);
      const ids = results.flatMap(({ hits }) => idsOf(hits)).filter((_, i) => i % 7 === 0);
      const found = await read(ids);
      assert.equal(found.length, ids.length);
      for (const [i, id] of ids.entries())
        sameRecord(found[i], defined(records.find((record) => record.id === id)));
      for (const some of [include, { vectors: [] }, { text: false, vectors: ['image_64'] }]) {
        const [part] = await read(ids.slice(0, 1), some);
        const [whole] = await store.get(ids.slice(0, 1), { include: some });
        assert.deepEqual(part, whole);
      }
      assert.deepEqual(await read([]), []);
      assert.deepEqual(await read(['nowhere']), [undefined]);
    },
  },
  {
    title:
      'reads what is stored now of records that were changed or removed after the lists were made',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(30);
      await store.upsert(records);
      const [request] = requests;
      const { results, read } = await store.searchMany([defined(request, 'a request')]);
      const [changed, removed, same] = idsOf(results[0]?.hits ?? []);
      assert.ok(changed !== undefined && removed !== undefined && same !== undefined);
      const next = { ...makeRecord(changed, 99), text: 'written again' };
      await store.upsert([next]);
      await store.remove({ ids: [removed] });
      const [one, two, three] = await read([changed, removed, same]);
      sameRecord(one, next);
      assert.equal(two, undefined);
      sameRecord(three, defined(records.find(({ id }) => id === same)));
    },
  },
  {
    title: 'fails as a whole where one of several lists can’t be made',
    async run({ create }) {
      const store = await create();
      const wrong = { vector, using: 'nothing' };
      await failure('invalid-input', () => store.searchMany([...requests, wrong]), 'a wrong list');
      await failure(
        'invalid-input',
        async () => (await store.searchMany([])).read(['a'], { vectors: ['nothing'] }),
        'an unknown vector to read',
      );
    },
  },
];
