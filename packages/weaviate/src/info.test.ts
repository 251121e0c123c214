import { expect, it } from 'vitest';
import { readInfo } from './info.ts';

it('does not count a vector that is being removed, whose index is gone already', () => {
  const none = { none: {} };
  const { vectors } = readInfo({
    class: 'Theirs',
    vectorConfig: {
      clip: { vectorizer: none, vectorIndexType: 'hnsw', vectorIndexConfig: {} },
      small: { vectorizer: none, vectorIndexType: 'none' },
    },
  });
  expect(Object.keys(vectors)).toEqual(['clip']);
});
