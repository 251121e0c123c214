import assert from 'node:assert/strict';
import {
  type CollectionSpec,
  type NamedVectorSpec,
  type Plan,
  type Store,
  truncate,
} from '@nestvec/core';
import type { PlanStep } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { baseSpec } from '../data/spec.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { sameRecord, sameVectors } from '../expect/same-record.ts';
import { idsOf } from '../expect/same-hits.ts';
import { stepsOf } from './plan.ts';

const withText64: Readonly<Record<string, NamedVectorSpec>> = {
  ...baseSpec.vectors,
  text_64: { modality: 'text', dimensions: 64 },
};

/** Changes of a filled collection. */
export const alterCases: readonly ConformanceCase[] = [
  {
    title:
      'adds a named vector and computes it from a stored one, or needs a rebuild where it can not',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(300);
      await store.upsert(records);
      const declared = spec({ vectors: withText64 });
      const plan = await store.plan(declared);
      if (!store.capabilities.addVector) {
        assert.deepEqual(stepsOf(plan), ['rebuild vectors.text_64']);
        return;
      }
      assert.deepEqual(stepsOf(plan), ['alter vectors.text_64', 'backfill vectors.text_64']);
      const progress: { step: PlanStep; done: number; total: number }[] = [];
      await store.apply(plan, { onProgress: (at) => progress.push(at) });
      assert.deepEqual(stepsOf(await store.plan(declared)), []);
      assert.equal(progress.at(-1)?.done, progress.at(-1)?.total, 'the last progress is the whole');
      assert.equal(progress.at(-1)?.step.label, 'backfill');
      for (const record of [...records.slice(0, 3), ...records.slice(-3)]) {
        const vectors = { ...record.vectors, text_64: truncate(vectorOf(record, 'text'), 64) };
        sameRecord(await getOne(store, record.id), { ...record, vectors });
      }
      const filled = await scanAll(store, { include: { vectors: ['text_64'] } });
      assert.equal(filled.filter(({ vectors }) => vectors['text_64'] !== undefined).length, 300);
      const vector = vectorOf(records[0], 'text');
      const { hits } = await store.search({ vector, using: 'text_64', limit: 1 });
      assert.deepEqual(idsOf(hits), ['r0000']);
    },
  },
  {
    title: 'leaves records without the larger vector as they are in a backfill',
    needs: 'addVector',
    async run({ create, spec }) {
      const store = await create();
      const whole = makeRecord('whole', 1);
      const imageOnly = {
        ...makeRecord('image-only', 2),
        vectors: { image: vectorOf(whole, 'image') },
      };
      await store.upsert([whole, imageOnly]);
      await store.apply(await store.plan(spec({ vectors: withText64 })));
      sameRecord(await getOne(store, 'image-only'), imageOnly);
    },
  },
  {
    title: 'fills a vector that is added to an empty collection from the first write on',
    needs: 'addVector',
    async run({ create, spec }) {
      const store = await create();
      await store.apply(await store.plan(spec({ vectors: withText64 })));
      const record = makeRecord('first', 1);
      const vectors = { ...record.vectors, text_64: truncate(vectorOf(record, 'text'), 64) };
      await store.upsert([{ ...record, vectors }]);
      sameRecord(await getOne(store, record.id), { ...record, vectors });
    },
  },
  {
    title: 'refuses searches over a vector whose backfill was interrupted, until it is finished',
    needs: 'addVector',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(1500);
      await store.upsert(records);
      const declared = spec({ vectors: withText64 });
      const plan = await store.plan(declared);
      const controller = new AbortController();
      const interrupted = store.apply(plan, {
        signal: controller.signal,
        onProgress: ({ done, total }) => {
          if (done < total) controller.abort();
        },
      });
      await failure('aborted', () => interrupted, 'an interrupted backfill of 1500 records');
      const vector = vectorOf(records[0], 'text');
      const { details } = await failure(
        'plan',
        () => store.search({ vector, using: 'text_64' }),
        'a search',
      );
      assert.deepEqual(details, { reason: 'drift', targets: ['text_64'] });
      await store.search({ vector, using: 'text_64', allowIncomplete: true });
      await store.search({ vector, using: 'text_32', rescore: 'text' });
      assert.equal((await store.describe())?.observed.vectors['text_64']?.complete, false);
      const rest = await store.plan(declared);
      assert.deepEqual(stepsOf(rest), ['backfill vectors.text_64']);
      await store.apply(rest);
      const filled = await scanAll(store, { include: { vectors: ['text_64'] } });
      assert.equal(filled.filter(({ vectors }) => vectors['text_64'] !== undefined).length, 1500);
      await store.search({ vector, using: 'text_64' });
    },
  },
  {
    title: 'needs a rebuild for a vector that no stored one can give',
    async run({ create, spec }) {
      const vectors = { text_32: { modality: 'text', dimensions: 32 } } as const;
      const store = await create({ vectors });
      const larger = await store.plan(
        spec({ vectors: { ...vectors, text: { modality: 'text' } } }),
      );
      assert.deepEqual(stepsOf(larger), ['rebuild vectors.text']);
      const other = await store.plan(
        spec({ vectors: { ...vectors, image_32: { modality: 'image', dimensions: 32 } } }),
      );
      assert.deepEqual(stepsOf(other), ['rebuild vectors.image_32']);
    },
  },
  {
    title:
      'finds a field that is declared later in older records too, or needs consent for a rebuild',
    async run({ create, spec }) {
      const store = await create({ fields: { color: 'string' } });
      const records = makeRecords(20);
      await store.upsert(records);
      const declared = spec({ fields: { color: 'string', price: 'number' } });
      const plan = await store.plan(declared);
      await alterOrKeep(store, plan, records.length, async () => {
        const cheap = records.filter(({ metadata }) => Number(metadata['price']) < 50).length;
        assert.equal(await store.count({ filter: { price: { $lt: 50 } } }), cheap);
        assert.equal(await store.count({ filter: { price: { $exists: false } } }), 0);
        sameRecord(await getOne(store, 'r0000'), defined(records[0]));
        assert.deepEqual(stepsOf(await store.plan(declared)), []);
      });
    },
  },
  {
    title: 'changes the graph of a vector without losing a record, or needs consent for a rebuild',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(20);
      await store.upsert(records);
      const declared: CollectionSpec = spec({
        vectors: { ...baseSpec.vectors, text: { modality: 'text', graph: true } },
      });
      const plan = await store.plan(declared);
      assert.deepEqual(
        plan.steps.map((step) => step.target),
        ['vectors.text'],
      );
      await alterOrKeep(store, plan, records.length, async () => {
        assert.deepEqual(stepsOf(await store.plan(declared)), []);
        sameRecord(await getOne(store, 'r0000'), defined(records[0]));
      });
    },
  },
  {
    title: 'leaves alone what the spec does not name, and lists it as unmanaged',
    async run({ create, spec }) {
      const store = await create();
      const record = makeRecord('kept', 1);
      await store.upsert([record]);
      const { text, text_32 } = baseSpec.vectors;
      const less = spec({ vectors: { text, text_32 }, fields: { color: 'string' } });
      const plan = await store.plan(less);
      assert.deepEqual(stepsOf(plan), []);
      assert.deepEqual([...plan.unmanaged].sort(), [
        'fields.made',
        'fields.price',
        'fields.sizes',
        'fields.stocked',
        'fields.tags',
        'vectors.image',
        'vectors.image_64',
      ]);
      await store.apply(plan);
      assert.deepEqual(stepsOf(await store.plan(spec())), []);
      sameRecord(await getOne(store, record.id), record);
    },
  },
  {
    title: 'leaves alone what the spec does not name when it alters something else',
    needs: 'addVector',
    async run({ create, spec }) {
      const store = await create();
      const record = makeRecord('kept', 1);
      await store.upsert([record]);
      const { text } = baseSpec.vectors;
      const text_64 = { modality: 'text', dimensions: 64 } as const;
      await store.apply(await store.plan(spec({ vectors: { text, text_64 }, fields: {} })));
      assert.deepEqual(stepsOf(await store.plan(spec())), []);
      const [stored] = await store.get([record.id], { include: { vectors: ['image'] } });
      sameVectors(stored?.vectors, { image: vectorOf(record, 'image') }, 'unmanaged vector');
    },
  },
];

/** Either the steps are done in place, or nothing is lost without consent. */
async function alterOrKeep(
  store: Store,
  plan: Plan,
  count: number,
  altered: () => Promise<void>,
): Promise<void> {
  const labels = new Set(plan.steps.map((step) => step.label));
  if (labels.has('rebuild')) {
    const { details } = await failure('plan', () => store.apply(plan), 'a rebuild');
    assert.equal(details.reason, 'consent');
  } else {
    assert.deepEqual([...labels], ['alter']);
    await store.apply(plan);
    await altered();
  }
  assert.equal(await store.count(), count);
}
