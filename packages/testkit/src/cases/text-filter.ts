import assert from 'node:assert/strict';
import type { Filter, Store } from '@nestvec/core';
import { cutWords, queryWords } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { languageTexts } from '../data/languages.ts';
import { makeRecord, makeRecords } from '../data/records.ts';
import { scanAll } from '../expect/collect.ts';
import { vectorOf } from '../expect/defined.ts';
import { refusal } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';

/** `$text` in filters. */
export const textFilterCases: readonly ConformanceCase[] = [
  {
    title: 'takes $text for all of its words in any order, cut as the texts are, in every language',
    needs: 'textFilter',
    async run({ create }) {
      const store = await create({ keyword: true });
      const texts = Object.entries(languageTexts);
      await store.upsert(texts.map(([id, text], i) => ({ ...makeRecord(id, i), text })));
      for (const [id, text] of texts) {
        const words = queryWords(text);
        for (const asked of [
          text,
          words.toReversed().join(' '),
          words[0] ?? '',
          `${text} wombat`,
        ]) {
          const all = queryWords(asked);
          const expected = texts
            .filter(([, other]) => all.every((word) => cutWords(other).includes(word)))
            .map(([other]) => other);
          assert.deepEqual(await foundBy(store, { $text: asked }), expected.toSorted(), asked);
        }
        assert.ok((await foundBy(store, { $text: text })).includes(id), `${id} has its own words`);
      }
    },
  },
  {
    title: 'takes $text beside other conditions, in searches, counts, facets and removals',
    needs: 'textFilter',
    async run({ create }) {
      const store = await create({ keyword: true });
      const records = makeRecords(40).map((record, i) => ({
        ...record,
        text: i % 4 === 0 ? undefined : i % 2 === 0 ? 'a red shoe' : 'a blue shoe, reddish',
        metadata: { color: i % 3 === 0 ? 'red' : 'blue' },
      }));
      await store.upsert(records);
      const filter = { $text: 'shoe RED', color: 'red' };
      const expected = records.filter((_, i) => i % 4 === 2 && i % 3 === 0).map(({ id }) => id);
      assert.deepEqual(await foundBy(store, filter), expected);
      assert.equal(await store.count({ filter }), expected.length);
      const vector = vectorOf(records[0], 'text');
      const { hits } = await store.search({ vector, using: 'text', filter, limit: 40 });
      assert.deepEqual(idsOf(hits).toSorted(), expected);
      const byWords = await store.search({
        words: 'reddish',
        filter: { $text: 'blue' },
        limit: 40,
      });
      assert.equal(byWords.hits.length, 20);
      const facets = await store.facets({
        filter: { $text: 'red' },
        fields: { color: { kind: 'values' } },
      });
      const counts = [
        { value: 'blue', count: 7 },
        { value: 'red', count: 3 },
      ];
      assert.deepEqual(facets['color'], {
        kind: 'values',
        values: counts,
        exact: true,
        more: false,
      });
      await store.remove({ filter: { $text: 'blue shoe' } });
      assert.equal(await store.count(), 20);
      await store.remove({ filter: { $text: 'wombat' } });
      assert.equal(await store.count(), 20);
    },
  },
  {
    title: 'refuses $text where no words are kept, within other filters, and without a word',
    async run({ create, open }) {
      const bare = await create();
      await refusal('filter.$text', () => bare.count({ filter: { $text: 'shoe' } }));
      if (!open('_words').capabilities.textFilter) return;
      const store = await create({ keyword: true }, '_words');
      await refusal('filter.$text', () => store.count({ filter: { $text: '…' } }));
      await refusal('filter.$text', () => store.count({ filter: { $text: 7 } }));
      const $not = { $text: 'shoe' };
      await refusal('filter.$not.$text', () => store.count({ filter: { $not } }));
      await refusal('filter.$or[0].$text', () => store.count({ filter: { $or: [$not] } }));
    },
  },
];

async function foundBy(store: Store, filter: Filter): Promise<string[]> {
  const found = idsOf(await scanAll(store, { filter, include: { vectors: [] } })).toSorted();
  assert.equal(await store.count({ filter }), found.length, JSON.stringify(filter));
  return found;
}
