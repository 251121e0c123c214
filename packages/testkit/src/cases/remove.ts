import assert from 'node:assert/strict';
import type { Filter } from '@nestvec/core';
import type { RemoveTarget } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { vectorOf } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameRecord } from '../expect/same-record.ts';

/** Taking records away. */
export const removeCases: readonly ConformanceCase[] = [
  {
    title: 'removes by ids, those not stored included, and nothing else',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(10);
      await store.upsert(records);
      await store.remove({ ids: ['r0002', 'not stored', 'r0007', 'r0002'] });
      assert.equal(await store.count(), 8);
      assert.deepEqual(await store.get(['r0002', 'r0007']), [undefined, undefined]);
      const vector = vectorOf(records[2], 'text');
      const { hits } = await store.search({ vector, using: 'text', limit: 20 });
      assert.deepEqual(
        idsOf(hits).sort(),
        idsOf(records).filter((id) => id !== 'r0002' && id !== 'r0007'),
      );
    },
  },
  {
    title: 'removes nothing for an empty list of ids',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(3));
      await store.remove({ ids: [] });
      assert.equal(await store.count(), 3);
    },
  },
  {
    title: 'removes by a filter exactly what it means, also where the field is missing',
    async run({ create }) {
      const store = await create();
      const colors = ['red', 'red', 'blue', null, undefined];
      const records = colors.map((color, i) => ({
        ...makeRecord(`c${i}`, i),
        metadata: { color },
      }));
      await store.upsert(records);
      await store.remove({ filter: { color: 'red' } });
      assert.deepEqual(idsOf(await scanAll(store)).sort(), ['c2', 'c3', 'c4']);
      await store.remove({ filter: { color: { $ne: 'blue' } } });
      assert.deepEqual(idsOf(await scanAll(store)), ['c2']);
    },
  },
  {
    title: 'removes a document by $parentId, also where metadata has a field source of its own',
    async run({ create }) {
      const store = await create();
      const parents = ['doc.md', 'doc.md', 'doc.md ', 'Doc.md', undefined];
      const records = parents.map((parentId, i) => ({
        ...makeRecord(`p${i}`, i),
        ...(parentId === undefined ? {} : { parentId }),
        source: i < 3 ? 'import' : 'crawl',
        uri: `file:///${i}.md`,
      }));
      await store.upsert(records);
      const count = async (filter: Filter): Promise<number> => await store.count({ filter });
      assert.equal(await count({ $parentId: 'doc.md' }), 2);
      assert.equal(await count({ $parentId: { $in: ['doc.md ', 'Doc.md', 'none'] } }), 2);
      assert.equal(await count({ $parentId: null }), 1);
      assert.equal(await count({ $source: 'import', $parentId: { $ne: 'doc.md' } }), 1);
      assert.equal(await count({ $uri: { $in: ['file:///0.md', 'file:///4.md'] } }), 2);
      await store.remove({ filter: { $parentId: 'doc.md' } });
      assert.deepEqual(idsOf(await scanAll(store)).sort(), ['p2', 'p3', 'p4']);
      await store.update([{ id: 'p4', parentId: 'doc.md' }]);
      assert.equal(await count({ $parentId: 'doc.md' }), 1);
    },
  },
  {
    title: 'removes nothing where a filter holds for no record',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(4));
      await store.remove({ filter: { $or: [] } });
      await store.remove({ filter: { $and: [{ color: { $in: [] } }] } });
      await store.remove({ filter: { color: 'no such color' } });
      await store.remove({ filter: { $or: [{ $or: [] }, { color: 'no such color' }] } });
      await store.remove({ filter: { $and: [{ $or: [] }, { price: { $exists: true } }] } });
      await store.remove({ filter: { $not: { $and: [] } } });
      assert.equal(await store.count(), 4);
    },
  },
  {
    title: 'refuses a filter that holds for every record, in every form, and removes nothing',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(4));
      const empty: Filter[] = [
        {},
        { $and: [] },
        { $and: [{}] },
        { $and: [{ $and: [] }, {}] },
        { $or: [{ color: 'red' }, {}] },
        { $or: [{ color: 'red' }, { $and: [] }] },
        { $not: { $or: [] } },
        { $not: { color: { $in: [] } } },
        { color: { $nin: [] } },
        { $not: { price: { $gt: 3, $lt: 3 } } },
        { $or: [{ color: 'red' }, { color: { $ne: 'red' } }] },
        { $or: [{ color: null }, { color: { $exists: true } }] },
      ];
      for (const filter of empty) {
        await failure('invalid-input', () => store.remove({ filter }), JSON.stringify(filter));
      }
      assert.equal(await store.count(), 4);
    },
  },
  {
    title: 'refuses a removal that names nothing, or two things at once',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(4));
      const bad: unknown[] = [
        {},
        { all: false },
        { ids: 'r0000' },
        { ids: ['r0000'], filter: { color: 'red' } },
        { filter: undefined },
      ];
      for (const target of bad) {
        const given = target as RemoveTarget; // callers without types pass such things
        await failure('invalid-input', () => store.remove(given), JSON.stringify(target));
      }
      assert.equal(await store.count(), 4);
    },
  },
  {
    title: 'removes all records and keeps the collection',
    async run({ create, spec }) {
      const store = await create();
      await store.upsert(makeRecords(20));
      await store.remove({ all: true });
      assert.equal(await store.count(), 0);
      assert.deepEqual((await store.plan(spec())).steps, []);
      const record = makeRecord('again', 1);
      await store.upsert([record]);
      sameRecord(await getOne(store, 'again'), record);
      assert.deepEqual(idsOf(await scanAll(store)), ['again']);
    },
  },
];
