import assert from 'node:assert/strict';
import { createIndex } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { fakeEmbedder } from '../embedder/fake-embedder.ts';
import { makeRecords } from '../data/records.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { failure, refusal } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';
import { getOne } from '../expect/collect.ts';

const items = Array.from({ length: 120 }, (_, i) => ({
  id: `item/${i}`,
  text: `text number ${i}`,
  image: Uint8Array.of(i, 1, 2, 3),
  metadata: { number: i },
}));

/** The store under core's front door. */
export const createIndexCases: readonly ConformanceCase[] = [
  {
    title: 'carries an index: what was ingested is found by text, by image and by filter, once',
    async run({ open }) {
      const store = open();
      const fields = { number: 'number' } as const;
      const index = await createIndex({ embedder: fakeEmbedder(), store, fields });
      for (let round = 0; round < 2; round++) {
        const report = await index.ingest(items);
        assert.deepEqual([report.written, report.failed], [120, 0]);
        assert.equal(await store.count(), 120);
      }
      const byText = await index.search('text number 17', { over: 'text', limit: 3 });
      assert.equal(byText.hits[0]?.id, 'item/17');
      const byImage = await index.search(
        { image: Uint8Array.of(99, 1, 2, 3) },
        { over: 'image', limit: 3 },
      );
      assert.equal(byImage.hits[0]?.id, 'item/99');
      const filter = { number: { $gte: 117 } };
      const filtered = await index.search('text number 3', { filter, limit: 10 });
      assert.deepEqual(idsOf(filtered.hits).toSorted(), ['item/117', 'item/118', 'item/119']);
    },
  },
  {
    title:
      'carries an index that is opened again: its spec is remembered, another embedder is refused',
    async run({ open }) {
      const index = await createIndex({ embedder: fakeEmbedder(), store: open() });
      await index.ingest(items.slice(0, 5));
      const again = await createIndex({ embedder: fakeEmbedder(), store: open() });
      assert.deepEqual(again.spec, index.spec);
      const { hits } = await again.search('text number 2', { over: 'text', limit: 1 });
      assert.equal(hits[0]?.id, 'item/2');
      const near = fakeEmbedder({ identity: { weights: 'other' } });
      const error = await failure('identity', () => createIndex({ embedder: near, store: open() }));
      assert.deepEqual(error.details, { verdict: 'near', fields: ['weights'] });
      await createIndex({ embedder: near, store: open(), acceptNear: ['weights'] });
      const other = fakeEmbedder({ identity: { revision: 'another' } });
      await failure('identity', () => createIndex({ embedder: other, store: open() }));
    },
  },
  {
    title: 'carries two indexes that are first to write at the same moment, over two stores',
    async run({ open }) {
      const indexOf = async () => await createIndex({ embedder: fakeEmbedder(), store: open() });
      const indexes = await Promise.all([indexOf(), indexOf(), indexOf()]);
      const reports = await Promise.all(
        indexes.map((index, i) => index.ingest(items.slice(i * 10, i * 10 + 15))),
      );
      assert.deepEqual(
        reports.map(({ written, failed }) => [written, failed]),
        [
          [15, 0],
          [15, 0],
          [15, 0],
        ],
      );
      assert.equal(await open().count(), 35);
    },
  },
  {
    title: 'carries an index for each tenant',
    async run({ open }) {
      const store = open();
      const indexOf = async (tenant: string) =>
        await createIndex({ embedder: fakeEmbedder(), store: store.tenant(tenant), tenants: true });
      const [one, two] = [await indexOf('one'), await indexOf('two')];
      await one.ingest(items.slice(0, 3));
      await two.ingest(items.slice(2, 4));
      const { hits } = await one.search('text number 3', { over: 'text' });
      assert.deepEqual(idsOf(hits).toSorted(), ['item/0', 'item/1', 'item/2']);
      assert.equal((await getOne(two.store, 'item/3'))?.metadata['number'], 3);
      assert.equal(await two.store.count(), 2);
    },
  },
  {
    title: 'gives no hits before the first ingest, and finds what another index has written since',
    async run({ open }) {
      const index = await createIndex({ embedder: fakeEmbedder(), store: open() });
      const { hits, usage } = await index.search('text number 1');
      assert.deepEqual([hits, usage.requests], [[], 0]);
      await refusal('filter.nope', () => index.search('x', { filter: { nope: 1 } }));
      const other = await createIndex({ embedder: fakeEmbedder(), store: open() });
      await other.ingest(items.slice(0, 3));
      assert.equal((await index.search('text number 1')).hits.length, 3);
    },
  },
  {
    title:
      'carries the index of each tenant, of which one is closed and removed without the others',
    async run({ open }) {
      const store = open();
      const index = await createIndex({ embedder: fakeEmbedder(), store, tenants: true });
      assert.deepEqual(await index.tenants(), []);
      const [one, two] = [index.tenant('one'), index.tenant('two')];
      await one.ingest(items.slice(0, 4));
      await two.ingest(items.slice(2, 9));
      assert.deepEqual(await index.tenants(), ['one', 'two']);
      const { hits } = await one.search('text number 3', { over: 'text', limit: 9 });
      assert.deepEqual([hits.length, hits[0]?.id], [4, 'item/3']);
      await one.close();
      assert.equal((await two.search('text number 3', { limit: 9 })).hits.length, 7);
      assert.equal(await index.removeTenant('one'), true);
      assert.deepEqual(await index.tenants(), ['two']);
      assert.equal(await index.tenant('two').store.count(), 7);
    },
  },
  {
    title:
      'refuses a tenant’s store where the collection would have no tenants, before anything is written',
    async run({ open, create }) {
      const embedder = fakeEmbedder();
      const scoped = open().tenant('carol');
      await refusal('tenants', () => createIndex({ embedder, store: scoped }));
      assert.equal(await open().describe(), undefined);
      const index = await createIndex({ embedder, store: scoped, tenants: true });
      await index.ingest(items.slice(0, 2));
      assert.equal(await scoped.count(), 2);
      await create({ embedder: embedder.identity }, '_plain');
      const plain = open('_plain').tenant('carol');
      await refusal('tenants', () => createIndex({ embedder, store: plain }));
    },
  },
  {
    title:
      'refuses vectors of another embedder in a search and in a write, as the collection is now',
    async run({ create, spec }) {
      const store = await create();
      const { identity } = { identity: spec().embedder };
      const [record] = makeRecords(1);
      const other = { ...identity, revision: 'another' };
      const near = { ...identity, weights: 'q4' };
      const request = { vector: vectorOf(record, 'text'), using: 'text' };
      const batch = [defined(record)];
      await store.upsert(batch, { madeBy: { identity } });
      for (const madeBy of [{ identity: other }, { identity: near }]) {
        await failure('identity', () => store.search({ ...request, madeBy }), 'a search');
        await failure('identity', () => store.upsert(batch, { madeBy }), 'an upsert');
      }
      const madeBy = { identity: near, acceptNear: ['weights'] } as const;
      assert.equal((await store.search({ ...request, madeBy })).hits.length, 1);
      await store.upsert(batch, { madeBy });
    },
  },
];
