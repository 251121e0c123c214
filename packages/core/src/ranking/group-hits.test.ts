import { describe, expect, it } from 'vitest';
import { testSpec } from '../__fixtures__/spec.ts';
import { groupHits, resolveGroupBy } from './group-hits.ts';

describe('groupHits', () => {
  const entries = ['a', 'b', null, 'a', 'a', 'c', 'b'].map((brand, i) => ({
    hit: { id: String(i), score: 0, metadata: { brand } },
  }));
  const ids = (size: number): string[][] =>
    groupHits(entries, { field: 'brand', size }).map((group) => group.map(({ hit }) => hit.id));

  it('gives groups in the order of their first hits, and at most so many of each', () => {
    expect(ids(1)).toEqual([['0'], ['1'], ['5']]);
    expect(ids(2)).toEqual([['0', '3'], ['1', '6'], ['5']]);
  });

  it('leaves out a value that another record merely inherits', () => {
    expect(groupHits(entries, { field: 'constructor' })).toEqual([]);
  });
});

describe('resolveGroupBy', () => {
  it.each([
    ['an undeclared field', { field: 'brand' }, 'groupBy.field: "brand" is neither'],
    ['an array', { field: 'tags' }, 'groupBy.field: tags is an array'],
    ['size 0', { field: 'price', size: 0 }, 'groupBy.size: must be a positive integer'],
    [
      'a size beyond depth',
      { field: 'price', size: 1e9 },
      'groupBy.size: is 1000000000, and groups',
    ],
    ['the same of parents', { field: '$parentId', size: 101 }, 'of a list of depth 100'],
    ['a misspelt name', { field: 'price', sise: 2 }, 'unknown option sise; did you mean size?'],
  ])('refuses %s', (_case, groupBy, message) => {
    expect(() => resolveGroupBy(groupBy, testSpec, 100)).toThrow(message);
  });

  it('takes groups as large as the list', () => {
    const groupBy = { field: 'price', size: 100 };
    expect(resolveGroupBy(groupBy, testSpec, 100)).toEqual(groupBy);
  });
});
