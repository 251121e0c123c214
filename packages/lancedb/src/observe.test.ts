import { expect, it } from 'vitest';
import { pictureSpec } from './__fixtures__/collection.ts';
import { presentParts } from './observe.ts';

const spec = pictureSpec({ price: 'number', made: 'datetime', tags: 'string[]' });
const columns = [
  { name: '_vector_image', type: 'FixedSizeList[256]<Float32>' },
  { name: '_vector_image_64', type: 'FixedSizeList[64]<Float32>' },
  { name: 'price', type: 'Float64' },
  { name: 'made', type: 'Timestamp<MILLISECOND>' },
  { name: 'tags', type: 'List<Utf8>' },
].map(({ name, type }) => ({ name, type: { toString: () => type } }));

it('keeps a memory that the table bears out', () => {
  const memory = { spec, incomplete: ['image_64'] };
  expect(presentParts(memory, columns)).toEqual(memory);
});

it('forgets what someone has dropped or made anew in another type', () => {
  const changed = columns
    .filter(({ name }) => name !== 'price' && name !== '_vector_image_64')
    .map((column) =>
      column.name === 'tags' ? { name: 'tags', type: { toString: () => 'Utf8' } } : column,
    );
  const { spec: present, incomplete } = presentParts({ spec, incomplete: ['image_64'] }, changed);
  expect(Object.keys(present.vectors)).toEqual(['image']);
  expect(present.fields).toEqual({ made: 'datetime' });
  expect(incomplete).toEqual([]);
});
