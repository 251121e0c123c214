import assert from 'node:assert/strict';
import type { JsonObject } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { hostileKeys, hostileTexts, hostileValues } from '../data/hostile-json.ts';
import { makeRecord, withMetadata } from '../data/records.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { sameJson } from '../expect/same-record.ts';
import type { CaseContext } from '../case.ts';

/** Metadata comes back as it was written. */
export const metadataCases: readonly ConformanceCase[] = [
  {
    title:
      'gives metadata back deep-equal: nested, null, empty, unicode, big numbers, long strings',
    async run(context) {
      await roundTrip(context, hostileValues);
    },
  },
  {
    title: 'gives metadata back under hostile keys, also one called __proto__',
    async run(context) {
      const entries = hostileKeys.map((key, i): [string, JsonObject] => [key, { [key]: i }]);
      await roundTrip(context, Object.fromEntries(entries));
    },
  },
  {
    title: 'gives metadata back as it is for every type of declared field, null and empty included',
    async run({ create }) {
      const store = await create();
      const metadatas: JsonObject[] = [
        {},
        { color: null, price: null, stocked: null, made: null, tags: null, sizes: null },
        { color: '', price: 0, stocked: false, tags: [], sizes: [] },
        { tags: [null], sizes: [null] },
        { tags: ['a', null, '', 'a'], sizes: [1, null, 0.5, 1] },
        { made: '2026-01-31T12:00:00Z' },
        { made: '2026-01-31T12:00:00.123456+02:00' },
        { made: '0001-01-01t00:00:00z' },
        { price: 0.1, sizes: [1e300, -1e-300, 2 ** 53] },
        { price: -1.7976931348623157e308 },
        { price: 5e-324 },
        { price: 2 ** 53 - 1 },
        { color: 'x'.repeat(5000) },
      ];
      await store.upsert(
        metadatas.map((metadata, i) => withMetadata(makeRecord(`m${i}`, i), metadata)),
      );
      const stored = await store.get(metadatas.map((_, i) => `m${i}`));
      for (const [i, metadata] of metadatas.entries()) {
        sameJson(
          stored[i]?.metadata,
          metadata,
          `metadata ${JSON.stringify(metadata).slice(0, 80)}`,
        );
      }
    },
  },
  {
    title: 'declares and filters fields whose names a database may use itself',
    async run({ create }) {
      const names = [
        'id',
        'text',
        'image',
        'vector',
        'metadata',
        'score',
        'select',
        'order',
        'constructor',
        'toString',
        'camelCase',
        'camelcase',
        'CAMELCASE',
        'a_1',
        'x'.repeat(63),
      ];
      const fields = Object.fromEntries(names.map((name) => [name, 'string' as const]));
      const store = await create({ fields });
      await store.upsert(
        names.map((name, i) => withMetadata(makeRecord(`n${i}`, i), { [name]: name })),
      );
      await store.upsert([
        withMetadata(
          makeRecord('all', 50),
          Object.fromEntries(names.map((name) => [name, `all ${name}`])),
        ),
      ]);
      for (const name of names) {
        assert.equal(
          await store.count({ filter: { [name]: name } }),
          1,
          `records where ${name} is ${name}`,
        );
        assert.equal(
          await store.count({ filter: { [name]: { $exists: true } } }),
          2,
          `records with ${name}`,
        );
        assert.equal(await store.count({ filter: { [name]: { $in: [`all ${name}`] } } }), 1);
      }
      const all = defined(await getOne(store, 'all'));
      sameJson(
        all.metadata,
        Object.fromEntries(names.map((name) => [name, `all ${name}`])),
        'metadata',
      );
    },
  },
  {
    title: 'filters strings with quotes, wildcards, marks and case exactly',
    async run({ create }) {
      const store = await create();
      const values = hostileTexts;
      await store.upsert(
        values.map((color, i) =>
          withMetadata(makeRecord(`s${i}`, i), { color, tags: [color, 'other'] }),
        ),
      );
      for (const value of values) {
        const shown = JSON.stringify(value).slice(0, 40);
        assert.equal(
          await store.count({ filter: { color: value } }),
          1,
          `records where color is ${shown}`,
        );
        assert.equal(
          await store.count({ filter: { color: { $ne: value } } }),
          values.length - 1,
          `records where it is not ${shown}`,
        );
        assert.equal(await store.count({ filter: { tags: value } }), 1, `records tagged ${shown}`);
        assert.equal(
          await store.count({ filter: { tags: { $all: ['other', value] } } }),
          1,
          `records tagged other and ${shown}`,
        );
      }
      assert.equal(await store.count({ filter: { color: { $in: values } } }), values.length);
    },
  },
  {
    title: 'takes metadata up to its limit in bytes, and refuses more before anything is written',
    async run({ create }) {
      const store = await create();
      const { metadataBytes } = store.limits;
      if (metadataBytes === Number.POSITIVE_INFINITY) {
        const metadata = { long: 'x'.repeat(200_000) };
        await store.upsert([withMetadata(makeRecord('a', 1), metadata)]);
        sameJson((await getOne(store, 'a'))?.metadata, metadata, 'metadata of 200 kB');
        return;
      }
      const half = withMetadata(makeRecord('a', 1), {
        long: 'x'.repeat(Math.floor(metadataBytes / 2)),
      });
      await store.upsert([half]);
      const large = withMetadata(makeRecord('c', 2), { long: 'x'.repeat(metadataBytes + 1) });
      await failure(
        'invalid-input',
        () => store.upsert([makeRecord('b', 3), large]),
        'large metadata',
      );
      assert.equal(await store.count(), 1);
    },
  },
];

async function roundTrip({ create }: CaseContext, metadata: JsonObject): Promise<void> {
  const store = await create();
  // One key at a time as well, so that a failure names the one that is lost.
  const single = Object.entries(metadata).map(([key, value], i) =>
    withMetadata(makeRecord(`k${i}`, i), Object.fromEntries([[key, value]])),
  );
  await store.upsert(single);
  const stored = await store.get(single.map(({ id }) => id));
  for (const [i, record] of single.entries())
    sameJson(stored[i]?.metadata, record.metadata, 'metadata');
  const whole = withMetadata(makeRecord('whole', 999), metadata);
  await store.upsert([whole]);
  const vector = vectorOf(whole, 'image');
  const { hits } = await store.search({ vector, using: 'image', limit: 1, filter: {} });
  assert.equal(hits[0]?.id, 'whole');
  sameJson(hits[0]?.metadata, metadata, 'metadata of a hit');
  const scanned = (await scanAll(store)).find(({ id }) => id === 'whole');
  sameJson(scanned?.metadata, metadata, 'metadata of a scan');
}
