import assert from 'node:assert/strict';
import type { Filter, JsonObject } from '@nestvec/core';
import type { VectorSearch } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { hostileFilters } from '../data/hostile-filters.ts';
import { makeRecord, makeRecords, withMetadata } from '../data/records.ts';
import { axis } from '../data/unit-vector.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { failure, refusal } from '../expect/failure.ts';
import { sameRecord } from '../expect/same-record.ts';

/** What is wrong is refused before anything happens, and named. */
export const borderCases: readonly ConformanceCase[] = [
  {
    title: 'refuses metadata of another type than declared, and writes nothing of the batch',
    async run({ create }) {
      const store = await create();
      await store.upsert([makeRecord('kept', 9)]);
      const bad: Record<string, unknown[]> = {
        color: [1, true, ['red'], {}],
        price: ['1', true, [1], {}],
        stocked: ['true', 1, 0, [true]],
        made: ['yesterday', '2026-1-31', '2026-02-30', '2026-02-30T00:00:00Z', 0, ['2026-01-31']],
        tags: ['new', [1], [['new']], {}],
        sizes: [1, ['1'], [true], {}],
      };
      for (const [field, values] of Object.entries(bad)) {
        for (const value of values) {
          // JSON of a wrong type, as it comes from files.
          const metadata = { [field]: value } as JsonObject;
          const batch = [makeRecord('first', 1), withMetadata(makeRecord('bad', 2), metadata)];
          await refusal(`[1].metadata.${field}`, () => store.upsert(batch));
          await refusal(`[0].metadata.${field}`, () => store.update([{ id: 'kept', metadata }]));
        }
      }
      assert.equal(await store.count(), 1);
      sameRecord(await getOne(store, 'kept'), makeRecord('kept', 9));
    },
  },
  {
    title: 'refuses metadata that JSON would change, and texts that are not well-formed strings',
    async run({ create }) {
      const store = await create();
      const bad: unknown[] = [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        1n,
        new Date(0),
        new Map(),
        () => 1,
        Symbol('s'),
        'half \ud83d',
        [undefined],
        { deep: [{ x: Number.NaN }] },
        new Uint8Array(1),
      ];
      for (const value of bad) {
        // Callers without types pass such things.
        const metadata = { other: value } as JsonObject;
        await failure(
          'invalid-input',
          () => store.upsert([makeRecord('a', 1), withMetadata(makeRecord('b', 2), metadata)]),
          `metadata ${String(value)}`,
        );
      }
      for (const text of ['half \ud83d', 1, null, {}]) {
        // Callers without types pass such things.
        const record = { ...makeRecord('b', 2), text: text as string };
        await refusal('[1].text', () => store.upsert([makeRecord('a', 1), record]));
      }
      assert.equal(await store.count(), 0);
    },
  },
  {
    title: 'refuses searches whose numbers or vectors make no sense',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(3));
      const good: VectorSearch = { vector: axis(256, 0), using: 'text' };
      const bad: Partial<VectorSearch>[] = [
        ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY].map((limit) => ({ limit })),
        ...[-1, 0.5, Number.NaN].map((offset) => ({ offset })),
        ...[0.5, 0, -1, Number.NaN, Number.POSITIVE_INFINITY].map((oversample) => ({
          oversample,
          using: 'text_32',
          rescore: 'text',
        })),
        ...[-1.5, 1.5, Number.NaN].map((minScore) => ({ minScore })),
        ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY].map((depth) => ({ depth })),
        { limit: 101 },
        { depth: 20, limit: 15, offset: 6 },
        { using: 'text', rescore: 'text_32' },
        { using: 'text_32', rescore: 'image' },
        { vector: axis(32, 0), using: 'text_32' },
        { vector: axis(255, 0) },
        { vector: new Float32Array(256) },
        { vector: axis(256, 0).fill(Number.NaN, 3, 4) },
        { vector: axis(256, 0).fill(Number.POSITIVE_INFINITY, 3, 4) },
        { vector: [...axis(256, 0)] as unknown as Float32Array }, // callers without types pass such things
        { filter: { nope: 1 } },
        { filter: { color: 1 } },
        { filter: { color: { $regex: 'x' } } },
        { filter: { $nor: [] } },
      ];
      if (Number.isFinite(store.limits.candidates))
        bad.push({ depth: store.limits.candidates + 1 });
      for (const changes of bad) {
        const shown = JSON.stringify(changes, (_key, value: unknown) =>
          typeof value === 'number' ? String(value) : value,
        ).slice(0, 100);
        await failure(
          'invalid-input',
          () => store.search({ ...good, ...changes }),
          `a search with ${shown}`,
        );
      }
    },
  },
  {
    title: 'refuses filters on fields that are not declared, in every call that takes one',
    async run({ create }) {
      const store = await create();
      await store.upsert([withMetadata(makeRecord('a', 1), { undeclared: 1 })]);
      for (const filter of [
        { undeclared: 1 },
        { 'nested.field': 1 },
        { _id: 'a' },
        { $or: [{ constructor: 'x' }] },
      ]) {
        await failure('invalid-input', () => store.count({ filter }), 'count');
        await failure('invalid-input', () => scanAll(store, { filter }), 'scan');
        await failure('invalid-input', () => store.remove({ filter }), 'remove');
      }
      assert.equal(await store.count(), 1);
    },
  },
  {
    title:
      'refuses undefined and whatever else JSON lacks in a filter, in every call that takes one',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(4));
      for (const [name, bad] of hostileFilters) {
        const filter = bad as Filter; // callers without types pass such things
        const search = { vector: axis(256, 0), using: 'text', filter };
        await failure('invalid-input', () => store.search(search), `a search by ${name}`);
        await failure('invalid-input', () => store.count({ filter }), `a count by ${name}`);
        await failure('invalid-input', () => scanAll(store, { filter }), `a scan by ${name}`);
        await failure('invalid-input', () => store.remove({ filter }), `a removal by ${name}`);
      }
      assert.equal(await store.count(), 4);
    },
  },
  {
    title: 'keeps a date without a time as it is, and takes it for its midnight in UTC',
    async run({ create }) {
      const store = await create();
      const metadata = { made: '2026-01-31' };
      await store.upsert([withMetadata(makeRecord('dated', 1), metadata), makeRecord('other', 2)]);
      assert.deepEqual((await getOne(store, 'dated'))?.metadata, metadata);
      const midnight = new Date('2026-01-31T00:00:00Z');
      for (const made of ['2026-01-31', '2026-01-31T01:00:00+01:00', midnight])
        assert.equal(await store.count({ filter: { made } }), 1);
      const day: Filter = { made: { $gte: '2026-01-31', $lt: new Date('2026-02-01') } };
      assert.deepEqual(
        (await scanAll(store, { filter: day })).map(({ id }) => id),
        ['dated'],
      );
    },
  },
  {
    title: 'refuses ranges over array fields as unsupported',
    async run({ create }) {
      const store = await create();
      await failure(
        'unsupported',
        () => store.count({ filter: { sizes: { $gt: 1 } } }),
        'a range over an array',
      );
    },
  },
  {
    title: 'refuses a page size that is not a positive integer',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(2));
      for (const pageSize of [0, -1, 1.5, Number.NaN]) {
        await failure(
          'invalid-input',
          () => scanAll(store, { pageSize }),
          `a page size of ${pageSize}`,
        );
      }
    },
  },
  {
    title: 'checks the whole of a long batch before it writes the first record',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(1500);
      const last = { ...makeRecord('last', 1), vectors: { text: new Float32Array(256) } };
      await refusal('[1500].vectors.text', () => store.upsert([...records, last]));
      assert.equal(await store.count(), 0);
    },
  },
  {
    title: 'refuses options that it does not know, and suggests the right one',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(3));
      const filter = { color: 'no such colour' };
      // Callers without types pass such things.
      const misspelt = { fitler: filter } as object;
      const request = { vector: axis(256, 0), using: 'text', ...misspelt };
      const calls: Record<string, () => unknown> = {
        search: () => store.search(request),
        count: () => store.count(misspelt),
        get: () => store.get(['r0000'], { inclued: {} } as object), // likewise
        scan: () => scanAll(store, misspelt),
        remove: () => store.remove(misspelt as { all: true }), // likewise
        upsert: () => store.upsert(makeRecords(1), { singal: undefined } as object), // likewise
      };
      for (const [name, call] of Object.entries(calls)) {
        const { message } = await failure('invalid-input', call, `${name} with a misspelt option`);
        if (name !== 'remove')
          assert.match(message, /did you mean (filter|include|signal)\?/, name);
      }
      assert.equal(await store.count(), 3);
    },
  },
];
