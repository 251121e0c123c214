import { expect, it } from 'vitest';
import { folderOf, linesOf } from '../__fixtures__/folder.ts';
import { parquetOf } from '../__fixtures__/parquet.ts';
import { openDataset } from './open-dataset.ts';

const corpus = { _id: ['d1', 'd2', 'd3'], title: ['Cats', null, ''], text: ['purr', 'bark', '魚'] };
const queries = { _id: ['q1', 'q2', 'q3'], text: ['meow', 'woof', 'unjudged'] };
const qrels = { 'query-id': ['q1', 'q2', 'q2'], 'corpus-id': ['d1', 'd2', 'd3'], score: [1, 2, 0] };

it('reads MTEB’s Parquet files as the Hub keeps them', async () => {
  const root = await folderOf({
    'corpus/corpus-00000-of-00002.parquet': await parquetOf(corpus),
    'corpus/corpus-00001-of-00002.parquet': await parquetOf({
      _id: ['d4'],
      title: [null],
      text: ['moo'],
    }),
    'queries/queries-00000-of-00001.parquet': await parquetOf(queries),
    'data/test-00000-of-00001.parquet': await parquetOf(qrels),
    'data/dev-00000-of-00001.parquet': await parquetOf({ ...qrels, score: [1, 1, 1] }),
  });
  const { tasks } = await openDataset(root);
  const [task] = tasks;
  expect(tasks).toHaveLength(1);
  expect(task?.documents.map(({ id, content }) => [id, content])).toEqual([
    ['d1', { text: 'Cats purr' }],
    ['d2', { text: 'bark' }],
    ['d3', { text: '魚' }],
    ['d4', { text: 'moo' }],
  ]);
  expect(task?.queries.map(({ id }) => id)).toEqual(['q1', 'q2']);
  expect(task?.qrels).toEqual(
    new Map([
      ['q1', new Map([['d1', 1]])],
      [
        'q2',
        new Map([
          ['d2', 2],
          ['d3', 0],
        ]),
      ],
    ]),
  );
  const dev = await openDataset(root, { split: 'dev' });
  expect(dev.tasks[0]?.qrels.get('q2')).toEqual(
    new Map([
      ['d2', 1],
      ['d3', 1],
    ]),
  );
  await expect(openDataset(root, { split: 'train' })).rejects.toThrow(
    /data has no train; it has (test, dev|dev, test)/,
  );
});

it('reads languages, whole numbers of 64 bits, and JSONL beside Parquet', async () => {
  const root = await folderOf({
    'de-corpus/test/0000.parquet': await parquetOf({ id: [1n, 2n], text: ['Katze', 'Hund'] }),
    'de-queries.jsonl': linesOf({ _id: 'q', text: 'miau' }),
    'de-qrels.parquet': await parquetOf({ 'query-id': ['q'], 'corpus-id': [1n], score: [1n] }),
  });
  const { tasks } = await openDataset(root, { languages: ['de'] });
  expect(tasks.map(({ language, qrels: own }) => [language, own])).toEqual([
    ['de', new Map([['q', new Map([['1', 1]])]])],
  ]);
  await expect(openDataset(root, { languages: ['fr'] })).rejects.toThrow(
    'has no fr-corpus; it has de',
  );
});

it.each([
  ['no judgements', {}, /qrels.test\.tsv is missing: it says which documents answer which query/],
  [
    'judgements of unknown documents',
    {
      'qrels/test-00000-of-00001.parquet': parquetOf({ ...qrels, 'corpus-id': ['d9', 'd9', 'd3'] }),
    },
    /judges d9 for q1, which the corpus lacks/,
  ],
  [
    'two grades of a pair',
    {
      'qrels/test.parquet': parquetOf({
        ...qrels,
        'query-id': ['q2', 'q2', 'q2'],
        'corpus-id': ['d2', 'd3', 'd3'],
        score: [1, 1, 2],
      }),
    },
    /test\.parquet: row 3: gives d3 for q2 the grade 2, where it had 1 before/,
  ],
  [
    'a grade that is not there',
    { 'qrels/test.parquet': parquetOf({ ...qrels, score: [1, null, 1] }) },
    /row 2: the grade must be a number, got null/,
  ],
  [
    'a file that is cut short',
    { 'qrels/test.parquet': parquetOf(qrels).then((bytes) => bytes.slice(0, -20)) },
    /test\.parquet is cut short or damaged/,
  ],
  [
    'a file of something else',
    { 'qrels/test.parquet': 'not Parquet' },
    /test\.parquet is cut short or damaged/,
  ],
  [
    'no text',
    {
      'corpus/corpus.parquet': parquetOf({ _id: ['d1'], title: ['a'] }),
      'qrels/test.parquet': parquetOf(qrels),
    },
    /corpus\.parquet: row 1\.text: must be a string/,
  ],
  [
    'an id twice',
    {
      'corpus/corpus.parquet': parquetOf({ _id: ['d1', 'd1'], text: ['a', 'b'] }),
      'qrels/test.parquet': parquetOf(qrels),
    },
    /row 2: the id d1 is there twice/,
  ],
  [
    'images',
    {
      'corpus/corpus.parquet': parquetOf({ _id: ['d1'], image: ['…'] }),
      'qrels/test.parquet': parquetOf(qrels),
    },
    /row 1: holds an image; only texts are read/,
  ],
])('refuses Parquet files with %s', async (_, files, message) => {
  const all: Record<string, string | Uint8Array> = {
    'corpus/corpus.parquet': await parquetOf(corpus),
    'queries/queries.parquet': await parquetOf(queries),
  };
  for (const [name, content] of Object.entries(files)) all[name] = await content;
  await expect(openDataset(await folderOf(all))).rejects.toThrow(message);
});
