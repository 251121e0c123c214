import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderOf, linesOf, tarOf } from '../__fixtures__/folder.ts';
import { openDataset } from './open-dataset.ts';
import { openLabelledImages } from './open-labelled.ts';
import { readTar } from './tar.ts';
import { readQrels, readTrecRun } from './trec.ts';
import type { RetrievalDataset } from './dataset.ts';

function taskOf(
  dataset: RetrievalDataset,
  name: string,
  language?: string,
): RetrievalDataset['tasks'][number] {
  const task = dataset.tasks.find((one) => one.name === name && one.language === language);
  if (task === undefined) throw new Error(`there is no ${name} ${language}`);
  return task;
}

const karpathy = {
  dataset: 'coco',
  images: [
    {
      filename: 'a.jpg',
      filepath: 'val2014',
      imgid: 7,
      split: 'test',
      sentences: [{ raw: 'A cat.' }, { raw: 'A cat on a mat. ' }],
    },
    {
      filename: 'b.jpg',
      filepath: 'val2014',
      imgid: 8,
      split: 'test',
      sentences: [{ raw: 'A dog.' }],
    },
    {
      filename: 'c.jpg',
      filepath: 'val2014',
      imgid: 9,
      split: 'train',
      sentences: [{ raw: 'A bird.' }],
    },
  ],
};

it('reads one split of Karpathy’s JSON, all captions as written', async () => {
  const root = await folderOf({
    'dataset_coco.json': JSON.stringify(karpathy),
    'val2014/a.jpg': 'a',
  });
  const dataset = await openDataset(join(root, 'dataset_coco.json'));
  const toImage = taskOf(dataset, 'text-to-image');
  expect(toImage.queries.map(({ content }) => content)).toEqual([
    { text: 'A cat.' },
    { text: 'A cat on a mat.' },
    { text: 'A dog.' },
  ]);
  expect(toImage.documents).toEqual([
    { id: '7', content: { image: join(root, 'val2014', 'a.jpg') } },
    { id: '8', content: { image: join(root, 'val2014', 'b.jpg') } },
  ]);
  expect(toImage.queries.map(({ group }) => group)).toEqual(['7', '7', '8']);
  const toText = taskOf(dataset, 'image-to-text');
  expect(toText.qrels.get('7')).toEqual(
    new Map([
      ['7#0', 1],
      ['7#1', 1],
    ]),
  );
  const first = await openDataset(join(root, 'dataset_coco.json'), { captions: 'first' });
  expect(taskOf(first, 'text-to-image').queries).toHaveLength(2);
});

it('says where missing images are to be had, and which splits there are', async () => {
  const root = await folderOf({ 'dataset_coco.json': JSON.stringify(karpathy) });
  const path = join(root, 'dataset_coco.json');
  await expect(openDataset(path)).rejects.toThrow(
    /a\.jpg is missing: .* It is to be had from .*cocodataset\.org/,
  );
  await expect(openDataset(path, { split: 'val' })).rejects.toThrow('it has test, train');
});

it('reads COCO’s own captions and leaves out images without one', async () => {
  const coco = {
    images: [
      { id: 1, file_name: 'a.jpg' },
      { id: 2, file_name: 'b.jpg' },
    ],
    annotations: [{ id: 5, image_id: 1, caption: 'A cat.' }],
  };
  const root = await folderOf({ 'captions_val2014.json': JSON.stringify(coco), 'a.jpg': 'a' });
  const dataset = await openDataset(join(root, 'captions_val2014.json'));
  expect(taskOf(dataset, 'text-to-image').documents).toHaveLength(1);
  expect(dataset.notes).toEqual(['1 images without a caption are left out']);
  const wrong = { ...coco, annotations: [{ id: 5, image_id: 3, caption: 'A cat.' }] };
  const other = await folderOf({ 'captions.json': JSON.stringify(wrong), 'a.jpg': 'a' });
  await expect(openDataset(join(other, 'captions.json'))).rejects.toThrow('unknown image 3');
});

