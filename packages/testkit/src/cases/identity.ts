import assert from 'node:assert/strict';
import { resolveSpec } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { makeRecords } from '../data/records.ts';
import { miniIdentity } from '../data/spec.ts';
import { defined } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { sameJson } from '../expect/same-record.ts';
import { stepsOf } from './plan.ts';

/** A collection remembers what filled it. */
export const identityCases: readonly ConformanceCase[] = [
  {
    title: 'remembers the embedder, in another handle as well',
    async run({ create, open }) {
      await create();
      const description = await open().describe();
      sameJson(description?.spec?.embedder, miniIdentity, 'remembered embedder');
      sameJson(description?.observed.embedder, miniIdentity, 'observed embedder');
    },
  },
  {
    title: 'refuses a near embedder and names what differs',
    async run({ create, spec }) {
      const store = await create();
      await store.upsert(makeRecords(2));
      const plan = await store.plan(spec({ embedder: { ...miniIdentity, weights: 'int8' } }));
      assert.deepEqual(stepsOf(plan), ['refuse embedder']);
      assert.match(plan.steps[0]?.reason ?? '', /weights/);
      const { details } = await failure(
        'plan',
        () => store.apply(plan, { allowRebuild: true }),
        'a near embedder',
      );
      assert.deepEqual(details, { reason: 'refused', targets: ['embedder'] });
      sameJson((await store.describe())?.spec?.embedder, miniIdentity, 'remembered embedder');
      assert.equal(await store.count(), 2);
    },
  },
  {
    title: 'needs a rebuild for a different embedder, and remembers the new one afterwards',
    async run({ create, spec }) {
      const store = await create();
      await store.upsert(makeRecords(2));
      const embedder = { ...miniIdentity, revision: 'fedcba9876543210' };
      const plan = await store.plan(spec({ embedder }));
      assert.deepEqual(stepsOf(plan), ['rebuild embedder']);
      const { details } = await failure('plan', () => store.apply(plan), 'another embedder');
      assert.equal(details.reason, 'consent');
      await store.apply(plan, { allowRebuild: true });
      sameJson((await store.describe())?.spec?.embedder, embedder, 'remembered embedder');
      assert.equal(await store.count(), 0);
    },
  },
  {
    title: 'describes what it observes in the words of the spec',
    async run({ create, spec }) {
      const store = await create();
      await store.upsert(makeRecords(7));
      const { fields, tenants, vectors } = resolveSpec(spec());
      const description = await store.describe();
      sameJson(description?.observed.fields, fields, 'observed fields');
      assert.equal(description?.observed.tenants, tenants);
      assert.equal(description?.count, 7);
      for (const [name, vector] of Object.entries(vectors)) {
        const { modality, dimensions, quantization, graph } = vector;
        sameJson(
          description?.observed.vectors[name],
          { modality, dimensions, quantization, graph, complete: true },
          `observed ${name}`,
        );
      }
    },
  },
  {
    title: 'describes without a count where it is asked to',
    async run({ create, open }) {
      assert.equal(await open('_none').describe({ count: false }), undefined);
      const store = await create();
      await store.upsert(makeRecords(2));
      const whole = defined(await store.describe({ count: true }), 'a description');
      const { count, ...rest } = whole;
      assert.equal(count, 2);
      assert.deepEqual(await store.describe({ count: false }), rest);
    },
  },
];
