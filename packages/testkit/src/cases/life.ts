import assert from 'node:assert/strict';
import { isNestvecError, type CallOptions, type Store } from '@nestvec/core';
import type { CaseContext, ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameRecord } from '../expect/same-record.ts';

/** Before a collection exists, after close, under an abort signal. */
export const lifeCases: readonly ConformanceCase[] = [
  {
    title: 'rejects every call on records with not-found before the collection exists',
    async run({ open }) {
      const store = open();
      for (const [name, call] of callsOnRecords(store)) {
        const { details } = await failure('not-found', () => call(), name);
        assert.deepEqual(details, { what: 'collection', name: store.collection }, name);
      }
      assert.equal(await store.describe(), undefined);
      assert.equal(await store.drop(), false);
    },
  },
  {
    title: 'finds a collection that another handle created after this one had missed it',
    async run({ open, spec }) {
      const [store, other] = [open(), open()];
      await failure('not-found', () => store.count(), 'a count');
      await other.apply(await other.plan(spec()));
      assert.equal(await store.count(), 0);
      await store.upsert([makeRecord('a', 1)]);
      sameRecord(await getOne(other, 'a'), makeRecord('a', 1));
    },
  },
  {
    title: 'rejects with not-found after another handle has dropped the collection',
    async run({ create, open }) {
      const store = await create();
      await store.upsert(makeRecords(3));
      assert.equal(await open().drop(), true);
      await failure('not-found', () => store.upsert(makeRecords(1)), 'a write');
      await failure('not-found', () => store.count(), 'a count');
      assert.equal(await store.describe(), undefined);
    },
  },
  {
    title: 'can be closed twice, and rejects every call with closed afterwards',
    async run(context) {
      const store = await context.create();
      const tenant = store.tenant('one');
      await store.close();
      await store.close();
      for (const [name, call] of everyCall(store, context)) {
        await failure('closed', () => call(), `${name} after close`);
      }
      await failure('closed', () => tenant.count(), 'a tenant after close');
    },
  },
  {
    title: 'can be closed before it was used',
    async run({ open }) {
      const store = open();
      await store.close();
      await failure('closed', () => store.describe(), 'describe after close');
    },
  },
  {
    title:
      'keeps what is stored and found where it is optimized, and optimizes nothing where there is nothing',
    async run({ create, open }) {
      await open('_none').optimize();
      assert.equal(await open('_none').describe(), undefined);
      const store = await create();
      await store.optimize();
      const records = makeRecords(300);
      for (let i = 0; i < 20; i++) await store.upsert(records.slice(i * 15, i * 15 + 15));
      const search = { vector: vectorOf(records[7], 'image'), using: 'image', limit: 20 };
      const before = await store.search(search);
      await store.optimize({ ifNeeded: true });
      await store.optimize();
      await store.optimize({ ifNeeded: true });
      const after = await store.search(search);
      assert.deepEqual(idsOf(after.hits), idsOf(before.hits));
      assert.equal(await store.count(), 300);
      sameRecord(await getOne(store, 'r0123'), defined(records[123]));
    },
  },
  {
    title: 'closes one handle and leaves the others',
    async run({ create, open }) {
      const store = await create();
      const other = open();
      await other.upsert(makeRecords(2));
      await store.close();
      await other.upsert(makeRecords(4));
      assert.equal(await other.count(), 4);
    },
  },
  {
    title: 'rejects with aborted and does nothing where the signal has fired before',
    async run(context) {
      const store = await context.create();
      const record = makeRecord('kept', 1);
      await store.upsert([record]);
      const signal = AbortSignal.abort(new Error('enough'));
      for (const [name, call] of everyCall(store, context)) {
        await failure('aborted', () => call({ signal }), `${name} with a signal that has fired`);
      }
      assert.equal(await store.count(), 1);
      sameRecord(await getOne(store, 'kept'), record);
    },
  },
  {
    title: 'stops a scan at the next page after the signal has fired',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(60));
      const controller = new AbortController();
      let pages = 0;
      const scanning = async (): Promise<void> => {
        for await (const { records } of store.scan({ pageSize: 10, signal: controller.signal })) {
          assert.equal(records.length, 10);
          pages++;
          if (pages === 2) controller.abort();
        }
      };
      await failure('aborted', scanning, 'a scan');
      assert.equal(pages, 2);
    },
  },
  {
    title:
      'leaves whole records behind where a write is aborted, and never says that all are stored when they are not',
    async run({ create }) {
      const store = await create();
      const [old, fresh] = [makeRecords(1200, 1), makeRecords(1200, 2)];
      await store.upsert(old);
      const controller = new AbortController();
      const writing = store.upsert(fresh, { signal: controller.signal }).then(
        () => 'stored' as const,
        (error: unknown) => error,
      );
      setTimeout(() => controller.abort(), 1);
      const outcome = await writing;
      assert.ok(outcome === 'stored' || isNestvecError(outcome, 'aborted'), String(outcome));
      const stored = await store.get(fresh.map(({ id }) => id));
      for (const [i, record] of stored.entries()) {
        const isOld = record?.text === old[i]?.text;
        assert.ok(outcome !== 'stored' || !isOld, `${record?.id} was confirmed and is not stored`);
        const written = isOld ? old[i] : fresh[i];
        if (written !== undefined) sameRecord(record, written);
      }
      await store.upsert(fresh);
      assert.equal(await store.count(), 1200);
    },
  },
  {
    title: 'listens to a signal only while it works, however often one is passed',
    async run({ create }) {
      const store = await create();
      const { signal } = new AbortController();
      let listening = 0;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...given: Parameters<typeof add>): void => {
        const [, , options] = given;
        if (typeof options !== 'object' || options.signal === undefined) listening++;
        add(...given);
      };
      signal.removeEventListener = (...given: Parameters<typeof remove>): void => {
        listening--;
        remove(...given);
      };
      for (const record of makeRecords(20)) await store.upsert([record], { signal });
      assert.ok(listening <= 5, `${listening} listeners are left on the signal after 20 calls`);
    },
  },
];

type Call = readonly [name: string, call: (options?: CallOptions) => Promise<unknown>];

function callsOnRecords(store: Store): readonly Call[] {
  const record = makeRecord('a', 1);
  const vector = vectorOf(record, 'text');
  return [
    ['upsert', (options) => store.upsert([record], options)],
    ['update', (options) => store.update([{ id: 'a', text: 'b' }], options)],
    ['search', (options) => store.search({ vector, using: 'text' }, options)],
    ['scan', (options) => scanAll(store, options)],
    ['get', (options) => store.get(['a'], options)],
    ['remove', (options) => store.remove({ ids: ['a'] }, options)],
    ['remove of all', (options) => store.remove({ all: true }, options)],
    ['count', (options) => store.count(options)],
  ];
}

function everyCall(store: Store, { open, spec }: CaseContext): readonly Call[] {
  const other = open();
  return [
    ...callsOnRecords(store),
    ['plan', (options) => store.plan(spec(), options)],
    ['apply', async (options) => store.apply(await other.plan(spec()), options)],
    ['describe', (options) => store.describe(options)],
    ['optimize', (options) => store.optimize(options)],
    ['drop', (options) => store.drop(options)],
  ];
}
