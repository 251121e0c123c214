import assert from 'node:assert/strict';
import type { ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameJson, sameRecord, sameVectors } from '../expect/same-record.ts';

/** get, scan and count. */
export const readCases: readonly ConformanceCase[] = [
  {
    title: 'gets records in the order of the ids, undefined in the place of those not stored',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(30);
      await store.upsert(records);
      const ids = ['r0029', 'nope', 'r0000', 'r0007', 'r0000', 'R0001', 'r0013'];
      const found = await store.get(ids);
      const expected = ids.map((id) => records.find((record) => record.id === id));
      assert.deepEqual(
        found.map((record) => record?.id),
        expected.map((record) => record?.id),
      );
      for (const [i, record] of expected.entries())
        if (record !== undefined) sameRecord(found[i], record);
    },
  },
  {
    title: 'gets only the parts that were asked for',
    async run({ create }) {
      const store = await create();
      const record = { ...makeRecord('a', 1), uri: 'u' };
      await store.upsert([record]);
      const [only] = await store.get(['a'], { include: { vectors: ['image_64'] } });
      sameRecord(only, { ...record, vectors: { image_64: vectorOf(record, 'image_64') } });
      const [bare] = await store.get(['a'], {
        include: { metadata: false, text: false, vectors: [] },
      });
      sameJson(bare?.metadata, {}, 'metadata that was not asked for');
      assert.equal(bare?.text, undefined);
      sameVectors(bare?.vectors, {}, 'a record without vectors');
    },
  },
  {
    title: 'scans every record exactly once, in the same order every time',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(130);
      await store.upsert(records);
      const pages: number[] = [];
      const ids: string[] = [];
      for await (const page of store.scan({ pageSize: 32 })) {
        pages.push(page.records.length);
        ids.push(...idsOf(page.records));
      }
      assert.ok(
        Math.max(...pages) <= 32,
        `pages of ${pages.join(', ')} records where 32 is the size`,
      );
      assert.deepEqual(ids.toSorted(), idsOf(records));
      assert.deepEqual(idsOf(await scanAll(store, { pageSize: 50 })), ids);
      assert.deepEqual(idsOf(await scanAll(store)), ids);
    },
  },
  {
    title: 'resumes a scan after the cursor of any page, from another handle as well',
    async run({ create, open }) {
      const store = await create();
      await store.upsert(makeRecords(50));
      const ids: string[] = [];
      const cursors: { cursor: string; seen: number }[] = [];
      for await (const page of store.scan({ pageSize: 12 })) {
        ids.push(...idsOf(page.records));
        cursors.push({ cursor: page.cursor, seen: ids.length });
      }
      const other = open();
      for (const { cursor, seen } of cursors) {
        assert.deepEqual(
          idsOf(await scanAll(other, { after: cursor, pageSize: 7 })),
          ids.slice(seen),
        );
      }
    },
  },
  {
    title: 'resumes a scan after records before and at the cursor were removed',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(30));
      const all = idsOf(await scanAll(store));
      let cursor = '';
      for await (const page of store.scan({ pageSize: 10 })) {
        cursor = page.cursor;
        break;
      }
      await store.remove({ ids: [...all.slice(5, 10), ...all.slice(10, 12)] });
      assert.deepEqual(idsOf(await scanAll(store, { after: cursor, pageSize: 10 })), all.slice(12));
    },
  },
  {
    title: 'scans with a filter, and resumes with it',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(80);
      await store.upsert(records);
      const filter = { color: 'red' };
      const expected = idsOf(records.filter(({ metadata }) => metadata['color'] === 'red'));
      const ids = idsOf(await scanAll(store, { filter, pageSize: 5 }));
      assert.deepEqual(ids.toSorted(), expected);
      for await (const page of store.scan({ filter, pageSize: 5 })) {
        const rest = idsOf(await scanAll(store, { filter, after: page.cursor, pageSize: 3 }));
        assert.deepEqual(rest, ids.slice(5));
        break;
      }
    },
  },
  {
    title: 'gives everything in scan and in get, vectors included, or the parts that are asked for',
    async run({ create }) {
      const store = await create();
      const record = makeRecord('a', 1);
      await store.upsert([record]);
      for (const include of [undefined, {}]) {
        sameRecord((await scanAll(store, { include }))[0], record);
        sameRecord((await store.get(['a'], { include }))[0], record);
      }
      const include = { vectors: [] };
      sameRecord((await scanAll(store, { include }))[0], { ...record, vectors: {} });
      sameRecord((await store.get(['a'], { include }))[0], { ...record, vectors: {} });
      const [withVectors] = await scanAll(store, { include: { vectors: ['text', 'image_64'] } });
      const { text, image_64 } = record.vectors;
      sameRecord(withVectors, {
        ...record,
        vectors: { text: defined(text), image_64: defined(image_64) },
      });
      const [bare] = await scanAll(store, { include: { metadata: false, text: false } });
      sameJson(bare?.metadata, {}, 'metadata that was not asked for');
      assert.equal(bare?.text, undefined);
    },
  },
  {
    title: 'finds nothing in an empty collection, in every kind of reading',
    async run({ create }) {
      const store = await create();
      assert.deepEqual(await scanAll(store), []);
      assert.deepEqual(await scanAll(store, { filter: { color: 'red' } }), []);
      assert.deepEqual(await store.get(['a']), [undefined]);
      assert.equal(await store.count(), 0);
      assert.equal(await store.count({ filter: { color: { $ne: 'red' } } }), 0);
      const vector = vectorOf(makeRecord('a', 1), 'text');
      assert.deepEqual((await store.search({ vector, using: 'text' })).hits, []);
      assert.deepEqual(
        (await store.search({ vector, using: 'text_32', rescore: 'text' })).hits,
        [],
      );
    },
  },
  {
    title: 'counts all records, and exactly those that a filter means',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(60);
      await store.upsert(records);
      assert.equal(await store.count(), 60);
      assert.equal(await store.count({ filter: {} }), 60);
      assert.equal(await store.count({ filter: { $or: [] } }), 0);
      const cheap = records.filter(({ metadata }) => Number(metadata['price']) < 30).length;
      assert.equal(await store.count({ filter: { price: { $lt: 30 } } }), cheap);
      assert.equal(await store.count({ filter: { $not: { price: { $lt: 30 } } } }), 60 - cheap);
    },
  },
  {
    title: 'scans every record that stays exactly once while others are written and removed',
    async run({ create }) {
      const store = await create();
      const staying = makeRecords(60);
      const leaving = Array.from({ length: 40 }, (_, i) =>
        makeRecord(`${i % 2 === 0 ? 'a' : 'z'}${i}`, i),
      );
      await store.upsert([...staying, ...leaving]);
      const ids: string[] = [];
      for await (const { records } of store.scan({ pageSize: 10 })) {
        ids.push(...idsOf(records).filter((id) => id.startsWith('r')));
        await store.remove({ ids: idsOf(leaving.splice(0, 4)) });
        await store.upsert([makeRecord(`new ${ids.length}`, 1), ...staying.slice(0, 5)]);
      }
      assert.deepEqual(ids.toSorted(), idsOf(staying));
    },
  },
  {
    title: 'keeps everything after every handle was closed',
    async run({ create, open, spec }) {
      const first = await create();
      const records = makeRecords(30);
      await first.upsert(records);
      await first.update([{ id: 'r0000', text: 'changed' }]);
      await first.close();
      const later = open();
      assert.equal(await later.count(), 30);
      sameRecord(await getOne(later, 'r0029'), defined(records[29]));
      sameRecord(await getOne(later, 'r0000'), { ...defined(records[0]), text: 'changed' });
      assert.deepEqual((await later.plan(spec())).steps, []);
      const { hits } = await later.search({
        vector: vectorOf(records[9], 'text'),
        using: 'text',
        limit: 1,
      });
      assert.deepEqual(idsOf(hits), ['r0009']);
    },
  },
  {
    title: 'sees the writes of another handle',
    async run({ create, open }) {
      const store = await create();
      const other = open();
      assert.equal(await other.count(), 0);
      const record = makeRecord('a', 1);
      await store.upsert([record]);
      assert.equal(await other.count(), 1);
      sameRecord(await getOne(other, 'a'), record);
      await other.update([{ id: 'a', metadata: { color: 'new' } }]);
      assert.equal(await store.count({ filter: { color: 'new' } }), 1);
      await store.remove({ ids: ['a'] });
      assert.equal(await other.count(), 0);
      const { hits } = await other.search({ vector: vectorOf(record, 'text'), using: 'text' });
      assert.deepEqual(hits, []);
    },
  },
];
