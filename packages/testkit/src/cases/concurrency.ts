import assert from 'node:assert/strict';
import type { VectorRecord } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { scanAll } from '../expect/collect.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { idsOf } from '../expect/same-hits.ts';
import { sameRecord } from '../expect/same-record.ts';

/** Calls that overlap. */
export const concurrencyCases: readonly ConformanceCase[] = [
  {
    title: 'stores every record of parallel writes of different ids',
    async run({ create, open }) {
      const store = await create();
      const other = open();
      const records = makeRecords(400);
      const batches = Array.from({ length: 16 }, (_, i) => records.slice(i * 25, i * 25 + 25));
      await Promise.all(batches.map((batch, i) => (i % 2 === 0 ? store : other).upsert(batch)));
      assert.equal(await store.count(), 400);
      assert.deepEqual(idsOf(await scanAll(store)).toSorted(), idsOf(records));
    },
  },
  {
    title: 'keeps one whole record of parallel writes of the same ids',
    async run({ create, open }) {
      const store = await create();
      const other = open();
      const versions = Array.from({ length: 8 }, (_, version) =>
        Array.from({ length: 20 }, (_, i): VectorRecord => ({
          ...makeRecord(`s${i}`, version * 100 + i),
          source: String(version),
        })),
      );
      await Promise.all(versions.map((batch, i) => (i % 2 === 0 ? store : other).upsert(batch)));
      assert.equal(await store.count(), 20);
      const stored = await store.get(versions[0]?.map(({ id }) => id) ?? []);
      for (const [i, record] of stored.entries()) {
        const version = Number(defined(record?.source, 'the version that was written'));
        sameRecord(record, defined(versions[version]?.[i]));
      }
    },
  },
  {
    title: 'keeps the later of two writes that one caller makes one after the other',
    async run({ create }) {
      const store = await create();
      for (let round = 0; round < 10; round++) {
        await store.upsert([makeRecord('a', round)]);
        await store.update([{ id: 'a', metadata: { color: `round ${round}` } }]);
      }
      const [stored] = await store.get(['a']);
      assert.equal(stored?.metadata['color'], 'round 9');
      sameRecord({ ...defined(stored), metadata: {} }, { ...makeRecord('a', 9), metadata: {} });
    },
  },
  {
    title: 'loses no change where two stores of one process update a record at once',
    async run({ create, open }) {
      const store = await create();
      const other = open();
      await store.upsert([makeRecord('a', 1)]);
      const keys = Array.from({ length: 8 }, (_, i) => `key${i}`);
      await Promise.all(
        keys.map((key, i) =>
          (i % 2 === 0 ? store : other).update([{ id: 'a', metadata: { [key]: i } }]),
        ),
      );
      const [stored] = await open().get(['a']);
      const changes = Object.fromEntries(keys.map((key, i) => [key, i]));
      assert.deepEqual(stored?.metadata, { ...makeRecord('a', 1).metadata, ...changes });
    },
  },
  {
    title: 'searches while others write, and never gives a record that is mixed from two',
    async run({ create }) {
      const store = await create();
      const ids = Array.from({ length: 30 }, (_, i) => `m${i}`);
      const version = (round: number): VectorRecord[] =>
        ids.map((id, i) => ({ ...makeRecord(id, round * 100 + i), text: String(round) }));
      await store.upsert(version(0));
      const writing = (async () => {
        for (let round = 1; round <= 6; round++) await store.upsert(version(round));
      })();
      let searches = 0;
      const reading = (async () => {
        for (let i = 0; i < 12; i++) {
          const { hits } = await store.search({
            vector: vectorOf(makeRecord('q', i), 'text'),
            using: 'text',
            limit: 30,
            include: { vectors: ['text', 'text_32', 'image', 'image_64'] },
          });
          assert.equal(hits.length, 30, 'every record is there all the time');
          for (const { id, metadata, text, vectors = {} } of hits) {
            const written = version(Number(text)).find((record) => record.id === id);
            sameRecord(
              { id, metadata, vectors, ...(text === undefined ? {} : { text }) },
              defined(written),
            );
          }
          searches++;
        }
      })();
      await Promise.all([writing, reading]);
      assert.equal(searches, 12);
    },
  },
  {
    title: 'answers many searches at once, each with its own result',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(60);
      await store.upsert(records);
      const results = await Promise.all(
        records.map((record) =>
          store.search({ vector: vectorOf(record, 'text'), using: 'text', limit: 1 }),
        ),
      );
      assert.deepEqual(
        results.map(({ hits }) => hits[0]?.id),
        idsOf(records),
      );
    },
  },
];
