import assert from 'node:assert/strict';
import { truncate } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { baseSpec } from '../data/spec.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { vectorOf } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameRecord, sameVectors } from '../expect/same-record.ts';

/** Tenants share a collection and never see each other. */
export const tenantCases: readonly ConformanceCase[] = [
  {
    title: 'says which tenant a store is scoped to',
    async run({ create }) {
      const root = await create({ tenants: true });
      assert.equal(root.tenantName, undefined);
      assert.equal(root.tenant('one').tenantName, 'one');
      assert.equal(root.tenant('one').tenant('two').tenantName, 'two');
    },
  },
  {
    title: 'keeps equal ids of two tenants apart in every kind of reading',
    async run({ create }) {
      const root = await create({ tenants: true });
      const [one, two] = [root.tenant('one'), root.tenant('two')];
      const [a, b] = [makeRecord('same', 1), makeRecord('same', 2)];
      await one.upsert([a]);
      await two.upsert([b, makeRecord('more', 3)]);
      sameRecord(await getOne(one, 'same'), a);
      sameRecord(await getOne(two, 'same'), b);
      assert.deepEqual(await one.get(['more']), [undefined]);
      assert.deepEqual([await one.count(), await two.count()], [1, 2]);
      assert.deepEqual(idsOf(await scanAll(one)), ['same']);
      assert.deepEqual(idsOf(await scanAll(two)).toSorted(), ['more', 'same']);
      const vector = vectorOf(b, 'text');
      for (const [store, ids] of [
        [one, ['same']],
        [two, ['same', 'more']],
      ] as const) {
        assert.deepEqual(idsOf((await store.search({ vector, using: 'text' })).hits), ids);
        const rescored = await store.search({ vector, using: 'text_32', rescore: 'text' });
        assert.deepEqual(idsOf(rescored.hits), ids);
      }
    },
  },
  {
    title: 'changes and removes records of one tenant only',
    async run({ create }) {
      const root = await create({ tenants: true });
      const [one, two] = [root.tenant('one'), root.tenant('two')];
      const records = makeRecords(5);
      await one.upsert(records);
      await two.upsert(records);
      await one.update([{ id: 'r0000', metadata: { color: 'new' } }]);
      await one.remove({ ids: ['r0001'] });
      await one.remove({ filter: { price: { $exists: true }, color: { $ne: 'new' } } });
      assert.deepEqual(idsOf(await scanAll(one)), ['r0000']);
      await one.remove({ all: true });
      assert.equal(await one.count(), 0);
      for (const record of records) sameRecord(await getOne(two, record.id), record);
      assert.equal(await two.count(), 5);
      const { details } = await failure(
        'store',
        () => one.update([{ id: 'r0002', text: 'x' }]),
        'an update',
      );
      assert.deepEqual(details.unconfirmedIds, ['r0002']);
    },
  },
  {
    title: 'lets no filter look beyond its tenant',
    async run({ create }) {
      const root = await create({ tenants: true });
      const [one, two] = [root.tenant('one'), root.tenant('two')];
      await one.upsert([makeRecord('mine', 1)]);
      await two.upsert([makeRecord('theirs', 2)]);
      const wide = { $or: [{ color: { $ne: 'none' } }, { price: { $exists: false } }, {}] };
      for (const filter of [wide, { $not: { $or: [] } }, { $not: { color: 'none' } }]) {
        assert.equal(await one.count({ filter }), 1);
        assert.deepEqual(idsOf(await scanAll(one, { filter })), ['mine']);
        const vector = vectorOf(makeRecord('theirs', 2), 'text');
        assert.deepEqual(idsOf((await one.search({ vector, using: 'text', filter })).hits), [
          'mine',
        ]);
      }
      await one.remove({ filter: { $or: [{ color: { $ne: 'none' } }, { price: null }] } });
      assert.deepEqual([await one.count(), await two.count()], [0, 1]);
    },
  },
  {
    title: 'keeps tenants apart whose names and ids could be read together in two ways',
    async run({ create }) {
      const root = await create({ tenants: true });
      const places = [
        ['a', 'b/c'],
        ['a-b', 'c'],
        ['a', '-b'],
        ['a-', 'b'],
        ['a_', 'b'],
        ['a', '_b'],
        ['A', 'b'],
        ['a', 'b'],
        ['1', '1'],
        ['11', '1'],
        ['1', '11'],
        ['_', '_'],
        ['-', '-'],
        ['x'.repeat(64), 'b'],
      ] as const;
      for (const [i, [tenant, id]] of places.entries())
        await root.tenant(tenant).upsert([makeRecord(id, i)]);
      for (const [i, [tenant, id]] of places.entries()) {
        sameRecord(await getOne(root.tenant(tenant), id), makeRecord(id, i));
      }
      assert.equal(await root.tenant('a').count(), 4);
      assert.equal(await root.tenant('a-').count(), 1);
    },
  },
  {
    title: 'pages, groups and resumes within one tenant',
    async run({ create, open }) {
      const root = await create({ tenants: true });
      const [one, two] = [root.tenant('one'), root.tenant('two')];
      await one.upsert(makeRecords(30));
      await two.upsert(makeRecords(30, 2));
      const ids = idsOf(await scanAll(one, { pageSize: 8 }));
      assert.equal(ids.length, 30);
      for await (const { cursor } of one.scan({ pageSize: 8 })) {
        const rest = await scanAll(open().tenant('one'), { after: cursor, pageSize: 8 });
        assert.deepEqual(idsOf(rest), ids.slice(8));
        break;
      }
      const vector = vectorOf(makeRecords(1, 2)[0], 'text');
      const paged: string[] = [];
      for (let offset = 0; offset < 30; offset += 10) {
        paged.push(...idsOf((await one.search({ vector, using: 'text', limit: 10, offset })).hits));
      }
      assert.deepEqual(paged.toSorted(), ids.toSorted());
    },
  },
  {
    title: 'gives vectors, and fills a vector that is added, in every tenant',
    needs: 'addVector',
    async run({ create, spec }) {
      const root = await create({ tenants: true });
      const stores = [root.tenant('one'), root.tenant('two')];
      for (const [i, store] of stores.entries()) await store.upsert([makeRecord('same', i)]);
      const text_64 = { modality: 'text', dimensions: 64 } as const;
      const vectors = { ...baseSpec.vectors, text_64 };
      await root.apply(await root.plan(spec({ tenants: true, vectors })));
      for (const [i, store] of stores.entries()) {
        const text = vectorOf(makeRecord('same', i), 'text');
        const include = { vectors: ['text', 'text_64'] };
        const { hits } = await store.search({
          vector: text,
          using: 'text_64',
          rescore: 'text',
          include,
        });
        sameVectors(hits[0]?.vectors, { text, text_64: truncate(text, 64) }, `hit of tenant ${i}`);
      }
    },
  },
  {
    title: 'finds nothing in a tenant that never wrote',
    async run({ create }) {
      const root = await create({ tenants: true });
      await root.tenant('one').upsert(makeRecords(3));
      const empty = root.tenant('never');
      assert.equal(await empty.count(), 0);
      assert.deepEqual(await empty.get(['r0000']), [undefined]);
      assert.deepEqual(await scanAll(empty), []);
      const vector = vectorOf(makeRecord('a', 1), 'text');
      assert.deepEqual((await empty.search({ vector, using: 'text' })).hits, []);
      await empty.remove({ ids: ['r0000'] });
      await empty.remove({ all: true });
      assert.equal(await root.tenant('one').count(), 3);
    },
  },
  {
    title: 'refuses tenants where the spec has none, and calls without one where it has them',
    async run({ create }) {
      const plain = await create({}, '_plain');
      await failure(
        'invalid-input',
        async () => await plain.tenant('one').count(),
        'a tenant of a plain collection',
      );
      await failure(
        'invalid-input',
        async () => await plain.tenant('one').upsert(makeRecords(1)),
        'a tenant of a plain collection',
      );
      assert.equal(await plain.count(), 0);
      const shared = await create({ tenants: true });
      await failure(
        'invalid-input',
        () => shared.upsert(makeRecords(1)),
        'a write without a tenant',
      );
      await failure('invalid-input', () => shared.count(), 'a count without a tenant');
    },
  },
  {
    title: 'refuses names of tenants that some database could not keep',
    async run({ create }) {
      const root = await create({ tenants: true });
      for (const name of ['', 'a/b', 'a b', 'ä', 'x'.repeat(65), "a'b", 'a.b']) {
        await failure(
          'invalid-input',
          async () => await root.tenant(name).count(),
          `tenant ${JSON.stringify(name)}`,
        );
      }
    },
  },
];
