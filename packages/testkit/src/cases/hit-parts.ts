import assert from 'node:assert/strict';
import type { JsonObject } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { scanAll } from '../expect/collect.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { sameJson, sameVectors } from '../expect/same-record.ts';

const query = randomUnitVector(256, createRandom(94));

/** What a hit carries. */
export const hitPartCases: readonly ConformanceCase[] = [
  {
    title: 'gives the parts of records that were asked for',
    async run({ create }) {
      const store = await create();
      const links = { uri: 'u', parentId: 'p', source: 's', contentHash: 'h' };
      const record = { ...makeRecord('a', 1), ...links };
      await store.upsert([record]);
      const vector = vectorOf(record, 'text');
      const one = async (include?: Parameters<typeof store.search>[0]['include']) =>
        defined((await store.search({ vector, using: 'text', include })).hits[0], 'the hit');
      const plain = await one();
      sameJson(plain.metadata, record.metadata, 'metadata of a hit');
      assert.equal(plain.text, record.text);
      assert.equal(plain.uri, 'u');
      assert.equal(plain.parentId, 'p');
      sameVectors(plain.vectors, {}, 'vectors that were not asked for');
      const bare = await one({ metadata: false, text: false });
      sameJson(bare.metadata, {}, 'metadata that was not asked for');
      assert.equal(bare.text, undefined);
      assert.deepEqual([bare.uri, bare.parentId], ['u', 'p']);
      const alone = await one({ links: false });
      assert.deepEqual(
        [alone.uri, alone.parentId, alone.text],
        [undefined, undefined, record.text],
      );
      sameJson(alone.metadata, record.metadata, 'metadata of a hit without links');
      const [read] = await store.get(['a'], { include: { links: false, vectors: [] } });
      const { text, metadata } = record;
      assert.deepEqual(read, { id: 'a', text, metadata, vectors: {} });
      const [twice] = await store.get(['a'], { include: { vectors: ['text', 'text'] } });
      sameVectors(twice?.vectors, { text: vector }, 'a vector that is named twice');
      const { image, text_32 } = record.vectors;
      const withVectors = await one({ vectors: ['image', 'text_32'] });
      sameVectors(
        withVectors.vectors,
        { image: defined(image), text_32: defined(text_32) },
        'vectors of a hit',
      );
    },
  },
  {
    title: 'gives the declared fields that are named, and nothing else of the metadata',
    async run({ create }) {
      const store = await create();
      const fields = { color: '\uFEFFred\u0000 \n', price: 3, tags: ['a', 'b'], stocked: null };
      const record = { ...makeRecord('a', 1), metadata: { ...fields, own: { deep: 'x' } } };
      const other = { ...makeRecord('b', 2), metadata: { own: 1 } };
      await store.upsert([record, other]);
      const vector = vectorOf(record, 'text');
      const named = async (metadata: readonly string[]): Promise<void> => {
        const include = { metadata, vectors: [] };
        const { color, price, tags } = fields;
        const has: JsonObject = { color, price, tags };
        const wanted = Object.fromEntries(
          Object.entries(has).filter(([name]) => metadata.includes(name)),
        );
        const what = metadata.join();
        const request = { vector, using: 'text', include };
        const { hits } = await store.search(request);
        const [many] = (await store.searchMany([request])).results;
        const [got, bare] = await store.get(['a', 'b'], { include });
        const scanned = await scanAll(store, { include });
        const { records } = await store.list({ sort: { field: 'price' }, include });
        for (const [door, found] of Object.entries({
          search: hits,
          searchMany: many?.hits ?? [],
          get: [defined(got), defined(bare)],
          scan: scanned,
          list: records,
        })) {
          const of = (id: string) => defined(found.find((one) => one.id === id)).metadata;
          sameJson(of('a'), wanted, `${door} of ${what}`);
          sameJson(of('b'), {}, `${door} of ${what}, of a record without them`);
        }
      };
      await named(['color']);
      await named(['color', 'color']);
      await named(['tags', 'color', 'price', 'stocked']);
      await named([]);
      const include = { metadata: ['own'] };
      await failure('invalid-input', () => store.get(['a'], { include }), 'an undeclared field');
    },
  },
  {
    title: 'gives each hit its own metadata, text and vectors',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(50);
      await store.upsert(records);
      const include = { vectors: ['text', 'image_64'] };
      const rescored = { using: 'text_32', rescore: 'text', limit: 50 };
      for (const request of [{ using: 'text', limit: 50 }, rescored]) {
        const { hits } = await store.search({ ...request, vector: query, include });
        assert.equal(hits.length, 50);
        for (const { id, metadata, text, vectors } of hits) {
          const record = defined(records.find((entry) => entry.id === id));
          sameJson(metadata, record.metadata, `metadata of hit ${id}`);
          assert.equal(text, record.text);
          const { text: full, image_64 } = record.vectors;
          sameVectors(vectors, { text: defined(full), image_64: defined(image_64) }, `hit ${id}`);
        }
      }
    },
  },
  {
    title: 'leaves out named vectors that a hit does not have',
    async run({ create }) {
      const store = await create();
      const text = vectorOf(makeRecord('a', 1), 'text');
      await store.upsert([{ id: 'a', vectors: { text }, metadata: {} }]);
      const include = { vectors: ['image', 'text'] };
      const { hits } = await store.search({ vector: text, using: 'text', include });
      sameVectors(hits[0]?.vectors, { text }, 'vectors of a hit');
    },
  },
];
