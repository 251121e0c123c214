import assert from 'node:assert/strict';
import type { ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords, withMetadata } from '../data/records.ts';
import { getOne } from '../expect/collect.ts';
import { vectorOf } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameRecord } from '../expect/same-record.ts';

/** Changing parts of records. */
export const updateCases: readonly ConformanceCase[] = [
  {
    title: 'updates one named vector and leaves the others, the metadata and the text',
    async run({ create }) {
      const store = await create();
      const [record, other] = [makeRecord('a', 1), makeRecord('b', 2)];
      await store.upsert([record, other]);
      const text = vectorOf(makeRecord('c', 3), 'text');
      await store.update([{ id: 'a', vectors: { text } }]);
      sameRecord(await getOne(store, 'a'), { ...record, vectors: { ...record.vectors, text } });
      sameRecord(await getOne(store, 'b'), other);
      const { hits } = await store.search({ vector: text, using: 'text', limit: 1 });
      assert.deepEqual(idsOf(hits), ['a']);
    },
  },
  {
    title: 'adds a named vector that the record did not have',
    async run({ create }) {
      const store = await create();
      const whole = makeRecord('a', 1);
      const image = vectorOf(whole, 'image');
      await store.upsert([{ ...whole, vectors: { text: vectorOf(whole, 'text') } }]);
      await store.update([{ id: 'a', vectors: { image } }]);
      sameRecord(await getOne(store, 'a'), {
        ...whole,
        vectors: { text: vectorOf(whole, 'text'), image },
      });
      assert.deepEqual(idsOf((await store.search({ vector: image, using: 'image' })).hits), ['a']);
    },
  },
  {
    title: 'forgets the hash of the content where a vector is changed, unless it is given another',
    async run({ create }) {
      const store = await create();
      const record = makeRecord('a', 1);
      const vectors = { text: vectorOf(makeRecord('b', 2), 'text') };
      const changed = { ...record, vectors: { ...record.vectors, ...vectors } };
      await store.upsert([{ ...record, contentHash: 'old' }]);
      await store.update([{ id: 'a', vectors: {}, metadata: {} }]);
      sameRecord(await getOne(store, 'a'), { ...record, contentHash: 'old' });
      await store.update([{ id: 'a', vectors }]);
      sameRecord(await getOne(store, 'a'), changed);
      await store.update([{ id: 'a', vectors, contentHash: 'new' }]);
      sameRecord(await getOne(store, 'a'), { ...changed, contentHash: 'new' });
    },
  },
  {
    title: 'updates some metadata keys, each whole, and leaves the others',
    async run({ create }) {
      const store = await create();
      const metadata = {
        color: 'red',
        price: 1,
        nested: { a: 1, b: { c: 2 } },
        list: [1, 2, 3],
        kept: { x: null },
      };
      const record = withMetadata(makeRecord('a', 1), metadata);
      await store.upsert([record]);
      await store.update([
        { id: 'a', metadata: { color: 'blue', nested: { b: 1 }, list: [], added: 'yes' } },
      ]);
      sameRecord(
        await getOne(store, 'a'),
        withMetadata(record, {
          color: 'blue',
          price: 1,
          nested: { b: 1 },
          list: [],
          added: 'yes',
          kept: { x: null },
        }),
      );
      assert.equal(await store.count({ filter: { color: 'blue', price: 1 } }), 1);
      assert.equal(await store.count({ filter: { color: 'red' } }), 0);
    },
  },
  {
    title: 'stores null by an update, which is not the same as taking the key away',
    async run({ create }) {
      const store = await create();
      const record = withMetadata(makeRecord('a', 1), { color: 'red', other: 1, price: 2 });
      await store.upsert([record]);
      await store.update([{ id: 'a', metadata: { color: null, other: null } }]);
      sameRecord(
        await getOne(store, 'a'),
        withMetadata(record, { color: null, other: null, price: 2 }),
      );
      assert.equal(await store.count({ filter: { color: { $exists: false } } }), 1);
    },
  },
  {
    title: 'takes metadata keys away by unset, also those with hostile names',
    async run({ create }) {
      const store = await create();
      const record = withMetadata(makeRecord('a', 1), {
        color: 'red',
        price: 2,
        'a.b': 1,
        a: { b: 2 },
        'q"': 3,
      });
      await store.upsert([record]);
      await store.update([{ id: 'a', unset: ['color', 'a.b', 'q"', 'never there'] }]);
      sameRecord(await getOne(store, 'a'), withMetadata(record, { price: 2, a: { b: 2 } }));
      assert.equal(await store.count({ filter: { color: { $exists: true } } }), 0);
      assert.equal(await store.count({ filter: { price: 2 } }), 1);
    },
  },
  {
    title: 'changes nothing by a key whose value is undefined',
    async run({ create }) {
      const store = await create();
      const record = makeRecord('a', 1);
      await store.upsert([record]);
      await store.update([{ id: 'a', metadata: { color: undefined }, text: undefined }]);
      sameRecord(await getOne(store, 'a'), record);
    },
  },
  {
    title: 'updates the texts of a record one by one',
    async run({ create }) {
      const store = await create();
      const record = {
        ...makeRecord('a', 1),
        uri: 'old',
        parentId: 'p',
        source: 's',
        contentHash: 'h',
      };
      await store.upsert([record]);
      await store.update([{ id: 'a', text: 'new text' }]);
      sameRecord(await getOne(store, 'a'), { ...record, text: 'new text' });
      await store.update([{ id: 'a', uri: 'u', parentId: 'q', source: 't', contentHash: 'i' }]);
      sameRecord(await getOne(store, 'a'), {
        ...record,
        text: 'new text',
        uri: 'u',
        parentId: 'q',
        source: 't',
        contentHash: 'i',
      });
    },
  },
  {
    title: 'makes every change of a repeated id, in their order',
    async run({ create }) {
      const store = await create();
      const record = withMetadata(makeRecord('a', 1), { color: 'red', price: 1 });
      await store.upsert([record]);
      await store.update([
        { id: 'a', metadata: { color: 'green' } },
        { id: 'a', metadata: { price: 2 } },
        { id: 'a', metadata: { color: 'blue' } },
      ]);
      sameRecord(await getOne(store, 'a'), withMetadata(record, { color: 'blue', price: 2 }));
    },
  },
  {
    title: 'changes the stored ids of an update and names exactly those that are not stored',
    async run({ create }) {
      const store = await create();
      const [a, b] = makeRecords(2);
      await store.upsert([a, b].flatMap((record) => record ?? []));
      const changes = ['missing-1', 'r0000', 'missing-2', 'r0001'].map((id) => ({
        id,
        metadata: { color: 'new' },
      }));
      const { details } = await failure(
        'store',
        () => store.update(changes),
        'an update of missing ids',
      );
      assert.deepEqual([...details.unconfirmedIds].sort(), ['missing-1', 'missing-2']);
      assert.equal(details.retryable, false);
      assert.equal(await store.count({ filter: { color: 'new' } }), 2);
      assert.equal(await store.count(), 2);
      assert.deepEqual(await store.get(['missing-1']), [undefined]);
    },
  },
];
