import assert from 'node:assert/strict';
import type { IndexSearchOptions, VectorRecord } from '@nestvec/core';
import { dot } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { defined, vectorOf } from '../expect/defined.ts';
import { refusal } from '../expect/failure.ts';
import { indexOf } from '../expect/index-of.ts';
import { idsOf, scoreTolerance } from '../expect/same-hits.ts';

const query = randomUnitVector(256, createRandom(93));

/** Records of which some lack a modality, and every third has the word quokka. */
function mixedRecords(count: number): VectorRecord[] {
  return makeRecords(count).map((record, i) => {
    const { text, text_32, image, image_64 } = record.vectors;
    const texts = i % 5 === 1 ? {} : { text: defined(text), text_32: defined(text_32) };
    const images = i % 5 === 2 ? {} : { image: defined(image), image_64: defined(image_64) };
    const vectors = { ...texts, ...images };
    return { ...record, vectors, text: i % 3 === 0 ? `a quokka of ${i}` : `a dog of ${i}` };
  });
}

/** Searches of an index over several lists. */
export const indexSearchCases: readonly ConformanceCase[] = [
  {
    title: 'gives pages that joined equal the long page, over one list and over several',
    async run({ create, open }) {
      const hasWords = open('_words').capabilities.words !== false;
      const store = await create({ keyword: hasWords });
      await store.upsert(mixedRecords(140));
      const index = await indexOf(store, query);
      const kinds: Record<string, IndexSearchOptions> = {
        'one vector': { using: 'text' },
        'two stages': { over: 'image' },
        both: {},
        'both by rank': { fusion: 'rank' },
        'both, weighted': { weights: { image: 0.3, text: 2 } },
        'both, filtered': { filter: { color: { $ne: 'red' } } },
        'both, from a score on': { minScore: 0 },
        ...(hasWords ? { 'both and words': { words: 'quokka' } } : {}),
      };
      for (const [kind, options] of Object.entries(kinds)) {
        const { hits: whole } = await index.search('q', { ...options, limit: 100 });
        const joined: string[] = [];
        for (let offset = 0; offset < 100; offset += 7) {
          const limit = Math.min(7, 100 - offset);
          const { hits } = await index.search('q', { ...options, limit, offset });
          joined.push(...idsOf(hits));
        }
        assert.deepEqual(joined, idsOf(whole), kind);
        assert.equal(new Set(joined).size, joined.length, `a record came twice: ${kind}`);
      }
    },
  },
  {
    title: 'fuses flat over lists: parts of hits, cosine of the modality named, places, explain',
    async run({ create }) {
      const store = await create();
      const records = mixedRecords(40);
      await store.upsert(records);
      const index = await indexOf(store, query);
      const include = { vectors: ['image_64'] };
      const { hits, explain } = await index.search('q', { limit: 40, include });
      assert.equal(explain.fusion, 'relative');
      assert.deepEqual(
        explain.lists.map(({ using }) => using),
        ['image_64', 'text_32'],
      );
      assert.equal(hits.length, 40);
      let before = Number.POSITIVE_INFINITY;
      for (const hit of hits) {
        const record = records.find(({ id }) => id === hit.id);
        const exact = dot(vectorOf(record, hit.modality), query);
        assert.ok(Math.abs((hit.score ?? 2) - exact) <= scoreTolerance, `score of ${hit.id}`);
        assert.equal(hit.lists[hit.modality]?.score, hit.score);
        assert.equal(hit.text, record?.text);
        assert.deepEqual(hit.metadata, record?.metadata);
        assert.equal(
          hit.vectors?.['image_64'] === undefined,
          record?.vectors['image_64'] === undefined,
        );
        const fused = hit.fused ?? Number.NaN;
        assert.ok(fused <= before, `${hit.id} with ${fused} comes after ${before}`);
        before = fused;
      }
    },
  },
  {
    title: 'puts the record with the very vector of the query first, over all lists',
    async run({ create }) {
      const store = await create();
      const records = mixedRecords(30);
      await store.upsert(records);
      for (const record of records) {
        if (record.vectors['text'] === undefined) continue;
        const index = await indexOf(store, vectorOf(record, 'text'));
        const { hits } = await index.search('q', { limit: 3, weights: { image: 5 } });
        assert.equal(hits[0]?.id, record.id);
        assert.equal(hits[0]?.modality, 'text');
        assert.ok((hits[0]?.score ?? 0) >= 0.9999, `score ${hits[0]?.score}`);
      }
    },
  },
  {
    title: 'scores a hit of words alone by its text vector, whatever minScore is',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true });
      const far = query.map((value) => -value);
      const near = makeRecords(120).map((record) => ({
        ...record,
        vectors: { text: query },
        text: 'a dog',
      }));
      await store.upsert([
        ...near,
        { ...makeRecord('far', 1), vectors: { text: far }, text: 'a quokka' },
        { ...makeRecord('bare', 2), vectors: { image: query }, text: 'a quokka and its quokka' },
      ]);
      const index = await indexOf(store, query);
      const options = { words: 'quokka', minScore: 0.5, limit: 100 };
      const { hits } = await index.search('q', { ...options, weights: { image: 0, words: 5 } });
      const byId = new Map(hits.map((hit) => [hit.id, hit]));
      const found = defined(byId.get('far'), 'the far hit');
      assert.ok(Math.abs((found.score ?? 0) + 1) <= scoreTolerance, `score ${found.score}`);
      assert.deepEqual(Object.keys(found.lists), ['words']);
      assert.equal(found.modality, 'text');
      assert.equal(byId.get('bare')?.score, undefined);
    },
  },
  {
    title: 'does not ask a list of weight 0, and refuses to ask none',
    async run({ create }) {
      const store = await create();
      await store.upsert(mixedRecords(20));
      const index = await indexOf(store, query);
      const { hits, explain } = await index.search('q', { weights: { image: 0 } });
      assert.deepEqual(
        explain.lists.map(({ using }) => using),
        ['text_32'],
      );
      assert.ok(hits.every(({ modality }) => modality === 'text'));
      await refusal('weights', () => index.search('q', { weights: { image: 0, text: 0 } }));
      for (const image of [-1, Number.NaN, Number.POSITIVE_INFINITY])
        await refusal('weights.image', () => index.search('q', { weights: { image } }));
    },
  },
  {
    title: 'refuses options of an index that make no sense, each by its name',
    async run({ create }) {
      const store = await create();
      await store.upsert(mixedRecords(3));
      const index = await indexOf(store, query);
      // Callers without types pass such things.
      const bad = {
        offset: { offset: -1 },
        limit: { limit: '5' },
        depth: { limit: 60, offset: 60 },
        over: { using: 'text_32', over: 'image' },
        fusion: { fusion: 'sum' },
        minScore: { minScore: 2 },
        'groupBy.field': { groupBy: { field: 'nope' } },
        'options.fitler': { fitler: { color: 'red' } },
      } as unknown as Record<string, IndexSearchOptions>;
      for (const [field, options] of Object.entries(bad))
        await refusal(field, () => index.search('q', options));
    },
  },
];
