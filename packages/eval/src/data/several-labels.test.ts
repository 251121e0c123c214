import { expect, it } from 'vitest';
import { folderOf, tarOf } from '../__fixtures__/folder.ts';
import { npyOf } from '../__fixtures__/npy.ts';
import { openLabelledImages } from './open-labelled.ts';

const shards = (labels: string | Uint8Array): Readonly<Record<string, string | Uint8Array>> => ({
  'classnames.txt': 'cat\ndog\nmat\n',
  'dataset_type.txt': 'multilabel\n',
  'test/nshards.txt': '1',
  'test/0.tar': tarOf([
    ['s0.jpg', 'image'],
    ['s0.npy', labels],
    ['s1.webp', 'image'],
    ['s1.npy', npyOf([0, 0, 0], '|b1')],
  ]),
});

it.each(['<f4', '<i8', '|b1'])('reads shards of several labels, as %s', async (type) => {
  const root = await folderOf(shards(npyOf([1, 0, 1], type)));
  const dataset = await openLabelledImages(root);
  expect(dataset).toMatchObject({ isMultiLabel: true, classes: ['cat', 'dog', 'mat'] });
  expect(dataset.examples.map(({ id, labels }) => [id, labels])).toEqual([
    ['0/s0', [0, 2]],
    ['0/s1', []],
  ]);
});

const whole = npyOf([1, 0, 1]);

it.each([
  ['a number less', npyOf([1, 0]), 'one number for each of the 3 classes, its shape is (2,)'],
  ['complex numbers', npyOf([1, 0, 1], '<c8'), 'numbers of the type "<c8", which are not read'],
  ['numbers cut short', whole.slice(0, -2), 'is cut short or too long'],
  ['a header cut short', whole.slice(0, 40), 'is cut short within its header'],
  ['text', 'cat, mat and nothing else', 'is not a file of numpy'],
  ['nothing', '', 'is not a file of numpy'],
])('refuses labels that are %s', async (_, labels, message) => {
  const root = await folderOf(shards(labels));
  await expect(openLabelledImages(root)).rejects.toThrow(message);
  await expect(openLabelledImages(root)).rejects.toThrow('s0.npy');
});

it('says which image lacks its labels, and which kinds of shards are read', async () => {
  const files = shards(whole);
  const bare = await folderOf({
    ...files,
    'test/0.tar': tarOf([
      ['s0.jpg', 'image'],
      ['s0.cls', '1'],
    ]),
  });
  await expect(openLabelledImages(bare)).rejects.toThrow('s0 lacks its classes (.npy)');
  const other = await folderOf({ ...files, 'dataset_type.txt': 'retrieval' });
  await expect(openLabelledImages(other)).rejects.toThrow('says retrieval');
});
