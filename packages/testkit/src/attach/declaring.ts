import assert from 'node:assert/strict';
import type { FieldType } from '@nestvec/core';
import { failure } from '../expect/failure.ts';
import type { AttachCase } from './context.ts';
import { at } from './reading.ts';

/** What is said of a collection is compared with what it is, and an error says both. */
export const declaringCases: readonly AttachCase[] = [
  {
    title: 'names a declared field that has another type, with its type there',
    async run({ open, types }) {
      const wrong: readonly (readonly [keyof typeof types, FieldType])[] = [
        ['year', 'string'],
        ['color', 'number'],
        ['tags', 'string'],
      ];
      for (const [name, type] of wrong) {
        const store = open({ fields: { [name]: type } });
        const { message, details } = await failure('invalid-input', () => store.count());
        assert.match(details.field, new RegExp(`attach\\.fields\\.${name}$`));
        assert.ok(message.includes(`is declared as ${type}`), message);
        assert.ok(message.includes(types[name]), `${message} does not name ${types[name]}`);
      }
    },
  },
  {
    title: 'names a declared field that is not there, and those that are',
    async run({ open }) {
      const store = open({ fields: { nope: 'string' } });
      const { message, details } = await failure('invalid-input', () => store.count());
      assert.match(details.field, /attach\.fields\.nope$/);
      assert.match(message, /does not have; it has .*color/);
    },
  },
  {
    title: 'names a vector that has another length, with its length there',
    async run({ open }) {
      const store = open({ vectors: { image: { modality: 'image', dimensions: 128 } } });
      for (let i = 0; i < 2; i++) {
        const { message, details } = await failure('invalid-input', () => store.count());
        assert.match(details.field, /attach\.vectors\.image$/);
        assert.match(message, /128 .*256/);
      }
    },
  },
  {
    title: 'says that there is no such collection',
    async run({ openMissing, spec, collection }) {
      const store = openMissing();
      await failure('not-found', () => store.count());
      await failure('not-found', () => store.describe());
      await failure('not-found', () => store.plan(spec({ name: `${collection}_none` })));
    },
  },
  {
    title: 'is refused without attach, and the error says so',
    async run({ openWithout, spec, records, can, look }) {
      if (!can.seenWithout) return; // its name is not where ours would be
      const before = await look();
      const store = openWithout();
      const { vector } = at(records, 0);
      for (const call of [
        () => store.count(),
        () => store.search({ vector, using: 'image' }),
        () => store.plan(spec()),
        () => store.drop(),
      ]) {
        const { message } = await failure('identity', call);
        assert.match(message, /say what it holds with attach/);
      }
      assert.equal((await store.describe())?.spec, undefined);
      assert.deepEqual(await look(), before);
    },
  },
];
