import assert from 'node:assert/strict';
import { truncate } from '@nestvec/core';
import { createRandom } from '../data/random.ts';
import { miniIdentity } from '../data/spec.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { stepsOf } from '../cases/plan.ts';
import { failure, refusal } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameVectors } from '../expect/same-record.ts';
import type { AttachCase, AttachContext } from './context.ts';
import { at } from './reading.ts';
import { floats } from './writing.ts';

const image = { modality: 'image' } as const;
const image_32 = { modality: 'image', dimensions: 32 } as const;

/** A plan may add; what is theirs it neither alters nor rebuilds. */
export const planningCases: readonly AttachCase[] = [
  {
    title: 'plans nothing for what is there, whatever is said of how a vector is kept',
    async run({ open, spec, look }) {
      const before = await look();
      const store = open({ writable: true });
      for (const graph of [undefined, true, false]) {
        const plan = await store.plan(spec({ vectors: { image: { ...image, graph } } }));
        assert.deepEqual(stepsOf(plan), []);
        await store.apply(plan);
      }
      const described = (await store.describe())?.spec ?? spec();
      assert.deepEqual(stepsOf(await store.plan(described)), []);
      assert.deepEqual(await look(), before);
    },
  },
  {
    title: 'never rebuilds, also with consent',
    async run({ open, spec, look }) {
      const before = await look();
      const store = open({ writable: true });
      const rebuilt = [
        spec({ embedder: { ...miniIdentity, revision: 'fedcba9876543210' } }),
        spec({ vectors: { image: { ...image, dimensions: 128 } } }),
        spec({ vectors: { image, text: { modality: 'text' } } }),
        spec({ fields: { ...spec().fields, year: 'string' } }),
        spec({ tenants: true }),
      ];
      for (const wanted of rebuilt) {
        const plan = await store.plan(wanted);
        assert.ok(plan.steps.length > 0, 'a plan without a step for what differs');
        const labels = new Set(plan.steps.map(({ label }) => label));
        assert.deepEqual([...labels], ['refuse'], JSON.stringify(plan.steps));
        const { details } = await failure('plan', () => store.apply(plan, { allowRebuild: true }));
        assert.equal(details.reason, 'refused');
      }
      assert.deepEqual(await look(), before);
    },
  },
  {
    title: 'adds a vector beside theirs and fills it, or refuses to',
    async run(context) {
      const { open, spec, look, place, can, records, ids, newId } = context;
      const before = await look();
      const names = { image: place, image_32: 'small' };
      const store = open({ names, writable: true });
      const plan = await store.plan(spec({ vectors: { image, image_32 } }));
      if (!can.addVector) {
        assert.deepEqual(stepsOf(plan), ['refuse vectors.image_32']);
        await failure('plan', () => store.apply(plan, { allowRebuild: true }));
        assert.deepEqual(await look(), before);
        return;
      }
      assert.deepEqual(stepsOf(plan), ['alter vectors.image_32', 'backfill vectors.image_32']);
      await refusal('attach.writable', () => open({ names }).apply(plan));
      assert.deepEqual(await look(), before);
      await store.apply(plan);
      assert.deepEqual(stepsOf(await store.plan(spec({ vectors: { image, image_32 } }))), []);

      const after = await look();
      assert.deepEqual(Object.keys(after.vectors).sort(), [place, 'small'].sort());
      assert.deepEqual(after.vectors[place], before.vectors[place], 'their vector as it was');
      for (const [i, { vector }] of records.entries()) {
        const stored = after.records[at(ids, i)];
        assert.deepEqual(stored?.values, before.records[at(ids, i)]?.values);
        const wanted = { [place]: vector, small: truncate(vector, 32) };
        sameVectors(floats(stored), wanted, `record ${i} in the database`);
      }
      const vector = at(records, 3).vector;
      const { hits } = await open({ names }).search({
        vector,
        using: 'image_32',
        rescore: 'image',
        limit: 2,
        include: { vectors: ['image', 'image_32'] },
      });
      assert.equal(idsOf(hits)[0], ids[3]);
      sameVectors(hits[0]?.vectors, { image: vector, image_32: truncate(vector, 32) }, 'the hit');

      const full = randomUnitVector(256, createRandom(991));
      const both = { image: full, image_32: truncate(full, 32) };
      const metadata = { year: 1, color: 'red', tags: ['x'], sold: true };
      const write = (): Promise<void> => store.upsert([{ id: newId, vectors: both, metadata }]);
      if (place === '' && !can.writeBesideUnnamed) {
        await failure('unsupported', write, 'a write of both vectors');
        return;
      }
      await write();
      sameVectors((await open({ names }).get([newId]))[0]?.vectors, both, 'what is read');
    },
  },
  {
    title: 'takes the vector that it added away again, and leaves theirs, or says that it can not',
    async run(context) {
      const { open, spec, look, place, can } = context;
      if (!can.addVector) return; // the case before says that none is added
      const before = await look();
      const names = { image: place, image_32: 'small' };
      const store = await withSmall(context, names);
      const plan = await store.plan(spec());
      assert.deepEqual(
        plan.steps.map(({ change }) => change),
        [{ kind: 'remove-vector', name: 'image_32' }],
      );
      await refusal('attach.writable', () => open({ names }).apply(plan));
      if (!can.removeVector) {
        await failure('unsupported', () => store.apply(plan), 'a removal');
        assert.deepEqual(Object.keys((await look()).vectors).sort(), [place, 'small'].sort());
        assert.deepEqual(
          stepsOf(await store.plan(spec({ vectors: { image, image_32 } }))),
          [],
          'what is declared stays as it was',
        );
        return;
      }
      await store.apply(plan);
      assert.deepEqual(await look(), before);
      assert.deepEqual(stepsOf(await store.plan(spec())), []);
      const again = await store.plan(spec({ vectors: { image, image_32 } }));
      assert.deepEqual(stepsOf(again), ['alter vectors.image_32', 'backfill vectors.image_32']);
    },
  },
  {
    title: 'calls what it added by the name that it got, and takes no name of theirs',
    async run(context) {
      const { open, spec, place, can, look } = context;
      if (!can.addVector) return; // then there is no name to give
      const before = await look();
      const taken = open({ names: { image: place, image_32: place }, writable: true });
      const clash = await taken.plan(spec({ vectors: { image, image_32 } }));
      assert.deepEqual(stepsOf(clash), ['refuse vectors.image_32']);
      await failure('plan', () => taken.apply(clash, { allowRebuild: true }));
      assert.deepEqual(await look(), before);
      const names = { image: place, image_32: 'small' };
      await withSmall(context, names);
      const otherwise = open({ names: { ...names, image_32: 'other' } });
      const { message } = await failure('invalid-input', () => otherwise.count());
      assert.match(message, /attach\.names\.image_32: is "other", and nestvec added .* "small"/);
    },
  },
  {
    title: 'makes a field of theirs fit for filters, or says where to name it',
    async run({ open, spec, can }) {
      const fields = { color: 'string' } as const;
      const store = open({ fields, writable: true });
      const plan = await store.plan(spec({ fields: { ...fields, year: 'number' } }));
      if (!can.addField) {
        assert.deepEqual(stepsOf(plan), ['refuse fields.year']);
        const { message } = await failure('plan', () => store.apply(plan, { allowRebuild: true }));
        assert.match(message, /is not in attach\.fields; name it there/);
        return;
      }
      assert.deepEqual(stepsOf(plan), ['alter fields.year']);
      await store.apply(plan);
      const after = open({ fields });
      assert.equal(await after.count({ filter: { year: { $gte: 2003 } } }), 3);
      assert.deepEqual(
        stepsOf(await after.plan(spec({ fields: { ...fields, year: 'number' } }))),
        [],
      );
    },
  },
];

/** A handle on the collection with a vector that was added to it. */
async function withSmall(
  { open, spec }: AttachContext,
  names: Readonly<Record<string, string>>,
): Promise<ReturnType<AttachContext['open']>> {
  const store = open({ names, writable: true });
  await store.apply(await store.plan(spec({ vectors: { image, image_32 } })));
  return store;
}
