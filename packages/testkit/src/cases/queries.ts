import assert from 'node:assert/strict';
import { createIndex, normalize, type Query, type VectorRecord } from '@nestvec/core';
import { dot } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { makeRecords } from '../data/records.ts';
import { fakeEmbedder } from '../embedder/fake-embedder.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { failure, refusal } from '../expect/failure.ts';
import { indexOf } from '../expect/index-of.ts';
import { idsOf, sameHits, scoreTolerance } from '../expect/same-hits.ts';
import { miniIdentity } from '../data/spec.ts';

/** Records of which some lack a modality. */
function someRecords(count: number): VectorRecord[] {
  return makeRecords(count, 3).map((record, i) => {
    const { text, text_32, image, image_64 } = record.vectors;
    const texts = i % 5 === 1 ? {} : { text: defined(text), text_32: defined(text_32) };
    const images = i % 5 === 2 ? {} : { image: defined(image), image_64: defined(image_64) };
    return { ...record, vectors: { ...texts, ...images } };
  });
}

/** The direction of a weighted sum of unit vectors. */
function sum(parts: readonly (readonly [weight: number, vector: Float32Array])[]): Float32Array {
  const total = new Float32Array(256);
  for (const [weight, vector] of parts)
    for (const [i, value] of normalize(vector).entries())
      total[i] = (total[i] ?? 0) + weight * value;
  return normalize(total);
}

