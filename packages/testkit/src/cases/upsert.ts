import assert from 'node:assert/strict';
import type { VectorRecord } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { hostileTexts } from '../data/hostile-json.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameRecord } from '../expect/same-record.ts';

/** Writing whole records. */
export const upsertCases: readonly ConformanceCase[] = [
  {
    title: 'stores a record whole: vectors, metadata, text, uri, parent, source and hash',
    async run({ create, open }) {
      const store = await create();
      const record: VectorRecord = {
        ...makeRecord('whole', 1),
        text: 'two dogs\nin the snow ☃',
        uri: 'file:///photos/dog%20one.jpg?x=1#y',
        parentId: 'parent/1',
        source: 'items.jsonl:3',
        contentHash: 'sha256-abc=',
      };
      await store.upsert([record]);
      sameRecord(await getOne(store, 'whole'), record);
      sameRecord(await getOne(open(), 'whole'), record);
    },
  },
  {
    title: 'keeps every kind of text as it is, an empty one and a long one included',
    async run({ create }) {
      const store = await create();
      const texts = [...hostileTexts, '\u0001\u007f\u2028', 'long '.repeat(20_000)];
      const records = texts.map((text, i): VectorRecord => {
        const short = text.slice(0, 1000);
        return {
          ...makeRecord(`t${i}`, i),
          text,
          uri: short,
          parentId: short,
          source: short,
          contentHash: short,
        };
      });
      await store.upsert(records);
      const stored = await store.get(idsOf(records));
      for (const [i, record] of records.entries()) sameRecord(stored[i], record);
    },
  },
  {
    title: 'counts metadata keys whose value is undefined as absent',
    async run({ create }) {
      const store = await create();
      const record = makeRecord('a', 1);
      const metadata = { color: undefined, other: { a: undefined, b: 1 }, price: 3 };
      await store.upsert([{ ...record, metadata }]);
      const stored = defined(await getOne(store, 'a'));
      assert.deepEqual(Object.keys(stored.metadata).sort(), ['other', 'price']);
      sameRecord(stored, { ...record, metadata: { other: { b: 1 }, price: 3 } });
      assert.equal(await store.count({ filter: { color: { $exists: false } } }), 1);
    },
  },
  {
    title: 'finds every record of a write by search as soon as the write has resolved',
    async run({ create }) {
      const store = await create();
      let written = 0;
      for (const record of makeRecords(5)) {
        await store.upsert([record]);
        const { hits } = await store.search({
          vector: vectorOf(record, 'text'),
          using: 'text',
          limit: 1,
        });
        assert.deepEqual(idsOf(hits), [record.id]);
        assert.equal(await store.count({ filter: { color: { $exists: true } } }), ++written);
      }
    },
  },
  {
    title: 'replaces a record whole: nothing of the old one is left',
    async run({ create }) {
      const store = await create();
      await store.upsert([
        { ...makeRecord('a', 1), uri: 'old', parentId: 'old', source: 'old', contentHash: 'old' },
        makeRecord('b', 2),
      ]);
      const fresh = {
        id: 'a',
        vectors: { text: vectorOf(makeRecord('a', 3), 'text') },
        metadata: { color: 'pink' },
      };
      await store.upsert([fresh]);
      sameRecord(await getOne(store, 'a'), fresh);
      sameRecord(await getOne(store, 'b'), makeRecord('b', 2));
      assert.equal(await store.count(), 2);
      assert.equal(await store.count({ filter: { price: { $exists: true } } }), 1);
      const { hits } = await store.search({
        vector: vectorOf(makeRecord('a', 1), 'image'),
        using: 'image',
      });
      assert.deepEqual(idsOf(hits), ['b']);
    },
  },
  {
    title: 'takes the last of a repeated id in one batch',
    async run({ create }) {
      const store = await create();
      const last = makeRecord('a', 5);
      await store.upsert([makeRecord('a', 1), makeRecord('b', 2), makeRecord('a', 3), last]);
      assert.equal(await store.count(), 2);
      sameRecord(await getOne(store, 'a'), last);
      await store.upsert([makeRecord('a', 6), last]);
      sameRecord(await getOne(store, 'a'), last);
      assert.equal((await scanAll(store)).length, 2);
    },
  },
  {
    title: 'changes nothing by writing the same batch again',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(10);
      await store.upsert(records);
      await store.upsert(records);
      assert.equal(await store.count(), 10);
      const stored = await store.get(idsOf(records));
      for (const [i, record] of records.entries()) sameRecord(stored[i], record);
    },
  },
  {
    title: 'takes an empty batch and writes nothing',
    async run({ create }) {
      const store = await create();
      await store.upsert([]);
      await store.update([]);
      assert.equal(await store.count(), 0);
      assert.deepEqual(await store.get([]), []);
    },
  },
  {
    title: 'keeps records with any subset of the named vectors, and finds them over those only',
    async run({ create }) {
      const store = await create();
      const { text, text_32, image, image_64 } = makeRecord('', 1).vectors as Record<
        string,
        Float32Array
      >; // base records have all four
      const subsets: Record<string, Record<string, Float32Array>> = {
        all: {
          text: defined(text),
          text_32: defined(text_32),
          image: defined(image),
          image_64: defined(image_64),
        },
        small: { text_32: defined(text_32) },
        images: { image: defined(image), image_64: defined(image_64) },
        mixed: { text: defined(text), image_64: defined(image_64) },
        none: {},
      };
      const records = Object.entries(subsets).map(([id, vectors]) => ({
        id,
        vectors,
        metadata: { color: id },
      }));
      await store.upsert(records, { withoutVectors: true });
      assert.equal(await store.count(), 5);
      const stored = await store.get(idsOf(records));
      for (const [i, record] of records.entries()) sameRecord(stored[i], record);
      for (const using of ['text', 'text_32', 'image', 'image_64']) {
        const vector = using.startsWith('text') ? defined(text) : defined(image);
        const { hits } = await store.search({ vector, using });
        const expected = records.filter(({ vectors }) => vectors[using] !== undefined);
        assert.deepEqual(idsOf(hits).sort(), idsOf(expected).sort(), `records found over ${using}`);
      }
    },
  },
  {
    title: 'reads vectors that are views into a larger buffer',
    async run({ create }) {
      const store = await create();
      const record = makeRecord('view', 1);
      const vectors: Record<string, Float32Array> = {};
      for (const [name, vector] of Object.entries(record.vectors)) {
        const buffer = new ArrayBuffer(vector.byteLength + 24);
        new Uint8Array(buffer).fill(0xff);
        vectors[name] = new Float32Array(buffer, 12, vector.length);
        vectors[name].set(vector);
      }
      await store.upsert([{ ...record, vectors }]);
      sameRecord(await getOne(store, 'view'), record);
      const query = defined(vectors['text']);
      const { hits } = await store.search({ vector: query, using: 'text', limit: 1 });
      assert.ok(Math.abs(defined(hits[0]).score - 1) < 1e-5, 'score of a query that is a view');
    },
  },
  {
    title: 'shares nothing with its caller: neither what was passed in nor what came back',
    async run({ create }) {
      const store = await create();
      const original = makeRecord('own', 1);
      const given = makeRecord('own', 1);
      await store.upsert([given]);
      vectorOf(given, 'text').fill(0);
      Object.assign(given.metadata, { color: 'changed', added: 1 });
      const back = defined(await getOne(store, 'own'));
      sameRecord(back, original);
      vectorOf(back, 'text').fill(0);
      Object.assign(back.metadata, { color: 'changed' });
      sameRecord(await getOne(store, 'own'), original);
    },
  },
  {
    title: 'leaves its arguments as they were',
    async run({ create }) {
      const store = await create();
      const records = freeze(makeRecords(3));
      const before = makeRecords(3);
      await store.upsert(records);
      const filter = freeze({
        $or: [{ color: 'red' }, { price: { $gte: 0 } }],
        $not: { stocked: null },
      });
      const request = freeze({
        vector: vectorOf(before[0], 'text'),
        using: 'text',
        filter,
        include: { vectors: ['text'] },
      });
      await store.search(request);
      await store.count(freeze({ filter }));
      await store.update(freeze([{ id: 'r0000', metadata: { color: 'red' }, unset: ['price'] }]));
      await store.get(freeze(['r0000']), freeze({ include: { vectors: ['text'] } }));
      await scanAll(store, freeze({ filter, pageSize: 2 }));
      await store.remove(freeze({ filter }));
      for (const [i, record] of before.entries()) sameRecord(records[i], record);
      sameRecord(
        { id: 'q', metadata: {}, vectors: { text: request.vector } },
        { id: 'q', metadata: {}, vectors: { text: vectorOf(makeRecords(1)[0], 'text') } },
      );
    },
  },
];

/** Frozen all the way down, but for the numbers of vectors, which JavaScript can't freeze. */
function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const entry of Object.values(value)) freeze(entry);
    Object.freeze(value);
  }
  return value;
}
