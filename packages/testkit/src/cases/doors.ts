import assert from 'node:assert/strict';
import type { Store } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { makeRecord } from '../data/records.ts';
import { scanAll } from '../expect/collect.ts';
import { failure, refusal } from '../expect/failure.ts';

/** A circle, and a value that a stack does not reach the end of. */
function endless(): unknown[] {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  let deep: unknown = 1;
  for (let level = 0; level < 20_000; level++) deep = { deep };
  return [circle, deep];
}

/** What no argument of a store may be, whatever it is for. */
const neither: readonly unknown[] = [
  null,
  Number.NaN,
  5,
  1n,
  true,
  Symbol('s'),
  () => 1,
  new Map([['a', 1]]),
  Object.create(null),
  ...endless(),
];

const texts = ['half \ud800', 'long '.repeat(100_000)];

type Door = readonly [what: string, values: readonly unknown[], call: (value: never) => unknown];

/** Every argument of every call. The types say what is right; callers without types pass anything. */
function doorsOf(store: Store): readonly Door[] {
  const record = makeRecord('kept', 1);
  const search = { vector: record.vectors['text'] ?? new Float32Array(), using: 'text' };
  const notText = [...neither, undefined, [], ''];
  return [
    ['records', [...neither, undefined, ...texts], (x) => store.upsert(x)],
    ['a record', [...neither, undefined, ...texts, []], (x) => store.upsert([x])],
    ['an id', [...notText, ...texts], (id) => store.upsert([{ ...record, id }])],
    ['vectors', [...neither, ...texts, []], (vectors) => store.upsert([{ ...record, vectors }])],
    ['madeBy', [...neither, ...texts, [], {}], (madeBy) => store.upsert([], { madeBy })],
    ['changes', [...neither, undefined, ...texts], (x) => store.update(x)],
    ['a change', [...neither, undefined, ...texts, []], (x) => store.update([x])],
    ['unset', [...neither, ...texts], (unset) => store.update([{ id: 'kept', unset }])],
    ['a request', [...neither, undefined, ...texts, []], (x) => store.search(x)],
    ['requests', [...neither, undefined, ...texts], (x) => store.searchMany(x)],
    ['one of the requests', [...neither, undefined, ...texts, []], (x) => store.searchMany([x])],
    ['requests with a hole', [Array(1)], (x) => store.searchMany(x)],
    ['using', [...notText, ...texts], (using) => store.search({ ...search, using })],
    ['rescore', [...neither, ...texts], (rescore) => store.search({ ...search, rescore })],
    [
      'minScore',
      [...neither.filter((x) => x !== null), ...texts, []].filter((x) => x !== 5).concat(5),
      (minScore) => store.search({ ...search, minScore }),
    ],
    ['exact', ['false', null, 0], (exact) => store.search({ ...search, exact })],
    ['a search’s madeBy', [...neither, {}], (madeBy) => store.search({ ...search, madeBy })],
    ['ids', [...neither, undefined, ...texts], (x) => store.get(x)],
    ['an id to get', [...notText, ...texts], (x) => store.get([x])],
    [
      'include.vectors',
      [...neither.filter((x) => x !== null), ...texts],
      (vectors) => store.get(['kept'], { include: { vectors } }),
    ],
    ['a target', [...neither, undefined, ...texts, []], (x) => store.remove(x)],
    ['ids to remove', [...neither, undefined, ...texts], (ids) => store.remove({ ids })],
    ['a filter to remove by', [...neither, undefined], (filter) => store.remove({ filter })],
    ['a page’s size', ['5', 0, 1.5, 1n], (pageSize) => scanAll(store, { pageSize })],
    ['a cursor', neither, (after) => scanAll(store, { after })],
    ['count', ['false', null, 0], (count) => store.describe({ count })],
    ['ifNeeded', ['false', null, 0], (ifNeeded) => store.optimize({ ifNeeded })],
    ['withoutVectors', ['true', null, 1], (withoutVectors) => store.upsert([], { withoutVectors })],
    ['a spec', [...neither, undefined, ...texts, []], (x) => store.plan(x)],
    ['a plan', [...neither, undefined, ...texts, [], {}], (x) => store.apply(x)],
    ['allowRebuild', ['true', null, 1], (x) => store.apply({} as never, { allowRebuild: x })], // looked at before the plan
    ['a tenant', [...notText, ...texts], (x) => store.tenant(x)],
    ['a tenant to remove', [...notText, ...texts], (x) => store.removeTenant(x)],
  ];
}

/** A misspelt option of every call. */
function misspeltCalls(store: Store): readonly [door: string, call: () => unknown][] {
  // A name that the types refuse as well.
  const options = { singal: new AbortController().signal } as object;
  return [
    // The options are looked at first, so the rest may be anything.
    ['plan', () => store.plan({} as never, options)], // see above
    ['apply', () => store.apply({} as never, options)], // see above
    ['upsert', () => store.upsert([], options)],
    ['update', () => store.update([], options)],
    ['search', () => store.search({} as never, options)], // see above
    ['searchMany', () => store.searchMany([], options)],
    ['scan', () => scanAll(store, options)],
    ['get', () => store.get([], options)],
    ['remove', () => store.remove({ ids: [] }, options)],
    ['count', () => store.count(options)],
    ['describe', () => store.describe(options)],
    ['optimize', () => store.optimize(options)],
    ['tenants', () => store.tenants(options)],
    ['removeTenant', () => store.removeTenant('t', options)],
    ['drop', () => store.drop(options)],
  ];
}

/** Every argument of every call, whatever is passed. */
export const doorCases: readonly ConformanceCase[] = [
  {
    title: 'refuses in a sentence whatever is not what a call takes, and changes nothing',
    async run({ create }) {
      const store = await create();
      await store.upsert([makeRecord('kept', 1)]);
      for (const [what, values, call] of doorsOf(store)) {
        for (const value of values) {
          const name =
            typeof value === 'string' ? JSON.stringify(value).slice(0, 20) : typeof value;
          const door = `${name} as ${what}`;
          // Callers without types pass anything.
          const { message } = await failure('invalid-input', () => call(value as never), door);
          assert.ok(
            message.length < 1000,
            `the message about ${door} has ${message.length} letters`,
          );
        }
      }
      assert.equal(await store.count(), 1);
    },
  },
  {
    title: 'refuses a misspelt option of every call with the right name, and changes nothing',
    async run({ create }) {
      const store = await create();
      await store.upsert([makeRecord('kept', 1)]);
      for (const [door, call] of misspeltCalls(store)) {
        const { message } = await failure('invalid-input', call, `a misspelt option of ${door}`);
        assert.ok(message.includes('did you mean signal?'), `${door}: ${message}`);
      }
      // A name that the types refuse as well.
      await refusal('[0].metdata', () => store.update([{ id: 'kept', metdata: {} } as never]));
      const misspelt = { ...makeRecord('b', 2), metdata: {} };
      await refusal('[1].metdata', () => store.upsert([makeRecord('a', 1), misspelt]));
      assert.equal(await store.count(), 1);
    },
  },
  {
    title: 'refuses what is not a signal, such as its controller, before it asks for anything',
    async run({ create }) {
      const store = await create();
      for (const bad of [new AbortController(), null, 'now', {}]) {
        const options = { signal: bad } as never; // callers without types pass such things
        await refusal('signal', () => store.describe(options));
        await refusal('signal', () => store.count(options));
        await refusal('signal', () => store.upsert([makeRecord('a', 1)], options));
        await refusal('signal', () => scanAll(store, options));
      }
      assert.equal(await store.count(), 0);
    },
  },
];
