import assert from 'node:assert/strict';
import type { IndexHit, VectorRecord } from '@nestvec/core';
import type { SearchRequest } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecords, withMetadata } from '../data/records.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { refusal } from '../expect/failure.ts';
import { indexOf } from '../expect/index-of.ts';
import { expectedSearch } from '../expect/oracle.ts';
import { idsOf, sameHits } from '../expect/same-hits.ts';
import { wrapStore } from '../wrap-store.ts';

const query = randomUnitVector(256, createRandom(96));

type Grouped = Pick<IndexHit, 'id' | 'metadata' | 'parentId' | 'score'>;

/** What grouping gives, worked out from the whole list. */
function grouped<Entry extends Grouped>(
  list: readonly Entry[],
  field: string,
  [size, limit, offset]: readonly [size: number, limit: number, offset: number],
): Entry[] {
  const groups = new Map<unknown, Entry[]>();
  for (const hit of list) {
    const value = field === 'parentId' ? hit.parentId : hit.metadata[field];
    if (value !== undefined && value !== null)
      groups.set(value, [...(groups.get(value) ?? []), hit]);
  }
  return [...groups.values()].slice(offset, offset + limit).flatMap((hits) => hits.slice(0, size));
}

/** Searches that give at most some hits of each value. */
export const groupByCases: readonly ConformanceCase[] = [
  {
    title: 'groups by strings, numbers and booleans, with limit and offset counting values',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(80).map((record, i) =>
        withMetadata(record, { color: `c${i % 9}`, price: (i % 5) - 2.5, stocked: i % 2 === 0 }),
      );
      await store.upsert(records);
      const index = await indexOf(store, query);
      const request = { vector: query, using: 'text', limit: 80 };
      const whole = expectedSearch(records, spec(), request, store);
      for (const field of ['color', 'price', 'stocked']) {
        for (const part of [
          [1, 3, 0],
          [2, 4, 0],
          [3, 2, 2],
          [100, 20, 0],
        ] as const) {
          const [size, limit, offset] = part;
          const groupBy = size === 1 ? { field } : { field, size };
          const { hits, explain } = await index.search('q', {
            using: 'text',
            groupBy,
            limit,
            offset,
          });
          const expected = grouped(whole.hits, field, part);
          sameHits(hits, expected, whole.all, `by ${field}, ${part.join(', ')}`);
          assert.equal(explain.groups, 'all');
        }
      }
    },
  },
  {
    title: 'groups by the parent of parts',
    async run({ create, spec }) {
      const store = await create();
      const records: VectorRecord[] = makeRecords(40).map((record, i) => ({
        ...record,
        parentId: `doc/${i % 7}`,
      }));
      await store.upsert(records);
      const index = await indexOf(store, query);
      const request = { vector: query, using: 'text', limit: 40 };
      const whole = expectedSearch(records, spec(), request, store);
      for (const field of ['parentId', '$parentId'] as const) {
        const groupBy = { field, size: 2 };
        const { hits } = await index.search('q', { using: 'text', groupBy, limit: 4 });
        sameHits(hits, grouped(whole.hits, 'parentId', [2, 4, 0]), whole.all);
        const fused = await index.search('q', { groupBy, limit: 4 });
        for (const found of [hits, fused.hits]) {
          assert.equal(found.length, 8, field);
          assert.equal(new Set(found.map((hit) => hit.parentId)).size, 4, field);
        }
      }
    },
  },
  {
    title: 'leaves out records without a value to group by',
    async run({ create }) {
      const store = await create();
      const colors = ['red', null, undefined, 'blue', '', null];
      const records = makeRecords(6).map((record, i) => withMetadata(record, { color: colors[i] }));
      await store.upsert(records);
      const index = await indexOf(store, query);
      const byColor = await index.search('q', { groupBy: { field: 'color' } });
      assert.deepEqual(idsOf(byColor.hits).toSorted(), ['r0000', 'r0003', 'r0004']);
      const byParent = await index.search('q', { groupBy: { field: 'parentId' } });
      assert.deepEqual(byParent.hits, []);
    },
  },
  {
    title: 'finds small groups behind one that holds the nearest records, as far as the list goes',
    async run({ create, spec }) {
      const store = await create();
      const drawn = makeRecords(300);
      const request = { vector: query, using: 'text', limit: 300, depth: 300 };
      const order = expectedSearch(drawn, spec(), request, store);
      const place = new Map(idsOf(order.hits).map((id, i) => [id, i]));
      const records = drawn.map((record) => {
        const rank = place.get(record.id) ?? 0;
        return withMetadata(record, { color: rank < 290 ? 'crowd' : `rare${rank % 3}` });
      });
      await store.upsert(records);
      const asked: SearchRequest[] = [];
      const watched = wrapStore(store, {
        search: (one, options) => {
          asked.push(one);
          return store.search(one, options);
        },
      });
      const index = await indexOf(watched, query);
      const options = { using: 'text', groupBy: { field: 'color' }, limit: 4 };
      const whole = await index.search('q', { ...options, depth: 320 });
      const colors = whole.hits.map(({ metadata }) => JSON.stringify(metadata['color']));
      assert.deepEqual(
        colors.toSorted((a, b) => (a < b ? -1 : 1)),
        ['"crowd"', '"rare0"', '"rare1"', '"rare2"'],
      );
      assert.equal(whole.explain.groups, 'all');
      const best = await index.search('q', options);
      assert.deepEqual(
        best.hits.map(({ metadata }) => metadata['color']),
        ['crowd'],
      );
      assert.equal(best.explain.groups, 'of-depth');
      assert.deepEqual(
        asked.map(({ limit, depth }) => [limit, depth]),
        [
          [320, 320],
          [100, 100],
        ],
      );
    },
  },
  {
    title: 'groups only records that pass the filter and minScore',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(60);
      await store.upsert(records);
      const index = await indexOf(store, query);
      const filter = { price: { $lt: 60 } };
      const bounds = { using: 'image', filter, minScore: -0.02 };
      const groupBy = { field: 'color', size: 5 };
      const { hits } = await index.search('q', { ...bounds, groupBy, limit: 3 });
      const request = { ...bounds, vector: query, limit: 60 };
      const whole = expectedSearch(records, spec(), request, store);
      sameHits(hits, grouped(whole.hits, 'color', [5, 3, 0]), whole.all);
    },
  },
  {
    title: 'groups a rescored search by the rescored order',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(40);
      await store.upsert(records);
      const index = await indexOf(store, query);
      const groupBy = { field: 'color', size: 2 };
      const { hits } = await index.search('q', { over: 'text', groupBy, limit: 3 });
      const stages = { vector: query, using: 'text_32', rescore: 'text', limit: 40 };
      const whole = expectedSearch(records, spec(), stages, store);
      sameHits(hits, grouped(whole.hits, 'color', [2, 3, 0]), whole.all);
    },
  },
  {
    title: 'groups the fused list of both modalities, each value once and as many as are asked for',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(90).map((record, i) =>
        withMetadata(record, { color: `c${i % 11}` }),
      );
      await store.upsert(records);
      const index = await indexOf(store, query);
      const { hits: whole } = await index.search('q', { limit: 100 });
      for (const part of [
        [1, 3, 0],
        [2, 4, 0],
        [2, 4, 4],
        [3, 20, 0],
      ] as const) {
        const [size, limit, offset] = part;
        const groupBy = { field: 'color', size };
        const { hits } = await index.search('q', { groupBy, limit, offset });
        assert.deepEqual(idsOf(hits), idsOf(grouped(whole, 'color', part)), part.join(', '));
      }
    },
  },
  {
    title: 'groups the fused list of vectors and words',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true });
      const records = makeRecords(60).map((record, i) => ({
        ...withMetadata(record, { color: `c${i % 7}` }),
        text: i % 5 === 0 ? 'a quokka' : 'a dog',
      }));
      await store.upsert(records);
      const index = await indexOf(store, query);
      const words = 'quokka';
      const { hits: whole } = await index.search('q', { words, limit: 100 });
      const groupBy = { field: 'color', size: 2 };
      const { hits } = await index.search('q', { words, groupBy, limit: 5 });
      assert.deepEqual(idsOf(hits), idsOf(grouped(whole, 'color', [2, 5, 0])));
      assert.equal(new Set(hits.map(({ metadata }) => metadata['color'])).size, 5);
    },
  },
  {
    title: 'refuses groups, pages and lists beyond what there can be, by their field and the bound',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(3));
      const index = await indexOf(store, query);
      const most = store.limits.candidates;
      const huge = 1e9;
      const color = { field: 'color', size: huge };
      await refusal('groupBy.size', () => index.search('q', { groupBy: color }), 'depth 100');
      const parent = { field: '$parentId', size: 31 } as const;
      const groups = { groupBy: parent, depth: 30 };
      await refusal('groupBy.size', () => index.search('q', groups), 'depth 30');
      await refusal('depth', () => index.search('q', { limit: huge }), '100');
      await refusal('depth', () => index.search('q', { offset: Number.MAX_SAFE_INTEGER }), '100');
      await refusal(
        'depth',
        () => store.search({ vector: query, using: 'text', limit: huge }),
        '100',
      );
      if (!Number.isFinite(most)) return;
      const tooMany = [{ depth: huge }, { depth: most + 1 }, { depth: huge, limit: huge }];
      for (const beyond of tooMany) {
        await refusal('depth', () => index.search('q', beyond), String(most));
        const one = { vector: query, using: 'text', ...beyond };
        await refusal('depth', () => store.search(one), String(most));
      }
    },
  },
];
