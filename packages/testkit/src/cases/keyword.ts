import assert from 'node:assert/strict';
import type { Store, VectorRecord } from '@nestvec/core';
import { cutterVersion } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { languageQueries, languageTexts } from '../data/languages.ts';
import { getOne, scanAll } from '../expect/collect.ts';
import { defined } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';
import { rankByWords } from '../memory/rank-by-words.ts';
import { stepsOf } from './plan.ts';

function count(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** The words of texts: how they are cut, counted, changed and brought into a collection that has none. */
export const keywordCases: readonly ConformanceCase[] = [
  {
    title: 'matches the same records by words in ten languages, those without spaces among them',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true });
      const records = Object.entries(languageTexts).map(([id, text], i) => ({
        ...makeRecord(id, i),
        text,
      }));
      await store.upsert(records);
      for (const [words, expected] of languageQueries)
        assert.deepEqual(await foundBy(store, words), expected.toSorted(), words);
      for (const text of Object.values(languageTexts)) {
        const expected = rankByWords(records, [text]).map(({ record }) => record.id);
        assert.deepEqual(await foundBy(store, text), expected.toSorted(), text);
      }
    },
  },
  {
    title: 'orders a list by words as BM25 in memory does, once all is written and optimised',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true });
      const records = corpus(120);
      await store.upsert(records);
      await store.optimize();
      const few = Array.from({ length: 14 }, (_, i) => [i * 3, (i * 21) % 60, (i * i * 9) % 90]);
      const queries = [...few, count(40), count(400)]; // as many as a pasted sentence and a pasted page have
      for (const numbers of queries) {
        const words = numbers.map((number) => `w${number}`).join(' ');
        const ranked = new Map(
          rankByWords(records, [words]).map(({ record, score }) => [record.id, score]),
        );
        const { hits } = await store.search({ words, limit: 120, depth: 120 });
        assert.deepEqual(idsOf(hits).toSorted(), [...ranked.keys()].toSorted(), words);
        const exact = hits.map(({ id }) => ranked.get(id) ?? Number.NaN);
        for (let i = 1; i < exact.length; i++) {
          const [before = 0, score = 0] = exact.slice(i - 1, i + 1);
          const shown = `${words}: ${hits[i - 1]?.id} ${before} before ${hits[i]?.id} ${score}`;
          assert.ok(before >= score * (1 - 1e-5), shown);
        }
      }
    },
  },
  {
    title:
      'counts a repeated word of a query once, and finds numbers of articles and long words whole',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true });
      const long = 'x'.repeat(300);
      await store.upsert([
        { ...makeRecord('code', 1), text: 'spare part (4711-A), blue' },
        { ...makeRecord('parts', 2), text: 'a 4711 and an A: two words' },
        { ...makeRecord('long', 3), text: `one word of ${long} letters` },
        { ...makeRecord('marks', 4), text: '🐶 …' },
      ]);
      const { hits: once } = await store.search({ words: 'blue part' });
      const { hits: twice } = await store.search({ words: 'blue part BLUE part Part' });
      assert.deepEqual(twice, once);
      const { hits } = await store.search({ words: '4711-a' });
      assert.deepEqual(idsOf(hits), ['code', 'parts']);
      assert.deepEqual(await foundBy(store, long), ['long']);
      assert.deepEqual(await foundBy(store, '🐶'), []);
    },
  },
  {
    title: 'changes the words with the text, in the same write, and shows them nowhere',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true });
      await store.upsert([{ ...makeRecord('a', 1), text: 'a quokka' }, makeRecord('b', 2)]);
      await store.update([{ id: 'a', metadata: { color: 'blue' } }]);
      assert.deepEqual(await foundBy(store, 'quokka'), ['a']);
      await store.update([{ id: 'a', text: 'a wombat' }]);
      assert.deepEqual(await foundBy(store, 'quokka'), []);
      assert.deepEqual(await foundBy(store, 'wombat'), ['a']);
      const record = defined(await getOne(store, 'a'));
      const shown = [record, ...(await scanAll(store, {}))];
      for (const one of shown) {
        const keys = [
          ...Object.keys(one),
          ...Object.keys(one.metadata),
          ...Object.keys(one.vectors),
        ];
        assert.ok(!keys.some((key) => key.includes('_words')), `keys ${keys.join(', ')}`);
      }
      await store.upsert([{ ...record, text: undefined }]);
      assert.deepEqual(await foundBy(store, 'wombat'), []);
      await store.remove({ ids: ['b'] });
      assert.deepEqual(await foundBy(store, 'seed'), []);
    },
  },
  {
    title: 'says where texts of other tenants change the scores of words, and nowhere else',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true, tenants: true });
      const texts = ['a quokka', 'a dog', 'a cat on the mat'];
      const one = store.tenant('one');
      await one.upsert(texts.map((text, i) => ({ ...makeRecord(`r${i}`, i), text })));
      const scored = async (): Promise<readonly [number | undefined, string | undefined]> => {
        const { hits, explain } = await one.search({ words: 'quokka' });
        return [hits[0]?.score, explain.rarity];
      };
      const [before, said] = await scored();
      await store
        .tenant('two')
        .upsert(makeRecords(20).map((record) => ({ ...record, text: 'one more quokka' })));
      const [after] = await scored();
      assert.equal(said, before === after ? undefined : 'over-all-tenants');
    },
  },
  {
    title: 'keeps the words of one tenant from another',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true, tenants: true });
      await store.tenant('one').upsert([{ ...makeRecord('a', 1), text: 'a quokka' }]);
      await store.tenant('two').upsert([{ ...makeRecord('a', 2), text: 'a wombat' }]);
      assert.deepEqual(await foundBy(store.tenant('one'), 'quokka wombat'), ['a']);
      assert.deepEqual(await foundBy(store.tenant('two'), 'quokka'), []);
    },
  },
  {
    title: 'cuts the words of a filled collection from its texts, once keyword is declared',
    needs: 'words',
    async run({ create, spec }) {
      const store = await create();
      const records = makeRecords(600).map((record, i) =>
        i % 3 === 0 ? { ...record, text: undefined } : record,
      );
      await store.upsert(records);
      const declared = spec({ keyword: true });
      const plan = await store.plan(declared);
      assert.deepEqual(stepsOf(plan), ['alter words', 'backfill words']);
      const progress: { done: number; total: number }[] = [];
      await store.apply(plan, { onProgress: (at) => progress.push(at) });
      assert.equal(progress.at(-1)?.done, progress.at(-1)?.total, 'the last progress is the whole');
      assert.deepEqual(stepsOf(await store.plan(declared)), []);
      assert.deepEqual(stepsOf(await store.plan(spec())), [], 'a spec without keyword');
      assert.deepEqual(await foundBy(store, 'r0001'), ['r0001']);
      assert.deepEqual(await foundBy(store, 'r0003'), []);
      const { hits } = await store.search({ words: 'seed', limit: 1000, depth: 1000 });
      assert.equal(hits.length, 400);
      await store.upsert([{ ...makeRecord('later', 1), text: 'a quokka' }]);
      assert.deepEqual(await foundBy(store, 'quokka'), ['later']);
    },
  },
  {
    title: 'refuses searches by words that are not all cut, until the plan is applied to its end',
    needs: 'words',
    async run({ create, spec }) {
      const store = await create();
      await store.upsert(makeRecords(1500));
      const declared = spec({ keyword: true });
      const controller = new AbortController();
      const { signal } = controller;
      const plan = await store.plan(declared);
      const interrupted = store.apply(plan, { signal, onProgress: () => controller.abort() });
      await failure('aborted', () => interrupted, 'an interrupted plan over 1500 records');
      const { details } = await failure('plan', () => store.search({ words: 'seed' }), 'a search');
      assert.deepEqual(details, { reason: 'drift', targets: ['words'] });
      await store.search({ words: 'seed', allowIncomplete: true });
      assert.equal((await store.describe())?.observed.words?.complete, false);
      const rest = await store.plan(declared);
      assert.deepEqual(stepsOf(rest), ['backfill words']);
      await store.apply(rest);
      const { hits } = await store.search({ words: 'seed', limit: 1500, depth: 1500 });
      assert.equal(hits.length, 1500);
    },
  },
  {
    title: 'takes words that were cut by other rules for a difference, and cuts them again',
    needs: 'words',
    async run({ create, spec }) {
      const store = await create({ keyword: true, cutter: '0/icu-0' });
      await store.upsert([{ ...makeRecord('a', 1), text: 'a quokka' }]);
      const { details } = await failure(
        'plan',
        () => store.search({ words: 'quokka' }),
        'a search',
      );
      assert.deepEqual(details, { reason: 'drift', targets: ['words'] });
      const plan = await store.plan(spec({ keyword: true }));
      assert.deepEqual(stepsOf(plan), ['alter words', 'backfill words']);
      await store.apply(plan);
      assert.equal((await store.describe())?.spec?.cutter, cutterVersion);
      assert.deepEqual(await foundBy(store, 'quokka'), ['a']);
    },
  },
];

async function foundBy(store: Store, words: string): Promise<string[]> {
  return idsOf((await store.search({ words, limit: 100 })).hits).toSorted();
}

/**
 * Texts of 16 to 48 words, rare and frequent ones, 32 on average: the average that Qdrant takes for every collection, so that its
 * scores can be compared to those of databases that count it.
 */
function corpus(count: number): VectorRecord[] {
  const random = createRandom(11);
  return makeRecords(count).map((record, i) => {
    const length = 32 + (i % 2 === 0 ? 1 : -1) * (1 + (Math.floor(i / 2) % 16));
    const words = Array.from({ length }, () => `w${random.below(1 + random.below(100))}`);
    return { ...record, text: words.join(' ') };
  });
}
