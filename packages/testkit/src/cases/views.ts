import assert from 'node:assert/strict';
import type { ConformanceCase } from '../case.ts';
import { makeRecords, withMetadata } from '../data/records.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { failure, refusal } from '../expect/failure.ts';
import { indexOf } from '../expect/index-of.ts';
import { idsOf } from '../expect/same-hits.ts';

/** Twelve records, every third of which is red and dear. */
const records = makeRecords(12, 7).map((record, i) =>
  withMetadata(record, { color: i % 3 === 0 ? 'red' : 'blue', price: i }),
);
const blue = idsOf(records.filter(({ metadata }) => metadata['color'] === 'blue'));

/** An index as others may read it. */
export const viewCases: readonly ConformanceCase[] = [
  {
    title: 'has in a view the records of its filter alone, by every call and whatever is asked',
    async run({ create }) {
      const store = await create();
      await store.upsert(records);
      const index = await indexOf(store, vectorOf(records[0], 'text'));
      const view = index.view({ filter: { color: { $ne: 'red' } } });
      const loose = [undefined, {}, { $or: [{ color: 'red' }, {}] }, { $not: { price: -1 } }];
      for (const filter of loose) {
        const { hits } = await view.search('a', { filter, limit: 12 });
        assert.deepEqual(idsOf(hits).toSorted(), blue);
        const { records: listed } = await view.list({
          sort: { field: 'price' },
          filter,
          limit: 12,
        });
        assert.deepEqual(idsOf(listed).toSorted(), blue);
        assert.equal(await view.store.count({ filter }), blue.length);
        const { facets } = await view.facets({ fields: { color: { kind: 'values' } }, filter });
        assert.deepEqual(facets['color']?.kind === 'values' && facets['color'].values, [
          { value: 'blue', count: blue.length },
        ]);
      }
      const [red, other] = [defined(records[0]), defined(records[1])];
      const include = { metadata: false, text: false, links: false, vectors: [] };
      const found = await view.store.get([red.id, other.id, 'nope'], { include });
      assert.deepEqual(found, [undefined, { id: other.id, vectors: {}, metadata: {} }, undefined]);
      await failure('not-found', () => view.search({ like: red.id }));
      const like = await view.search({ like: other.id }, { limit: 12 });
      assert.deepEqual(
        idsOf(like.hits).toSorted(),
        blue.filter((id) => id !== other.id),
      );
    },
  },
  {
    title: 'knows in a view the fields that it names alone, and writes nothing',
    async run({ create }) {
      const store = await create();
      await store.upsert(records);
      const index = await indexOf(store, vectorOf(records[0], 'text'));
      const view = index.view({ filter: { price: { $lt: 6 } }, fields: ['color'] });
      assert.deepEqual(Object.keys(view.spec.fields), ['color']);
      assert.equal((await view.search('a', { filter: { color: 'red' } })).hits.length, 2);
      await refusal('price', () => view.search('a', { filter: { price: 1 } }));
      await refusal('sort.field', () => view.search('a', { sort: { field: 'price' } }));
      await refusal('sort.field', () => view.list({ sort: { field: 'price' } }));
      await refusal('field', () => view.search('a', { boost: [{ field: 'price', weight: 1 }] }));
      await refusal('groupBy.field', () => view.search('a', { groupBy: { field: 'price' } }));
      await refusal('price', () => view.facets({ fields: { price: { kind: 'range' } } }));
      await failure('unsupported', () => view.store.remove({ ids: ['r0000'] }));
      await failure('unsupported', () => view.store.upsert([]));
      await failure('unsupported', () => view.store.tenant('a'));
      assert.equal(await store.count(), records.length);
    },
  },
];
