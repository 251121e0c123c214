import assert from 'node:assert/strict';
import type { IndexHit, IndexSearchOptions, VectorRecord } from '@nestvec/core';
import { dot } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecord, makeRecords, withMetadata } from '../data/records.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { refusal } from '../expect/failure.ts';
import { indexOf } from '../expect/index-of.ts';
import { idsOf } from '../expect/same-hits.ts';

const query = randomUnitVector(256, createRandom(21));

/** Every fourth record has a twin that differs in nothing but its id. */
function twinned(count: number): VectorRecord[] {
  return makeRecords(count, 4).map((record, i, all) =>
    i % 4 === 1 ? { ...defined(all[i - 1]), id: record.id } : record,
  );
}

/** Maximal marginal relevance from its definition. */
function diverse(
  hits: readonly IndexHit[],
  records: readonly VectorRecord[],
  diversity: number,
): string[] {
  const best = Math.max(...hits.map(({ fused = 0 }) => fused));
  const left = hits.map((hit) => ({
    id: hit.id,
    relevance: (hit.fused ?? 0) / best,
    vector: vectorOf(
      records.find(({ id }) => id === hit.id),
      hit.modality,
    ),
  }));
  const taken = left.splice(0, 1);
  while (left.length > 0) {
    const worth = left.map(
      ({ relevance, vector }) =>
        (1 - diversity) * relevance -
        diversity * Math.max(...taken.map((one) => dot(one.vector, vector))),
    );
    taken.push(...left.splice(worth.indexOf(Math.max(...worth)), 1));
  }
  return idsOf(taken);
}

