import assert from 'node:assert/strict';
import type { Plan, Store } from '@nestvec/core';
import { resolveSpec } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { makeRecords } from '../data/records.ts';
import { baseSpec } from '../data/spec.ts';
import { scanAll } from '../expect/collect.ts';
import { failure, refusal } from '../expect/failure.ts';
import { sameJson } from '../expect/same-record.ts';

/** Labels and targets of a plan, as one line each. */
export function stepsOf(plan: Plan): string[] {
  return plan.steps.map((step) => `${step.label} ${step.target}`);
}

/** Creation, staleness, consent: everything about plans but alterations in place. */
export const planCases: readonly ConformanceCase[] = [
  {
    title: 'plans to create a collection that does not exist, and changes nothing by planning',
    async run({ open, spec }) {
      const store = open();
      const plan = await store.plan(spec());
      assert.deepEqual(stepsOf(plan), ['create collection']);
      assert.deepEqual(plan.unmanaged, []);
      assert.equal(plan.database, store.database);
      sameJson(plan.spec, resolveSpec(spec()), 'spec of the plan');
      assert.equal(await store.describe(), undefined);
    },
  },
  {
    title: 'creates the collection that a plan describes, and executes exactly its steps',
    async run({ open, spec }) {
      const store = open();
      const plan = await store.plan(spec());
      const applied = await store.apply(plan);
      sameJson(applied.steps, plan.steps, 'steps that were applied');
      const description = await store.describe();
      sameJson(description?.spec, resolveSpec(spec()), 'remembered spec');
      assert.equal(description?.count, 0);
    },
  },
  {
    title: 'plans nothing for a collection that is as declared',
    async run({ create, spec, open }) {
      const store = await create();
      const plan = await store.plan(spec());
      assert.deepEqual(stepsOf(plan), []);
      assert.deepEqual((await store.apply(plan)).steps, []);
      assert.deepEqual(stepsOf(await open().plan(spec())), []);
    },
  },
  {
    title: 'gives a plan that survives JSON',
    async run({ open, spec }) {
      const store = open();
      const plan = await store.plan(spec());
      const copy = JSON.parse(JSON.stringify(plan)) as Plan; // a plan is plain data
      await store.apply(copy);
      assert.deepEqual(stepsOf(await store.plan(spec())), []);
    },
  },
  {
    title: 'refuses a plan that another handle has overtaken',
    async run({ open, spec }) {
      const [store, other] = [open(), open()];
      const plan = await store.plan(spec());
      await other.apply(await other.plan(spec()));
      await other.upsert(makeRecords(3));
      const { details } = await failure('plan', () => store.apply(plan), 'a stale plan');
      assert.equal(details.reason, 'stale');
      assert.equal(await store.count(), 3);
    },
  },
  {
    title: 'refuses a plan that was applied already',
    async run({ open, spec }) {
      const store = open();
      const plan = await store.plan(spec());
      await store.apply(plan);
      const { details } = await failure('plan', () => store.apply(plan), 'a used plan');
      assert.equal(details.reason, 'stale');
    },
  },
  {
    title: 'refuses a plan made before the collection was dropped',
    async run({ create, spec }) {
      const store = await create();
      const plan = await store.plan(spec());
      await store.drop();
      const { details } = await failure('plan', () => store.apply(plan), 'a stale plan');
      assert.equal(details.reason, 'stale');
      assert.equal(await store.describe(), undefined);
    },
  },
  {
    title: 'keeps every record where a rebuild has no consent',
    async run({ create, spec }) {
      const store = await create();
      await store.upsert(makeRecords(5));
      const smaller = spec({
        vectors: { ...baseSpec.vectors, text: { modality: 'text', dimensions: 128 } },
      });
      const plan = await store.plan(smaller);
      assert.ok(stepsOf(plan).includes('rebuild vectors.text'), stepsOf(plan).join(', '));
      for (const options of [undefined, {}, { allowRebuild: false }]) {
        const { details } = await failure('plan', () => store.apply(plan, options), 'a rebuild');
        assert.equal(details.reason, 'consent');
        assert.deepEqual(details.targets, ['vectors.text']);
      }
      assert.equal((await scanAll(store)).length, 5);
      assert.deepEqual(stepsOf(await store.plan(spec())), []);
    },
  },
  {
    title: 'rebuilds with consent: the collection is as declared, and empty',
    async run({ create, spec }) {
      const store = await create();
      await store.upsert(makeRecords(5));
      const smaller = spec({
        vectors: { ...baseSpec.vectors, text: { modality: 'text', dimensions: 128 } },
      });
      await store.apply(await store.plan(smaller), { allowRebuild: true });
      const description = await store.describe();
      assert.equal(description?.count, 0);
      sameJson(description?.spec, resolveSpec(smaller), 'remembered spec');
      assert.deepEqual(stepsOf(await store.plan(smaller)), []);
      assert.equal(await store.count(), 0);
    },
  },
  {
    title: 'needs a rebuild for a field of another type, another modality, and tenants',
    async run({ create, spec }) {
      const store = await create();
      const plan = async (changes: Parameters<typeof spec>[0]): Promise<string[]> =>
        stepsOf(await store.plan(spec(changes)));
      assert.deepEqual(await plan({ fields: { ...baseSpec.fields, price: 'string' } }), [
        'rebuild fields.price',
      ]);
      assert.deepEqual(await plan({ fields: { ...baseSpec.fields, tags: 'string' } }), [
        'rebuild fields.tags',
      ]);
      assert.deepEqual(await plan({ tenants: true }), ['rebuild tenants']);
      const vectors = {
        ...baseSpec.vectors,
        text_32: { modality: 'image', dimensions: 32 },
      } as const;
      const steps = await plan({ vectors });
      assert.ok(steps.includes('rebuild vectors.text_32'), steps.join(', '));
    },
  },
  {
    title: 'refuses a bad spec before anything is created',
    async run({ open, spec }) {
      const store = open();
      const bad: Parameters<typeof spec>[0][] = [
        { vectors: {} },
        { vectors: { 'no spaces': { modality: 'text' } } },
        { vectors: { _reserved: { modality: 'text' } } },
        { vectors: { text: { modality: 'text', dimensions: 16 } } },
        { vectors: { text: { modality: 'text', dimensions: 512 } } },
        { fields: { 'a.b': 'string' } },
        { fields: { _id: 'string' } },
      ];
      for (const changes of bad) {
        await failure('invalid-input', () => store.plan(spec(changes)), JSON.stringify(changes));
      }
      await refusal('name', () => store.plan({ ...spec(), name: 'another' }));
      assert.equal(await store.describe(), undefined);
    },
  },
  {
    title: 'drops the collection, says whether there was one, and can create it again',
    async run({ create, spec, open }) {
      const store = await create();
      await store.upsert(makeRecords(4));
      assert.equal(await store.drop(), true);
      assert.equal(await store.describe(), undefined);
      assert.equal(await store.drop(), false);
      await failure('not-found', () => store.count(), 'a count after drop');
      await failure('not-found', () => open().count(), 'a count after drop');
      await store.apply(await store.plan(spec()));
      assert.equal(await store.count(), 0);
    },
  },
  {
    title: 'declares its capabilities and limits as data',
    async run({ open }) {
      const { capabilities, limits, database, collection } = open();
      assert.ok(database.length > 0 && collection.length > 0);
      for (const [name, limit] of Object.entries(limits))
        assert.ok(limit >= 1, `limits.${name} is ${limit}`);
      assert.ok(capabilities.quantization.includes('none'), 'unquantised vectors are the least');
      sameJson(open().capabilities, capabilities, 'capabilities of another handle');
    },
  },
  {
    title: 'keeps collections apart, also those whose names differ in case or by an ending',
    async run({ create }) {
      const records = makeRecords(3);
      const stores: Store[] = [];
      for (const suffix of ['_things', '_Things', '_things-2', '_thing'])
        stores.push(await create({}, suffix));
      for (const [i, store] of stores.entries()) await store.upsert(records.slice(0, i));
      for (const [i, store] of stores.entries())
        assert.equal(await store.count(), i, store.collection);
      await stores[3]?.drop();
      assert.equal(await stores[2]?.count(), 2);
    },
  },
  {
    title: 'refuses native options of a database that there is not, and suggests the right name',
    async run({ open, spec }) {
      const store = open();
      const misspelt = store.database === 'memory' ? 'qdrnt' : store.database.slice(0, -1);
      const vectors = { text: { modality: 'text', native: { [misspelt]: {} } } } as const;
      const plan = async (): Promise<unknown> => await store.plan(spec({ vectors }));
      const { message } = await failure('invalid-input', plan, 'a plan');
      assert.match(message, /is not the name of a database; did you mean [a-z]+\?/);
    },
  },
];
