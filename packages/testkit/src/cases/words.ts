import assert from 'node:assert/strict';
import type { VectorSearch } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { axis } from '../data/unit-vector.ts';
import { failure, refusal } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';

/** Lists by words. */
export const wordCases: readonly ConformanceCase[] = [
  {
    title: 'says that it has no search by words, or takes one where the spec has keyword',
    async run({ create, open, spec }) {
      const store = await create();
      await store.upsert(makeRecords(3));
      const keyword = spec({ keyword: true }, '_words');
      if (store.capabilities.words === false) {
        await failure('unsupported', () => store.search({ words: 'seed' }), 'words');
        await failure('unsupported', () => open('_words').plan(keyword), 'keyword: true');
        return;
      }
      await refusal('words', () => store.search({ words: 'seed' }));
      const able = await create({ keyword: true }, '_words');
      await able.upsert(makeRecords(3));
      const { explain } = await able.search({ words: 'seed' });
      assert.equal(explain.using, undefined);
      assert.equal(explain.stages, 'single');
    },
  },
  {
    title: 'refuses words beside a vector, since a search gives one list',
    async run({ create }) {
      const store = await create();
      // Callers without types pass such things.
      const both = {
        vector: axis(256, 0),
        using: 'text',
        words: 'seed',
      } as unknown as VectorSearch;
      await refusal('vector', () => store.search(both));
    },
  },
  {
    title: 'finds records by any of the words in their texts, those with most of them first',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true });
      await store.upsert([
        { ...makeRecord('both', 1), text: 'a quokka on the beach' },
        { ...makeRecord('one', 2), text: 'a dog on the beach' },
        { ...makeRecord('none', 3), text: 'a dog in the park' },
        { ...makeRecord('textless', 4), text: undefined },
      ]);
      const { hits } = await store.search({ words: 'quokka beach' });
      assert.deepEqual(idsOf(hits), ['both', 'one']);
      assert.ok(
        (hits[0]?.score ?? 0) > (hits[1]?.score ?? 0),
        `scores ${hits.map(({ score }) => score).join(', ')}`,
      );
      assert.equal(hits[0]?.text, 'a quokka on the beach');
      assert.deepEqual((await store.search({ words: 'wombat' })).hits, []);
    },
  },
  {
    title: 'applies the filter to the words',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true });
      await store.upsert([
        { ...makeRecord('in', 1), text: 'a quokka', metadata: { color: 'red' } },
        { ...makeRecord('out', 2), text: 'a quokka', metadata: { color: 'blue' } },
        { ...makeRecord('other', 3), text: 'a dog', metadata: { color: 'red' } },
      ]);
      const { hits } = await store.search({ words: 'quokka', filter: { color: 'red' } });
      assert.deepEqual(idsOf(hits), ['in']);
    },
  },
  {
    title: 'pages through the words of equal texts in the order of ids',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true });
      const ids = Array.from({ length: 20 }, (_, i) => `w${String((i * 7) % 20).padStart(2, '0')}`);
      await store.upsert(ids.map((id) => ({ ...makeRecord(id, 1), id, text: 'a quokka' })));
      const paged: string[] = [];
      for (let offset = 0; offset < 20; offset += 5)
        paged.push(...idsOf((await store.search({ words: 'quokka', limit: 5, offset })).hits));
      assert.deepEqual(paged, ids.toSorted());
    },
  },
  {
    title: 'takes any text as words: quotes, operators, nothing but marks',
    needs: 'words',
    async run({ create }) {
      const store = await create({ keyword: true });
      await store.upsert([
        { ...makeRecord('a', 1), text: 'it’s a "quokka" AND more: 100 % (really)' },
        makeRecord('b', 2),
      ]);
      for (const words of [
        '',
        ' ',
        '"',
        "it's",
        'a AND',
        'NOT quokka',
        '(',
        '*',
        '100 %',
        'x:y',
        '\\',
        '🐶',
        'a\nb',
        '+-!?^~',
      ]) {
        const { hits } = await store.search({ words });
        assert.ok(hits.length <= 2, `words ${JSON.stringify(words)}`);
      }
    },
  },
];