/** What happens to the list that several became. */
export const rankingCases: readonly ConformanceCase[] = [
  {
    title: 'ends the list that two became at depth, before it is grouped or sorted',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(60));
      const index = await indexOf(store, query);
      const depth = 12;
      const options = { depth, limit: depth };
      const alone = await Promise.all(
        (['image', 'text'] as const).map(
          async (over) => await index.search('q', { ...options, over }),
        ),
      );
      const either = new Set(alone.flatMap(({ hits }) => idsOf(hits)));
      assert.ok(either.size > depth, 'the lists have to differ');
      const { hits: best } = await index.search('q', options);
      const ids = idsOf(best).toSorted();
      assert.equal(ids.length, depth);
      const sort = { field: 'price' } as const;
      const sorted = await index.search('q', { ...options, sort });
      assert.deepEqual(idsOf(sorted.hits).toSorted(), ids);
      assert.deepEqual(sorted.explain.sort, { over: 'best', n: depth });
      const groupBy = { field: 'color', size: depth };
      const grouped = await index.search('q', { ...options, groupBy });
      assert.deepEqual(idsOf(grouped.hits).toSorted(), ids);
    },
  },
  {
    title: 'puts hits that resemble earlier ones behind, the same on every page',
    async run({ create }) {
      const store = await create();
      const records = twinned(40);
      await store.upsert(records);
      const index = await indexOf(store, query);
      const { hits: plain } = await index.search('q', { limit: 40 });
      for (const diversity of [0, 0.3, 0.7]) {
        const { hits } = await index.search('q', { diversity, limit: 40 });
        assert.deepEqual(idsOf(hits), diverse(plain, records, diversity), `diversity ${diversity}`);
        const paged: string[] = [];
        for (let offset = 0; offset < 40; offset += 8)
          paged.push(...idsOf((await index.search('q', { diversity, limit: 8, offset })).hits));
        assert.deepEqual(paged, idsOf(hits), `pages at diversity ${diversity}`);
      }
      const { hits } = await index.search('q', { diversity: 1, limit: 30 });
      const twins = hits.flatMap(({ id }) => {
        const record = records.find((one) => one.id === id);
        return record?.vectors['text'] === undefined ? [] : [vectorOf(record, 'text').join()];
      });
      assert.equal(new Set(twins).size, 30, 'a twin came before others');
    },
  },
  {
    title: 'diversifies one list, and groups by their first hits',
    async run({ create }) {
      const store = await create();
      const records = twinned(24).map((record, i) => withMetadata(record, { color: `c${i % 7}` }));
      await store.upsert(records);
      const index = await indexOf(store, query);
      const one = { over: 'text', limit: 24 } as const;
      const { hits } = await index.search('q', { ...one, diversity: 1 });
      assert.equal(hits[0]?.fused, undefined);
      assert.equal(hits[0]?.id, (await index.search('q', one)).hits[0]?.id);
      const last = hits.slice(-6).map(({ id }) => id);
      assert.equal(last.length, new Set(last).size);
      const groupBy = { field: 'color', size: 2 };
      const groups = await index.search('q', { ...one, groupBy, diversity: 0.5 });
      const colors = groups.hits.map(({ metadata }) => JSON.stringify(metadata['color']));
      const changes = colors.filter((color, i) => color !== colors[i - 1]);
      assert.equal(changes.length, new Set(colors).size, `groups were mixed: ${colors.join()}`);
    },
  },
  {
    title: 'moves hits up by a filter and by a field, before groups are made, and says so in fused',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(40, 6).map((record, i) =>
        withMetadata(record, {
          stocked: i % 4 === 0,
          ...(i % 3 === 0 ? {} : { price: i }),
          color: `c${i % 5}`,
        }),
      );
      await store.upsert(records);
      const index = await indexOf(store, query);
      const { hits: plain } = await index.search('q', { limit: 40 });
      const boost: IndexSearchOptions['boost'] = [
        { filter: { stocked: true }, weight: 0.8 },
        { field: 'price', weight: -0.5 },
      ];
      const addedOf = ({ id, metadata: { stocked, price } }: IndexHit): number => {
        assert.ok(records.some((record) => record.id === id));
        const share = typeof price === 'number' ? (price - 1) / (38 - 1) : 0;
        return (stocked === true ? 0.8 : 0) - 0.5 * share;
      };
      const expected = new Map(plain.map((hit) => [hit.id, (hit.fused ?? 0) + addedOf(hit)]));
      const { hits } = await index.search('q', { boost, limit: 40 });
      let before = Number.POSITIVE_INFINITY;
      for (const hit of hits) {
        const { id, fused = Number.NaN } = hit;
        assert.ok(Math.abs(fused - (expected.get(id) ?? 0)) < 1e-9, `fused of ${id}: ${fused}`);
        assert.ok(fused <= before, `${id} with ${fused} comes after ${before}`);
        before = fused;
      }
      const { hits: grouped } = await index.search('q', { boost, groupBy: { field: 'color' } });
      assert.equal(grouped.length, 5);
      const firsts = new Map<unknown, string>();
      for (const { id, metadata } of hits)
        if (!firsts.has(metadata['color'])) firsts.set(metadata['color'], id);
      assert.deepEqual(idsOf(grouped), [...firsts.values()]);
      const paged: string[] = [];
      for (let offset = 0; offset < 40; offset += 10)
        paged.push(...idsOf((await index.search('q', { boost, limit: 10, offset })).hits));
      assert.deepEqual(paged, idsOf(hits));
    },
  },
  {
    title: 'boosts one list too, by parts of the record as well, and leaves the same content first',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(20).map((record, i) => ({ ...record, source: `s${i % 2}` }));
      await store.upsert([...records, { ...makeRecord('same', 1), vectors: { text: query } }]);
      const index = await indexOf(store, query);
      const boost = [{ filter: { $source: 's1' }, weight: 3 }];
      const { hits } = await index.search('q', { using: 'text', boost, limit: 21 });
      assert.equal(hits[0]?.id, 'same');
      const sources = hits.slice(1).map(({ id }) => records.find((one) => one.id === id)?.source);
      const expected = Array.from({ length: 20 }, (_, i) => (i < 10 ? 's1' : 's0'));
      assert.deepEqual(sources, expected);
      assert.ok((hits[1]?.fused ?? 0) > 3);
    },
  },
  {
    title: 'refuses boosts and a diversity that make no sense, each by its name',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(3));
      const index = await indexOf(store, query);
      // Callers without types pass such things.
      const bad = {
        diversity: { diversity: 1.5 },
        'boost[0].weight': { boost: [{ filter: {}, weight: Number.NaN }] },
        'boost[0].field': { boost: [{ field: 'color', weight: 1 }] },
        'boost[0]': { boost: [{ weight: 1 }] },
        'boost[1].filter.nope': {
          boost: [
            { field: 'price', weight: 1 },
            { filter: { nope: 1 }, weight: 1 },
          ],
        },
      } as unknown as Record<string, IndexSearchOptions>;
      for (const [field, options] of Object.entries(bad))
        await refusal(field, () => index.search('q', options));
    },
  },
];
