import assert from 'node:assert/strict';
import type { ConformanceCase } from '../case.ts';
import { hostileIds } from '../data/hostile-ids.ts';
import { makeRecord } from '../data/records.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { vectorOf } from '../expect/defined.ts';
import { refusal } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameRecord } from '../expect/same-record.ts';

/** Any well-formed string up to 512 bytes is an id, and two different strings are two records. */
export const idCases: readonly ConformanceCase[] = [
  {
    title: 'keeps records under hostile ids apart and gives every id back as it was',
    async run({ create }) {
      const store = await create();
      assert.equal(new Set(hostileIds).size, hostileIds.length);
      const records = hostileIds.map((id, i) => makeRecord(id, i));
      await store.upsert(records);
      assert.equal(await store.count(), records.length);
      const stored = await store.get(hostileIds);
      for (const [i, record] of records.entries()) sameRecord(stored[i], record);
      assert.deepEqual(
        idsOf(await scanAll(store, { pageSize: 10 })).toSorted(),
        hostileIds.toSorted(),
      );
    },
  },
  {
    title: 'searches, updates and removes by hostile ids, one at a time',
    async run({ create }) {
      const store = await create();
      const records = hostileIds.map((id, i) => makeRecord(id, i));
      await store.upsert(records);
      for (const [i, record] of records.entries()) {
        const request = {
          vector: vectorOf(record, 'text'),
          using: 'text_32',
          rescore: 'text',
          limit: 1,
        };
        const { hits } = await store.search(request);
        assert.deepEqual(idsOf(hits), [record.id]);
        await store.update([{ id: record.id, metadata: { color: `updated ${i}` } }]);
      }
      const updated = await store.get(hostileIds);
      assert.deepEqual(
        updated.map((record) => record?.metadata['color']),
        hostileIds.map((_, i) => `updated ${i}`),
      );
      for (const [i, id] of hostileIds.entries()) {
        await store.remove({ ids: [id] });
        assert.equal(
          await store.count(),
          hostileIds.length - i - 1,
          `records after ${JSON.stringify(id)} was removed`,
        );
      }
    },
  },
  {
    title: 'overwrites under a hostile id exactly that record',
    async run({ create }) {
      const store = await create();
      const pairs = [
        ['é', 'e\u0301'],
        ['a', 'A'],
        ['42', '042'],
        ['ß', 'ss'],
        ['a', 'a '],
      ] as const;
      for (const [one, other] of pairs) {
        await store.upsert([makeRecord(one, 1), makeRecord(other, 2)]);
        await store.upsert([makeRecord(one, 3)]);
        sameRecord(await getOne(store, one), makeRecord(one, 3));
        sameRecord(await getOne(store, other), makeRecord(other, 2));
      }
    },
  },
  {
    title: 'refuses ids that are empty, too long, ill-formed or no strings, and writes nothing',
    async run({ create }) {
      const store = await create();
      const bad: unknown[] = [
        '',
        'x'.repeat(513),
        '日'.repeat(171),
        'half \ud83d',
        '\udc00',
        42,
        null,
        undefined,
        {},
        ['a'],
      ];
      for (const id of bad) {
        // Callers without types pass such things.
        const record = { ...makeRecord('x', 1), id: id as string };
        await refusal('[1].id', () => store.upsert([makeRecord('good', 2), record]));
        await refusal('[0].id', () => store.update([{ id: record.id, text: 'a' }]));
      }
      assert.equal(await store.count(), 0);
    },
  },
];