it('reads Crossmodal-3600 by language, the first caption, without images that are missing', async () => {
  const row = (key: string, captions: Record<string, string[]>) => ({
    'image/key': key,
    'image/locale': 'en',
    ...Object.fromEntries(
      Object.entries(captions).map(([language, caption]) => [language, { caption }]),
    ),
  });
  const root = await folderOf({
    'captions.jsonl': linesOf(
      row('a', { en: ['A cat', 'Cats'], de: ['Katze'] }),
      row('b', { en: ['A dog'] }),
      row('c', { en: ['Gone'] }),
    ),
    'images/a.jpg': 'a',
    'images/b.jpg': 'b',
  });
  const dataset = await openDataset(root);
  expect(
    dataset.tasks.map(({ name, language, queries }) => [name, language, queries.length]),
  ).toEqual([
    ['text-to-image', 'en', 2],
    ['image-to-text', 'en', 2],
    ['text-to-image', 'de', 1],
    ['image-to-text', 'de', 1],
  ]);
  expect(dataset.notes[0]).toMatch(/^1 images are missing/);
  expect(
    (await openDataset(root, { captions: 'all', languages: ['en'] })).tasks[0]?.queries,
  ).toHaveLength(3);
  await expect(openDataset(root, { languages: ['fr'] })).rejects.toThrow(
    'has no captions in fr; it has en, de',
  );
});

it('reads XTD10 line by line, calls Japanese by its name, and counts the lines', async () => {
  const files = {
    'XTD10/test_image_names.txt': 'a.jpg\nb.jpg\n',
    'XTD10/test_1kcaptions_en.txt': 'A cat\nA dog\n',
    'STAIR/test_1kcaptions_jp.txt': '猫\n犬\n',
    'images/a.jpg': 'a',
  };
  const dataset = await openDataset(await folderOf(files));
  expect(dataset.tasks.map(({ language }) => language)).toEqual(['en', 'en', 'ja', 'ja']);
  expect(dataset.notes).toHaveLength(9);
  const short = { ...files, 'XTD10/test_1kcaptions_en.txt': 'A cat\n' };
  await expect(openDataset(await folderOf(short))).rejects.toThrow('has 1 captions for 2 photos');
});

const beir = {
  'corpus.jsonl': linesOf(
    { _id: 'd1', title: 'Cats', text: 'purr' },
    { _id: 'd2', text: 'Dogs bark' },
  ),
  'queries.jsonl': linesOf({ _id: 'q1', text: 'purring' }, { _id: 'q2', text: 'not judged' }),
  'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t2\n',
};

it('reads BEIR: title and text, and the queries that are judged', async () => {
  const dataset = await openDataset(await folderOf(beir));
  const task = taskOf(dataset, 'text-to-text');
  expect(task.documents.map(({ content }) => content)).toEqual([
    { text: 'Cats purr' },
    { text: 'Dogs bark' },
  ]);
  expect(task.queries).toEqual([{ id: 'q1', content: { text: 'purring' } }]);
  expect(task.qrels).toEqual(new Map([['q1', new Map([['d1', 2]])]]));
});

it('reads MTEB’s languages as JSONL', async () => {
  const root = await folderOf({
    'de-corpus.jsonl': linesOf({ id: 'd1', text: 'Katzen' }),
    'de-queries.jsonl': linesOf({ id: 'q1', text: 'schnurrt' }),
    'de-qrels.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t1\n',
  });
  expect((await openDataset(root)).tasks[0]).toMatchObject({
    language: 'de',
    name: 'text-to-text',
  });
  await expect(openDataset(root, { languages: ['fr'] })).rejects.toThrow(
    'has no fr-corpus; it has de',
  );
});

it.each([
  [
    'judgements of another data set',
    { 'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nx\td1\t1\n' },
    'names none of the queries',
  ],
  [
    'a judged document that is not there',
    { 'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\td9\t1\n' },
    'judges d9 for q1, which the corpus lacks',
  ],
  [
    'a document twice',
    { 'corpus.jsonl': linesOf({ _id: 'd1', text: 'a' }, { _id: 'd1', text: 'b' }) },
    'corpus.jsonl:2: the id d1 is there twice',
  ],
  [
    'a grade that is not a number',
    { 'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\tyes\n' },
    'test.tsv:2: the grade must be a number, got "yes"',
  ],
  [
    'one pair with two grades',
    { 'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td1\t2\n' },
    'test.tsv:3: gives d1 for q1 the grade 2',
  ],
])('refuses BEIR with %s', async (_, change, message) => {
  await expect(openDataset(await folderOf({ ...beir, ...change }))).rejects.toThrow(message);
});