/** What a search over one vector must give, by comparing all records but those left out. */
function ranked(
  records: readonly VectorRecord[],
  name: string,
  query: Float32Array,
  leftOut: readonly string[] = [],
): { readonly id: string; readonly score: number }[] {
  return records
    .filter(({ id, vectors }) => vectors[name] !== undefined && !leftOut.includes(id))
    .map((record) => ({ id: record.id, score: dot(vectorOf(record, name), query) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

const scoresOf = (hits: readonly { readonly id: string; readonly score: number }[]) =>
  new Map(hits.map(({ id, score }) => [id, score]));

/** Searches by what is stored, and by several things at once. */
export const queryCases: readonly ConformanceCase[] = [
  {
    title: 'finds what is like a stored record by its full vector, without that record',
    async run({ create }) {
      const store = await create();
      const records = someRecords(40);
      await store.upsert(records);
      const index = await indexOf(store, vectorOf(records[0], 'text'));
      for (const over of ['text', 'image'] as const) {
        const liked = defined(records[5]);
        const expected = ranked(records, over, vectorOf(liked, over), [liked.id]);
        const options = { over, limit: 20, oversample: 20 };
        const { hits } = await index.search({ like: liked.id }, options);
        sameHits(hits, expected.slice(0, 20), scoresOf(expected), over);
        const page = await index.search({ like: liked.id }, { ...options, limit: 5, offset: 10 });
        assert.deepEqual(idsOf(page.hits), idsOf(hits).slice(10, 15));
        assert.equal(page.hits[0]?.lists[over]?.rank, 11);
      }
    },
  },
  {
    title: 'searches each list by the stored vector of its own modality',
    async run({ create }) {
      const store = await create();
      const records = someRecords(40);
      await store.upsert(records);
      const index = await indexOf(store, vectorOf(records[0], 'text'));
      const liked = defined(records[5]);
      const { hits, explain } = await index.search({ like: liked.id }, { limit: 39 });
      assert.equal(explain.lists.length, 2);
      assert.deepEqual(
        idsOf(hits).toSorted(),
        idsOf(records.filter(({ id }) => id !== liked.id)).toSorted(),
      );
      for (const hit of hits) {
        const record = records.find(({ id }) => id === hit.id);
        for (const modality of ['image', 'text'] as const) {
          const stored = record?.vectors[modality];
          const place = hit.lists[modality];
          assert.equal(place === undefined, stored === undefined, `${modality} of ${hit.id}`);
          if (stored === undefined || place === undefined) continue;
          const exact = dot(stored, vectorOf(liked, modality));
          assert.ok(Math.abs(place.score - exact) <= scoreTolerance, `${modality} of ${hit.id}`);
        }
      }
      const imageOnly = defined(records[1]);
      const one = await index.search({ like: imageOnly.id });
      assert.deepEqual(
        one.explain.lists.map(({ using }) => using),
        ['image_64'],
      );
      await refusal('like', () => index.search({ like: imageOnly.id }, { over: 'text' }));
    },
  },
  {
    title: 'finds what is like several stored records together, and names none of them',
    async run({ create }) {
      const store = await create();
      const records = someRecords(40);
      await store.upsert(records);
      const index = await indexOf(store, vectorOf(records[0], 'text'));
      const liked = [records[5], records[10], records[15]].map((record) => defined(record));
      const ids = idsOf(liked);
      const query = sum(liked.map((record) => [1, vectorOf(record, 'text')] as const));
      const expected = ranked(records, 'text', query, ids);
      const options = { using: 'text', limit: 10, depth: 10 };
      const { hits } = await index.search({ like: [...ids, ids[0] ?? ''] }, options);
      // As many as asked for: those left out take no place in the list.
      sameHits(hits, expected.slice(0, 10), scoresOf(expected));
    },
  },
  {
    title: 'leaves the records that it is to be like out of the list of words as well',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true });
      const records = makeRecords(6).map((record) => ({ ...record, text: 'a quokka' }));
      await store.upsert(records);
      const index = await indexOf(store, vectorOf(records[0], 'text'));
      const { hits } = await index.search({ like: 'r0002' }, { words: 'quokka' });
      assert.equal(hits.length, 5);
      assert.ok(hits.every(({ id, lists }) => id !== 'r0002' && lists.words !== undefined));
    },
  },
  {
    title: 'asks no model for what is like stored records, and rejects with not-found for others',
    async run({ create }) {
      const store = await create();
      await store.upsert(someRecords(10));
      let calls = 0;
      const embedder = fakeEmbedder({ identity: miniIdentity, onCall: () => calls++ });
      const index = await createIndex({ store, embedder });
      const { hits, usage } = await index.search({ like: 'r0003' });
      assert.equal(hits.length, 9);
      assert.deepEqual([calls, usage], [0, { tokens: 0, requests: 0 }]);
      for (const query of [
        { like: ['r0003', 'nope'] },
        { all: [{ text: 'a' }, { like: 'nope' }] },
      ]) {
        const { details } = await failure('not-found', () => index.search(query));
        assert.deepEqual(details, { what: 'record', name: 'nope' });
      }
    },
  },
  {
    title: 'finds nothing like a record of another tenant',
    async run({ create }) {
      const store = await create({ tenants: true });
      const [one, two] = [store.tenant('one'), store.tenant('two')];
      await one.upsert(makeRecords(3));
      await two.upsert(makeRecords(3).map((record) => ({ ...record, id: `${record.id}-two` })));
      const index = await indexOf(two, vectorOf(makeRecords(1)[0], 'text'));
      assert.equal((await index.search({ like: 'r0000-two' })).hits.length, 2);
      await failure('not-found', () => index.search({ like: 'r0000' }));
    },
  },
  {
    title: 'joins the parts of a query by their weights into one direction',
    async run({ create }) {
      const store = await create();
      const records = someRecords(40);
      await store.upsert(records);
      const embedder = fakeEmbedder({ identity: miniIdentity });
      const index = await createIndex({ store, embedder });
      const contents = [{ text: 'a shoe' }, { image: new Uint8Array([1, 2, 3]) }] as const;
      const { embeddings } = await embedder.embed(contents, { task: 'query' });
      const [text, image] = embeddings.map((one) => (one.ok ? one.vector : new Float32Array(256)));
      const liked = defined(records[5]);
      const query: Query = {
        all: [
          { ...contents[0], weight: 0.7 },
          { ...contents[1], weight: 1.5 },
          { like: liked.id, weight: -0.4 },
        ],
      };
      for (const over of ['text', 'image'] as const) {
        const vector = sum([
          [0.7, defined(text)],
          [1.5, defined(image)],
          [-0.4, vectorOf(liked, over)],
        ]);
        const expected = ranked(records, over, vector, [liked.id]);
        const { hits, usage } = await index.search(query, { over, limit: 20, oversample: 20 });
        sameHits(hits, expected.slice(0, 20), scoresOf(expected), over);
        assert.equal(usage.requests, 1);
      }
      // A record without texts is compared with texts by its image.
      const imageOnly = defined(records[1]);
      const other = sum([
        [1, defined(text)],
        [1, vectorOf(imageOnly, 'image')],
      ]);
      const mixed = { all: [{ text: 'a shoe' }, { like: imageOnly.id }] };
      const expected = ranked(records, 'text', other, [imageOnly.id]);
      const { hits } = await index.search(mixed, { using: 'text', limit: 5 });
      sameHits(hits, expected.slice(0, 5), scoresOf(expected), 'a part of the other modality');
    },
  },
  {
    title:
      'refuses parts that cancel each other out, and a text beside an image, with the way to do it',
    async run({ create }) {
      const store = await create();
      await store.upsert(someRecords(5));
      const index = await createIndex({
        store,
        embedder: fakeEmbedder({ identity: miniIdentity }),
      });
      const same = [{ text: 'a' }, { text: 'a', weight: -1 }];
      await refusal('all', () => index.search({ all: same }));
      const both = { text: 'a', image: 'b.jpg' } as unknown as Query; // wrong on purpose
      const error = await failure('invalid-input', () => index.search(both));
      assert.match(error.message, /\{ all: \[\{ text \}, \{ image \}\] \}/);
    },
  },
];
