import { expect, it } from 'vitest';
import { fuseByRank } from './fuse.ts';

it('puts first what several lists agree on, and takes each hit from the list that ranks it best', () => {
  const images = [
    { id: 'a', from: 'image' },
    { id: 'b', from: 'image' },
    { id: 'c', from: 'image' },
  ];
  const texts = [
    { id: 'c', from: 'text' },
    { id: 'd', from: 'text' },
  ];
  expect(fuseByRank([images, texts])).toEqual([
    { id: 'c', from: 'text' },
    { id: 'a', from: 'image' },
    { id: 'b', from: 'image' },
    { id: 'd', from: 'text' },
  ]);
});

it('does not depend on the order of the lists', () => {
  const one = [{ id: 'a' }, { id: 'b' }];
  const two = [{ id: 'b' }, { id: 'c' }, { id: 'a' }];
  expect(fuseByRank([one, two]).map(({ id }) => id)).toEqual(
    fuseByRank([two, one]).map(({ id }) => id),
  );
});