it('says which file of BEIR is missing and where it is to be had', async () => {
  const { 'queries.jsonl': _, ...rest } = beir;
  await expect(openDataset(await folderOf(rest))).rejects.toThrow(
    /queries\.jsonl is missing: .*beir-cellar/,
  );
});

it('reads TREC’s judgements and runs, ordered by score', async () => {
  const root = await folderOf({
    qrels: 'q1 0 d1 1\n q1 0 d2  0 \n\nq2 0 d1 2\r\n',
    run: 'q1 Q0 d1 1 0.2 tag\nq1 Q0 d2 0 0.9 tag\n',
    twice: 'q1 Q0 d1 1 0.2 tag\nq1 Q0 d1 2 0.1 tag\n',
    short: 'q1 d1\n',
  });
  expect(await readQrels(join(root, 'qrels'))).toEqual(
    new Map([
      [
        'q1',
        new Map([
          ['d1', 1],
          ['d2', 0],
        ]),
      ],
      ['q2', new Map([['d1', 2]])],
    ]),
  );
  expect(await readTrecRun(join(root, 'run'))).toEqual(
    new Map([
      [
        'q1',
        [
          { id: 'd1', score: 0.2 },
          { id: 'd2', score: 0.9 },
        ],
      ],
    ]),
  );
  await expect(readTrecRun(join(root, 'twice'))).rejects.toThrow(
    'twice:2: q1 has the document d1 twice',
  );
  await expect(readQrels(join(root, 'short'))).rejects.toThrow('short:1: has 2 columns');
});

const documents = linesOf({ id: '1', text: 'red shoe' }, { id: '2', text: 'blue shoe' });

it('keeps to the languages that are asked for among queries of one’s own', async () => {
  const root = await folderOf({
    'shop.jsonl': documents,
    'queries.csv': 'query,relevant,language\nshoe,1|2,en\nSchuh,1,de\n',
  });
  const open = async (...languages: readonly string[]): Promise<RetrievalDataset> =>
    await openDataset(join(root, 'shop.jsonl'), { queries: join(root, 'queries.csv'), languages });
  const { tasks } = await open('de');
  expect(tasks.map(({ language }) => language)).toEqual(['de']);
  await expect(open('de', 'fr')).rejects.toThrow(
    'options.languages: queries.csv has nothing in fr',
  );
});

it.each([
  [
    'queries.jsonl',
    linesOf({ query: 'shoe', relevant: { 1: 2, 2: 1 } }, { query: 'red', relevant: ['1'] }),
  ],
  ['queries.csv', 'query,relevant\nshoe,1|2\nred,1\n'],
])('reads queries of one’s own from %s', async (name, content) => {
  const root = await folderOf({ 'shop.jsonl': documents, [name]: content });
  const dataset = await openDataset(join(root, 'shop.jsonl'), { queries: join(root, name) });
  const task = taskOf(dataset, 'text-to-text');
  expect(task.queries.map((one) => one.content)).toEqual([{ text: 'shoe' }, { text: 'red' }]);
  expect([...task.qrels.values()].map((judged) => [...judged.keys()])).toEqual([['1', '2'], ['1']]);
});

it.each([
  [
    'an unknown id',
    linesOf({ query: 'shoe', relevant: ['9'] }),
    'queries.jsonl:1: the documents have no id "9"',
  ],
  [
    'a query twice',
    linesOf({ query: 'a', relevant: ['1'] }, { query: 'a', relevant: ['2'] }),
    'the query "a" is there twice',
  ],
  ['nothing relevant', linesOf({ query: 'a', relevant: [] }), 'with at least one above 0'],
  [
    'a misspelt key',
    linesOf({ query: 'a', relevent: ['1'] }),
    'queries.jsonl:1.relevent: is unknown',
  ],
])('refuses queries with %s', async (_, content, message) => {
  const root = await folderOf({ 'shop.jsonl': documents, 'queries.jsonl': content });
  const options = { queries: join(root, 'queries.jsonl') };
  await expect(openDataset(join(root, 'shop.jsonl'), options)).rejects.toThrow(message);
});

