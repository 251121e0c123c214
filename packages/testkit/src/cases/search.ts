import assert from 'node:assert/strict';
import { truncate } from '@nestvec/core';
import { dot } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecords, withMetadata } from '../data/records.ts';
import { clipIdentity } from '../data/spec.ts';
import { axis, randomUnitVector } from '../data/unit-vector.ts';
import { defined } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { expectedSearch } from '../expect/oracle.ts';
import { idsOf, sameHits, scoreTolerance } from '../expect/same-hits.ts';

const query = randomUnitVector(256, createRandom(99));

/** Searches of one stage: which records, which scores, which parts. */
export const searchCases: readonly ConformanceCase[] = [
  {
    title: 'gives the nearest records over each named vector, with their cosine as score',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(120);
      await store.upsert(records);
      const { exact } = store.capabilities;
      for (const using of ['text', 'text_32', 'image', 'image_64']) {
        const request = { vector: query, using, limit: 15, exact };
        const expected = expectedSearch(records, spec(), request, store);
        const { hits, explain } = await store.search(request);
        sameHits(hits, expected.hits, expected.all, `search over ${using}`);
        assert.equal(explain.using, using);
        assert.equal(explain.stages, 'single');
        assert.equal(explain.rescore, undefined);
        assert.ok(explain.candidates >= 15, `explain says ${explain.candidates} candidates`);
      }
    },
  },
  {
    title: 'scores vectors of the real model’s size like core',
    async run({ create }) {
      const random = createRandom(5);
      const store = await create({
        embedder: clipIdentity,
        vectors: { image: { modality: 'image' }, image_64: { modality: 'image', dimensions: 64 } },
      });
      const full = Array.from({ length: 40 }, () => randomUnitVector(1024, random));
      await store.upsert(
        full.map((vector, i) => ({
          id: `v${i}`,
          vectors: { image: vector, image_64: truncate(vector, 64) },
          metadata: {},
        })),
      );
      const vector = defined(full[7]);
      for (const [using, dimensions] of [
        ['image', 1024],
        ['image_64', 64],
      ] as const) {
        const { hits } = await store.search({ vector, using, limit: 40 });
        assert.equal(hits.length, 40);
        assert.equal(hits[0]?.id, 'v7');
        for (const { id, score } of hits) {
          const stored = truncate(defined(full[Number(id.slice(1))]), dimensions);
          const exact = dot(stored, truncate(vector, dimensions));
          assert.ok(
            Math.abs(score - exact) <= scoreTolerance,
            `${id} over ${using}: ${score}, exact ${exact}`,
          );
        }
      }
    },
  },
  {
    title: 'gives scores of 1, 0 and -1 as they are, the worst last',
    async run({ create }) {
      const store = await create();
      const vectors = { same: axis(256, 0), between: axis(256, 1), opposite: axis(256, 0, -1) };
      await store.upsert(
        Object.entries(vectors).map(([id, text]) => ({ id, vectors: { text }, metadata: {} })),
      );
      const { hits } = await store.search({ vector: axis(256, 0), using: 'text' });
      assert.deepEqual(idsOf(hits), ['same', 'between', 'opposite']);
      for (const [i, score] of [1, 0, -1].entries()) {
        const found = defined(hits[i]).score;
        assert.ok(
          Math.abs(found - score) <= scoreTolerance,
          `score ${found} where ${score} is exact`,
        );
        assert.ok(Math.abs(found) <= 1, `score ${found} is outside [-1, 1]`);
      }
    },
  },
  {
    title: 'asks only for the direction of the query, not for its length',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(30));
      const exact = await store.search({ vector: query, using: 'text_32' });
      for (const factor of [1e-4, 17]) {
        const { hits } = await store.search({
          vector: query.map((value) => value * factor),
          using: 'text_32',
        });
        const scores = new Map(exact.hits.map(({ id, score }) => [id, score]));
        sameHits(hits, exact.hits, scores, `query of norm ${factor}`);
      }
    },
  },
  {
    title: 'finds all of a few matching records, however far they are from the query',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(300);
      const all = expectedSearch(
        records,
        spec(),
        { vector: query, using: 'text', limit: 300, depth: 300 },
        store,
      );
      const far = new Set(idsOf(all.hits.slice(-5)));
      const marked = records.map((record) =>
        withMetadata(record, { color: far.has(record.id) ? 'far' : 'near' }),
      );
      await store.upsert(marked);
      const request = { vector: query, using: 'text', filter: { color: 'far' }, limit: 5 };
      const expected = expectedSearch(marked, spec(), request, store);
      sameHits((await store.search(request)).hits, expected.hits, expected.all);
      const coarse = { ...request, using: 'text_32', rescore: 'text' };
      assert.deepEqual(new Set(idsOf((await store.search(coarse)).hits)), far);
    },
  },
  {
    title: 'finds nothing where the filter holds for none',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(10));
      for (const filter of [{ $or: [] }, { color: { $in: [] } }, { color: 'no such color' }]) {
        assert.deepEqual((await store.search({ vector: query, using: 'text', filter })).hits, []);
      }
    },
  },
  {
    title: 'keeps hits from minScore on, one of exactly that score included',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(40));
      const base = { vector: query, using: 'text', limit: 40 } as const;
      const { hits } = await store.search(base);
      assert.equal(hits.length, 40);
      for (const at of [0, 4, 19]) {
        const minScore = defined(hits[at]).score;
        const found = await store.search({ ...base, minScore });
        assert.deepEqual(idsOf(found.hits), idsOf(hits.slice(0, at + 1)), `minScore ${minScore}`);
      }
      const none = await store.search({ ...base, minScore: 1 });
      assert.deepEqual(none.hits, []);
    },
  },
  {
    title: 'applies minScore to the rescored scores where there are two stages',
    async run({ create }) {
      const store = await create();
      await store.upsert(makeRecords(40));
      const base = {
        vector: query,
        using: 'text_32',
        rescore: 'text',
        limit: 10,
        depth: 10,
        oversample: 4,
      } as const;
      const { hits } = await store.search(base);
      const minScore = defined(hits[3]).score;
      const found = await store.search({ ...base, minScore });
      assert.deepEqual(idsOf(found.hits), idsOf(hits.slice(0, 4)));
    },
  },
  {
    title: 'compares every record where exact is asked, or says that it can not',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(60);
      await store.upsert(records);
      const request = { vector: query, using: 'text_32', limit: 20, exact: true };
      if (!store.capabilities.exact) {
        await failure('unsupported', () => store.search(request), 'an exact search');
        return;
      }
      const { hits, explain } = await store.search(request);
      assert.equal(explain.exact, true);
      const expected = expectedSearch(records, spec(), request, store);
      sameHits(hits, expected.hits, expected.all);
      assert.equal(
        hits.some((hit) => hit.approximate === true),
        false,
        'an exact score is not approximate',
      );
    },
  },
];
