import assert from 'node:assert/strict';
import { takesBeginning } from '@nestvec/core/store';
import type { ConformanceCase } from '../case.ts';
import { makeRecords, withMetadata } from '../data/records.ts';
import { axis } from '../data/unit-vector.ts';
import { failure } from '../expect/failure.ts';
import { idsOf } from '../expect/same-hits.ts';

const texts = [
  'shoe',
  'shoes/red',
  'Shoe',
  'sho',
  'a shoe',
  'shoe\nred',
  'shoe*',
  'shoe%',
  'sho_e',
  'sho\u00e9',
  '日本語',
  '日本',
  '👍🏽',
  "it's",
  'shoe ',
  '\ue000x',
];

/** Elements in any order, twice, either side of a beginning, with a null, and none at all. */
const arrays: readonly (readonly (string | null)[])[] = [
  ['shoe', 'a'],
  ['z', 'shoes/red'],
  ['a', 'z'],
  ['rs', 'shn', 'shp'],
  ['Shoe'],
  ['shoe', 'shoe', 'shoe'],
  [],
  [null, 'shoe\nred'],
  [null],
  ['zz', null],
  ['日本', '👍🏽'],
  ["it's", '', ' shoe'],
  ['sho_e', 'shoe*'],
];

/** How texts begin. */
export const startsWithCases: readonly ConformanceCase[] = [
  {
    title: 'finds texts by their beginning, code point for code point, or says that it can’t',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(texts.length + 1).map((record, i) => {
        const color = texts[i];
        return withMetadata(record, color === undefined ? {} : { color });
      });
      await store.upsert(records);
      const beginnings = [
        's',
        'sho',
        'shoe',
        'shoe*',
        'shoe%',
        'sho_',
        '日',
        '👍',
        "it'",
        'S',
        '\ue000',
      ];
      for (const beginning of beginnings) {
        const filter = { color: { $startsWith: beginning } };
        const search = () =>
          store.search({ vector: axis(256, 0), using: 'text', filter, limit: 20 });
        if (!store.capabilities.startsWith) {
          await failure('unsupported', search, 'a search');
          await failure('unsupported', () => store.count({ filter }), 'a count');
          await failure('unsupported', () => store.remove({ filter }), 'a removal');
          continue;
        }
        const expected = records.flatMap(({ id }, i) =>
          texts[i]?.startsWith(beginning) === true ? [id] : [],
        );
        const { hits } = await search();
        assert.deepEqual(idsOf(hits).toSorted(), expected, `beginning ${beginning}`);
        const others = records.length - expected.length;
        assert.equal(await store.count({ filter: { $not: filter } }), others, `not ${beginning}`);
      }
    },
  },
  {
    title: 'finds arrays by how any element begins, or says that it can’t',
    async run({ create }) {
      const store = await create();
      const records = makeRecords(arrays.length + 1).map((record, i) => {
        const tags = arrays[i];
        return withMetadata(record, tags === undefined ? {} : { tags });
      });
      await store.upsert(records);
      for (const beginning of ['s', 'shoe', 'shoe*', 'sho_', '日', '👍', "it'", 'S', 'a', 'z']) {
        const filter = { tags: { $startsWith: beginning } };
        const search = () =>
          store.search({ vector: axis(256, 0), using: 'text', filter, limit: 20 });
        if (!takesBeginning(store.capabilities.startsWith, 'string[]')) {
          await failure('unsupported', search, 'a search');
          await failure('unsupported', () => store.count({ filter }), 'a count');
          await failure('unsupported', () => store.remove({ filter }), 'a removal');
          continue;
        }
        const expected = records.flatMap(({ id }, i) =>
          arrays[i]?.some((tag) => tag?.startsWith(beginning)) === true ? [id] : [],
        );
        const { hits } = await search();
        assert.deepEqual(idsOf(hits).toSorted(), expected, `beginning ${beginning}`);
        const others = records.length - expected.length;
        assert.equal(await store.count({ filter: { $not: filter } }), others, `not ${beginning}`);
      }
    },
  },
];