it('lets items with a text and an image find each other', async () => {
  const root = await folderOf({
    'shop.jsonl': linesOf(
      { id: '1', text: 'red shoe', image: 'a.jpg' },
      { id: '2', text: 'blue shoe', image: 'b.jpg' },
      { id: '3', text: 'no image' },
    ),
  });
  const dataset = await openDataset(join(root, 'shop.jsonl'));
  expect(dataset.tasks.map(({ name, queries }) => [name, queries.length])).toEqual([
    ['text-to-image', 2],
    ['image-to-text', 2],
  ]);
  expect(dataset.notes).toEqual(['1 items without both a text and an image are left out']);
  const texts = await folderOf({ 'shop.jsonl': documents });
  await expect(openDataset(join(texts, 'shop.jsonl'))).rejects.toThrow(
    'nothing says what is right',
  );
});

it('reads shards: names, templates, and images that stay in their archive', async () => {
  const long = `${'x'.repeat(110)}.jpg`;
  const root = await folderOf({
    'classnames.txt': 'cat\ndog\n',
    'zeroshot_classification_templates.txt': 'a photo of a {c}.\n',
    'test/nshards.txt': '2\n',
    'test/0.tar': tarOf([
      ['s0.jpg', 'image of a cat'],
      ['s0.cls', '0'],
    ]),
    'test/1.tar': tarOf([
      [long, 'image of a dog'],
      [long.replace('.jpg', '.cls'), '1\n'],
    ]),
  });
  const dataset = await openLabelledImages(root);
  expect(dataset).toMatchObject({ classes: ['cat', 'dog'], templates: ['a photo of a {c}.'] });
  expect(dataset.examples.map(({ labels }) => labels)).toEqual([[0], [1]]);
  const contents = await Promise.all(
    dataset.examples.map(async ({ content }) =>
      'image' in content && content.image instanceof Blob ? await content.image.text() : '',
    ),
  );
  expect(contents).toEqual(['image of a cat', 'image of a dog']);
});

it.each([
  [
    'a class that is not there',
    {
      'test/0.tar': tarOf([
        ['a.jpg', 'a'],
        ['a.cls', '5'],
      ]),
    },
    'must be a class from 0 to 1, got "5"',
  ],
  [
    'an image without a class',
    { 'test/0.tar': tarOf([['a.jpg', 'a']]) },
    'a lacks its class (.cls)',
  ],
  [
    'an archive that breaks off',
    { 'test/0.tar': tarOf([['a.jpg', 'a'.repeat(2000)]]).slice(0, 1024) },
    'ends within the entry',
  ],
  ['something that is not an archive', { 'test/0.tar': 'x'.repeat(2048) }, 'is not a tar archive'],
  ['a shard less', { 'test/nshards.txt': '2' }, /1\.tar is missing: it is shard 1 of 2/],
])('refuses shards with %s', async (_, change, message) => {
  const root = await folderOf({
    'classnames.txt': 'cat\ndog\n',
    'test/nshards.txt': '1',
    'test/0.tar': tarOf([
      ['a.jpg', 'a'],
      ['a.cls', '0'],
    ]),
    ...change,
  });
  await expect(openLabelledImages(root)).rejects.toThrow(message);
});

it('reads one folder a class', async () => {
  const root = await folderOf({ 'tabby_cat/1.jpg': 'a', 'dog/2.jpg': 'b', 'dog/note.txt': 'c' });
  const dataset = await openLabelledImages(root);
  expect(dataset.classes).toEqual(['dog', 'tabby cat']);
  expect(dataset.examples.map(({ id, labels }) => [id, labels])).toEqual([
    ['dog/2.jpg', [0]],
    ['tabby_cat/1.jpg', [1]],
  ]);
  await expect(openLabelledImages(await folderOf({ 'a/1.jpg': 'a' }))).rejects.toThrow(
    'classes need at least two',
  );
});

it('ends where an archive ends', async () => {
  const root = await folderOf({ 'a.tar': tarOf([['a.txt', '']]) });
  const names: string[] = [];
  for await (const { name } of readTar(join(root, 'a.tar'))) names.push(name);
  expect(names).toEqual(['a.txt']);
});
