import assert from 'node:assert/strict';
import type { Filter } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords, withMetadata } from '../data/records.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { vectorOf } from '../expect/defined.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameRecord } from '../expect/same-record.ts';

const threeRecords = [0, 1, 2].map((i) => {
  const color = `value ${i * 700}`;
  return withMetadata(makeRecord(`t${i}`, i), { color, price: i * 1500, tags: [color, 'other'] });
});

/** More than one request holds. */
export const largeCases: readonly ConformanceCase[] = [
  {
    title: 'takes 3,000 records in one call and loses none',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(3000);
      await store.upsert(records);
      assert.equal(await store.count(), 3000);
      const stored = await scanAll(store);
      assert.deepEqual(idsOf(stored).sort(), idsOf(records));
      const sample = [...records.filter((_, i) => i % 97 === 0), ...records.slice(-2)];
      const found = await store.get(idsOf(sample));
      for (const [i, record] of sample.entries()) sameRecord(found[i], record);
      const vector = vectorOf(records.at(-1), 'image');
      const { hits } = await store.search({ vector, using: 'image', limit: 1 });
      assert.deepEqual(idsOf(hits), ['r2999']);
    },
  },
  {
    title: 'takes more bytes in one call than a request may have',
    async run({ create }) {
      const store = await create();
      const { bytesPerUpsert, metadataBytes } = store.limits;
      const length = Math.min(256 * 1024, metadataBytes / 4);
      const wanted = Math.min(bytesPerUpsert * 1.25, 40 * 2 ** 20);
      const records = makeRecords(Math.min(Math.ceil(wanted / length), 1000)).map((record) => ({
        ...record,
        text: `${record.id} ${'x'.repeat(length)}`,
      }));
      await store.upsert(records);
      assert.equal(await store.count(), records.length);
      const stored = await scanAll(store, { pageSize: 16 });
      const texts = new Map(stored.map(({ id, text }) => [id, text]));
      for (const { id, text } of records) assert.ok(texts.get(id) === text, `text of ${id}`);
    },
  },
  {
    title: 'makes thousands of changes in one call',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(1500));
      const fresh = makeRecords(1500, 2);
      await store.update(
        fresh.map(({ id, vectors: { text = new Float32Array() } }) => ({
          id,
          vectors: { text },
          metadata: { color: `c ${id}` },
        })),
      );
      for (const [i, record] of makeRecords(1500).entries()) {
        if (i % 149 !== 0 && i !== 1499) continue;
        const vectors = { ...record.vectors, text: vectorOf(fresh[i], 'text') };
        const metadata = { ...record.metadata, color: `c ${record.id}` };
        sameRecord(await getOne(store, record.id), { ...record, vectors, metadata });
      }
      assert.equal(await store.count({ filter: { color: { $in: ['red', 'green', 'blue'] } } }), 0);
    },
  },
  {
    title: 'gets thousands of ids in one call',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(1200);
      await store.upsert(records);
      const ids = idsOf(records).reverse();
      const found = await store.get(ids, { include: { metadata: false } });
      assert.deepEqual(
        found.map((record) => record?.id),
        ids,
      );
    },
  },
  {
    title: 'gets 5,001 ids in one call, the last of them as well',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(1200);
      await store.upsert(records);
      // Most are not stored, which takes less time; those that are lie where stores begin another request.
      const missing = Array.from({ length: 5001 - records.length }, (_, i) => `none${i}`);
      const ids = [...missing, ...idsOf(records)];
      const found = await store.get(ids, { include: { vectors: ['text_32'] } });
      assert.deepEqual(
        found.map((record) => record?.id),
        [...missing.map(() => undefined), ...idsOf(records)],
      );
    },
  },
  {
    title: 'removes thousands of ids in one call',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(1500);
      await store.upsert(records);
      await store.remove({ ids: idsOf(records).slice(0, 1400) });
      assert.deepEqual(idsOf(await scanAll(store)).sort(), idsOf(records).slice(1400));
    },
  },
  {
    title: 'removes thousands of records by a filter',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(1500).map((record, i) => withMetadata(record, { price: i }));
      await store.upsert(records);
      await store.remove({ filter: { price: { $gte: 70 } } });
      assert.deepEqual(idsOf(await scanAll(store)).sort(), idsOf(records).slice(0, 70));
    },
  },
  {
    title: 'takes thousands of values in one condition of a filter',
    async run({ create }) {
      const store = await create();
      await store.upsert(threeRecords);
      const texts = Array.from({ length: 2000 }, (_, i) => `value ${i}`);
      const numbers = Array.from({ length: 2000 }, (_, i) => i);
      assert.equal(await store.count({ filter: { color: { $in: texts } } }), 3);
      assert.equal(await store.count({ filter: { color: { $nin: texts.slice(0, 1000) } } }), 1);
      assert.equal(await store.count({ filter: { tags: { $in: texts } } }), 3);
      assert.equal(await store.count({ filter: { price: { $in: numbers } } }), 2);
    },
  },
  {
    title: 'takes a filter of a thousand alternatives',
    async run({ create }) {
      const store = await create();
      await store.upsert(threeRecords);
      const $or = Array.from({ length: 1000 }, (_, i) => ({
        color: `value ${i}`,
        price: { $gte: 0 },
      }));
      assert.equal(await store.count({ filter: { $or } }), 2);
      assert.equal(await store.count({ filter: { $not: { $or } } }), 1);
    },
  },
  {
    title: 'takes a filter nested thirty levels deep',
    async run({ create }) {
      const store = await create();
      await store.upsert(threeRecords);
      let filter: Filter = { price: 0 };
      for (let level = 0; level < 30; level++) {
        filter =
          level % 2 === 0 ? { $not: filter } : { $and: [filter, { color: { $exists: true } }] };
      }
      assert.equal(await store.count({ filter }), 2);
    },
  },
];
