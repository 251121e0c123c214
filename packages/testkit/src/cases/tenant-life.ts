import assert from 'node:assert/strict';
import type { ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { failure } from '../expect/failure.ts';

/** Tenants come, are listed, and go. */
export const tenantLifeCases: readonly ConformanceCase[] = [
  {
    title: 'lists the tenants that have records, in order',
    async run({ create }) {
      const root = await create({ tenants: true });
      assert.deepEqual(await root.tenants(), []);
      for (const name of ['two', 'one', 'three'])
        await root.tenant(name).upsert([makeRecord('same', 1)]);
      assert.deepEqual(await root.tenants(), ['one', 'three', 'two']);
      assert.deepEqual(await root.tenant('one').tenants(), ['one', 'three', 'two']);
      const plain = await create({}, '_plain');
      assert.deepEqual(await plain.tenants(), []);
    },
  },
  {
    title: 'removes a tenant with its records and nothing else, and says whether there was one',
    async run({ create }) {
      const root = await create({ tenants: true });
      const [one, two] = [root.tenant('one'), root.tenant('two')];
      await one.upsert(makeRecords(5));
      await two.upsert(makeRecords(3));
      assert.equal(await root.removeTenant('nobody'), false);
      assert.equal(await root.removeTenant('one'), true);
      assert.deepEqual(await root.tenants(), ['two']);
      assert.deepEqual([await one.count(), await two.count()], [0, 3]);
      assert.equal(await root.removeTenant('one'), false);
      await one.upsert([makeRecord('again', 1)]);
      assert.deepEqual(await root.tenants(), ['one', 'two']);
      assert.equal(await one.count(), 1);
    },
  },
  {
    title: 'drops a tenant by its own store, never the collection',
    async run({ create }) {
      const root = await create({ tenants: true });
      const [one, two] = [root.tenant('one'), root.tenant('two')];
      await one.upsert(makeRecords(4));
      await two.upsert(makeRecords(2));
      assert.equal(await one.drop(), true);
      assert.equal(await one.drop(), false);
      assert.equal(await two.count(), 2);
      assert.equal((await root.describe())?.spec?.tenants, true);
      assert.deepEqual(await root.tenants(), ['two']);
    },
  },
  {
    title: 'drops a tenant while another writes, and loses nothing of the other',
    async run({ create, open }) {
      const root = await create({ tenants: true });
      const [gone, kept] = [root.tenant('gone'), root.tenant('kept')];
      await gone.upsert(makeRecords(30, 1));
      const writing = (async () => {
        for (let i = 0; i < 6; i++)
          await kept.upsert(
            makeRecords(10, i).map((record, j) => ({ ...record, id: `${i}-${j}` })),
          );
      })();
      // Another handle, as another process would have: no lock of this one holds it back.
      assert.equal(await open().tenant('gone').drop(), true);
      await writing;
      assert.deepEqual([await gone.count(), await kept.count()], [0, 60]);
      assert.deepEqual(await root.tenants(), ['kept']);
    },
  },
  {
    title: 'closes a tenant’s store and nothing else',
    async run({ create }) {
      const root = await create({ tenants: true });
      const [one, two] = [root.tenant('one'), root.tenant('two')];
      await one.upsert([makeRecord('a', 1)]);
      await one.close();
      await failure('closed', () => one.count(), 'a count after close');
      await two.upsert([makeRecord('b', 2)]);
      assert.equal(await two.count(), 1);
      assert.equal(await root.tenant('one').count(), 1);
    },
  },
  {
    title: 'lets no tenant’s store make a collection without tenants',
    async run({ open, spec }) {
      const scoped = open().tenant('one');
      const { details } = await failure('invalid-input', () => scoped.plan(spec()), 'a plan');
      assert.equal(details.field, 'spec.tenants');
      const plan = await open().plan(spec());
      await failure('invalid-input', () => scoped.apply(plan), 'an application');
      assert.equal(await open().describe(), undefined);
    },
  },
];
