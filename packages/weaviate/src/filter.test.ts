import type { Filter } from '@nestvec/core';
import { parseFilter } from '@nestvec/core/store';
import { describe, expect, it } from 'vitest';
import { compileFilter, everything } from './filter.ts';
import { ownLeaf } from './leaf.ts';
import { propertyNames } from './names.ts';

const fields = {
  color: 'string',
  price: 'number',
  stocked: 'boolean',
  made: 'datetime',
  tags: 'string[]',
  Size: 'number',
} as const;
const leaf = ownLeaf(propertyNames(Object.keys(fields), {}), true);
const compile = (filter: Filter) => compileFilter(parseFilter(filter, fields), leaf);
const red = { op: 'containsAny', property: 'color', value: { texts: ['red'] } };
const isThere = { op: 'isNull', property: 'color', value: { boolean: false } };
const nothing = { op: 'not', filter: everything };

describe('compileFilter', () => {
  it.each<[string, Filter, unknown]>([
    ['nothing to ask', {}, undefined],
    ['a string', { color: 'red' }, red],
    [
      'a string that the server would change, quoted',
      { color: ' ' },
      { op: 'containsAny', property: 'color', value: { texts: ['" "'] } },
    ],
    [
      'a boolean',
      { stocked: false },
      { op: 'equal', property: 'stocked', value: { boolean: false } },
    ],
    [
      'integers and fractions as one list of numbers',
      { price: { $in: [1, 1.5] } },
      { op: 'containsAny', property: 'price', value: { numbers: [1, 1.5] } },
    ],
    [
      'a datetime as its milliseconds',
      { made: '1970-01-01T00:00:01.0019Z' },
      { op: 'containsAny', property: 'made', value: { numbers: [1001] } },
    ],
    [
      'bounds, each as a test of its own',
      { Size: { $gt: 1, $lte: 2 } },
      {
        op: 'and',
        filters: [
          { op: 'greaterThan', property: 'size__x1', value: { number: 1 } },
          { op: 'lessThanEqual', property: 'size__x1', value: { number: 2 } },
        ],
      },
    ],
    [
      'what is there, which the index of nulls knows for all',
      { color: { $exists: true } },
      isThere,
    ],
    ['what is missing as the complement of that', { color: null }, { op: 'not', filter: isThere }],
    ['a complement', { color: { $ne: 'red' } }, { op: 'not', filter: red }],
    ['a complement of a complement', { $not: { color: { $ne: 'red' } } }, red],
    ['none of nothing', { color: { $in: [] } }, nothing],
    ['all but nothing', { color: { $nin: [] } }, undefined],
    ['no alternative', { $or: [] }, nothing],
    [
      'every element',
      { tags: { $all: ['a', 'b'] } },
      {
        op: 'and',
        filters: ['a', 'b'].map((text) => ({
          op: 'containsAny',
          property: 'tags',
          value: { texts: [text] },
        })),
      },
    ],
    [
      'all of nothing as being there',
      { tags: { $all: [] } },
      { op: 'isNull', property: 'tags', value: { boolean: false } },
    ],
  ])('%s', (_, filter, expected) => {
    expect(compile(filter)).toEqual(expected);
  });

  it('merges levels of one kind, and drops what decides nothing', () => {
    expect(
      compile({ $and: [{ color: 'red' }, { $and: [{ $and: [] }, { color: 'red' }] }] }),
    ).toEqual({
      op: 'and',
      filters: [red, red],
    });
    expect(compile({ $or: [{ $or: [] }, { color: 'red' }] })).toEqual(red);
    expect(compile({ $or: [{ color: 'red' }, {}] })).toBeUndefined();
  });
});
