import assert from 'node:assert/strict';
import { isNestvecError } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { axis } from '../data/unit-vector.ts';
import { failure } from '../expect/failure.ts';
import { listenToConsole } from '../expect/listen-to-console.ts';
import { scanAll } from '../expect/collect.ts';

/** Errors as data and as text, and silence. */
export const errorCases: readonly ConformanceCase[] = [
  {
    title:
      'gives a failed operation as data: database, collection, operation, ids, and whether to try again',
    async run({ create }) {
      const store = await create();
      await store.upsert([makeRecord('a', 1)]);
      const error = await failure(
        'store',
        () => store.update([{ id: 'b', text: 'x' }]),
        'an update',
      );
      assert.equal(error.details.database, store.database);
      assert.equal(error.details.collection, store.collection);
      assert.equal(error.details.operation, 'update');
      assert.deepEqual(error.details.unconfirmedIds, ['b']);
      assert.equal(error.details.retryable, false);
      assert.ok(isNestvecError(error));
    },
  },
  {
    title: 'says in the message what failed, and on which collection of which database',
    async run({ create, open, spec }) {
      const store = await create();
      const missing = open('_missing');
      const near = spec();
      const plan = await store.plan({ ...near, embedder: { ...near.embedder, weights: 'q4' } });
      const errors = [
        await failure('store', () => store.update([{ id: 'b', text: 'x' }])),
        await failure('not-found', () => missing.count()),
        await failure('plan', () => store.apply(plan)),
      ];
      for (const { message } of errors) {
        assert.ok(message.includes(store.database), `the database is not named: ${message}`);
        assert.ok(message.includes(store.collection), `the collection is not named: ${message}`);
      }
    },
  },
  {
    title: 'keeps vectors and metadata out of its messages',
    async run({ create }) {
      const store = await create();
      const secret = 'secret '.repeat(100);
      const record = { ...makeRecord('b', 1), text: secret, metadata: { note: secret } };
      const errors = [
        await failure('store', () =>
          store.update([{ id: 'b', text: secret, metadata: { note: secret } }]),
        ),
        await failure('invalid-input', () =>
          store.upsert([{ ...record, vectors: { text: new Float32Array(256) } }]),
        ),
      ];
      for (const { message } of errors) {
        assert.ok(
          !message.includes('secret secret'),
          `a message holds content: ${message.slice(0, 200)}`,
        );
        assert.ok(message.length < 1000, `a message has ${message.length} characters`);
      }
    },
  },
  {
    title: 'prints nothing to the console, whatever happens',
    async run({ create, open, spec }) {
      const listener = listenToConsole();
      try {
        const store = await create();
        const vector = axis(256, 0);
        await store.upsert(makeRecords(20));
        await store.update([{ id: 'r0000', metadata: { color: 'x' } }]);
        await failure('store', () => store.update([{ id: 'missing', text: 'x' }]));
        await failure('invalid-input', () =>
          store.upsert([{ ...makeRecord('a', 1), vectors: { text: new Float32Array(3) } }]),
        );
        await store.search({ vector, using: 'text_32', rescore: 'text', filter: { color: 'red' } });
        await failure('invalid-input', () => store.search({ vector, using: 'nope' }));
        await failure('not-found', () => open('_missing').count());
        await scanAll(store, { pageSize: 5 });
        await store.count({ filter: { price: { $gt: 3 } } });
        await store.remove({ filter: { color: 'red' } });
        await store.describe();
        await store.plan(spec());
        await store.drop();
        await store.close();
      } finally {
        listener.stop();
      }
      assert.deepEqual(listener.printed, []);
    },
  },
];
