import type { Filter } from '@nestvec/core';
import { parseFilter } from '@nestvec/core/store';
import { describe, expect, it } from 'vitest';
import { compileFilter, everything } from './filter.ts';
import { ownLeaf } from './leaf.ts';

const fields = {
  color: 'string',
  price: 'number',
  stocked: 'boolean',
  made: 'datetime',
  tags: 'string[]',
  sizes: 'number[]',
} as const;

const compile = (filter: Filter) =>
  compileFilter(
    parseFilter(filter, fields),
    ownLeaf((id) => id),
  );

describe('compileFilter', () => {
  it.each<[string, Filter, unknown]>([
    ['nothing to ask', {}, undefined],
    ['a string', { color: 'red' }, { must: [{ key: 'color', match: { value: 'red' } }] }],
    ['a boolean', { stocked: false }, { must: [{ key: 'stocked', match: { value: false } }] }],
    [
      'a number as a range of one, since match takes no fractions and 1.0 is not 1 to it',
      { price: 1.5 },
      { must: [{ key: 'price', range: { gte: 1.5, lte: 1.5 } }] },
    ],
    [
      'a datetime as its milliseconds',
      { made: '1970-01-01T00:00:01.0019Z' },
      { must: [{ key: 'made', match: { value: 1001 } }] },
    ],
    [
      'many strings as one condition',
      { color: { $in: ['a', 'b'] } },
      { must: [{ key: 'color', match: { any: ['a', 'b'] } }] },
    ],
    [
      'many datetimes as one condition',
      { made: { $in: ['1970-01-01T00:00:01Z', '1970-01-01T00:00:02Z'] } },
      { must: [{ key: 'made', match: { any: [1000, 2000] } }] },
    ],
    [
      'many numbers as alternatives',
      { price: { $in: [1, 2] } },
      {
        should: [
          { key: 'price', range: { gte: 1, lte: 1 } },
          { key: 'price', range: { gte: 2, lte: 2 } },
        ],
      },
    ],
    [
      'both bounds of a range in one condition, which one element has to satisfy',
      { price: { $gt: 1, $lte: 2 } },
      { must: [{ key: 'price', range: { gt: 1, lte: 2 } }] },
    ],
    [
      'every value of an array',
      { tags: { $all: ['a', 'b'] } },
      {
        must: [
          { key: 'tags', match: { value: 'a' } },
          { key: 'tags', match: { value: 'b' } },
        ],
      },
    ],
    [
      'a field that is there',
      { tags: { $exists: true } },
      { must_not: [{ is_empty: { key: 'tags' } }] },
    ],
    ['a field that is missing', { color: null }, { must: [{ is_empty: { key: 'color' } }] }],
    [
      'the complement of a list, never by except, which means something else on arrays',
      { tags: { $nin: ['a'] } },
      { must_not: [{ key: 'tags', match: { any: ['a'] } }] },
    ],
    [
      'conditions of all kinds in one filter',
      { color: 'red', price: { $ne: 1 }, $or: [{ stocked: true }, { stocked: null }] },
      {
        must: [{ key: 'color', match: { value: 'red' } }],
        should: [{ key: 'stocked', match: { value: true } }, { is_empty: { key: 'stocked' } }],
        must_not: [{ key: 'price', range: { gte: 1, lte: 1 } }],
      },
    ],
    [
      'the complement of alternatives as a list of what must not be',
      { $not: { $or: [{ color: 'a' }, { color: 'b' }] } },
      {
        must_not: [
          { key: 'color', match: { value: 'a' } },
          { key: 'color', match: { value: 'b' } },
        ],
      },
    ],
    [
      'a complement of a complement as what it is',
      { $not: { $not: { color: 'a' } } },
      { must: [{ key: 'color', match: { value: 'a' } }] },
    ],
  ])('says %s', (_, filter, expected) => {
    expect(compile(filter)).toEqual(expected);
  });

  const none = { must: [{ has_id: [] }] };
  it.each<[Filter, unknown]>([
    [{ $or: [] }, none],
    [{ $or: [{ $or: [] }, { color: { $in: [] } }] }, none],
    [{ color: { $in: [] } }, none],
    [{ $and: [{ color: 'red' }, { $or: [] }] }, none],
    [{ $not: { $or: [] } }, undefined],
    [{ $not: { $and: [] } }, none],
    [{ $or: [{ color: 'red' }, {}] }, undefined],
    [{ $and: [{}, { $and: [] }] }, undefined],
    [{ color: { $nin: [] } }, undefined],
  ])(
    'T1: works out constants, so that no empty list is sent, which would hold for everything: %j',
    (filter, expected) => {
      expect(compile(filter)).toEqual(expected);
    },
  );

  it('T1: says “everything” by a condition where a removal means it', () => {
    expect(everything).toEqual({ must_not: [{ has_id: [] }] });
  });

  it('keeps a tenant’s part whatever the filter says', () => {
    const scope = { key: '_tenant', match: { value: 'a' } };
    const scoped = (filter: Filter) =>
      compileFilter(
        parseFilter(filter, fields),
        ownLeaf((id) => id),
        scope,
      );
    expect(scoped({})).toEqual({ must: [scope] });
    expect(scoped({ $or: [{ color: 'a' }, { color: 'b' }] })).toMatchObject({ must: [scope] });
    expect(scoped({ $or: [{ color: 'a' }, {}] })).toEqual({ must: [scope] });
    expect(scoped({ $or: [] })).toEqual(none);
  });

  it.each<[Filter, unknown]>([
    [{ price: { $lt: 5, $lte: 3 } }, { lte: 3 }],
    [{ price: { $lt: 3, $lte: 3 } }, { lt: 3 }],
    [{ price: { $gt: 5, $gte: 3, $lt: 9, $lte: 9.5 } }, { gt: 5, lt: 9 }],
    [{ price: { $gt: 2, $gte: 3 } }, { gte: 3 }],
  ])(
    'T23: says one bound on either side, since of two the server looks at one only: %j',
    (filter, range) => {
      expect(compile(filter)).toEqual({ must: [{ key: 'price', range }] });
    },
  );

  const sold = { key: 'stocked', match: { value: true } };
  const unsold = { key: 'stocked', match: { value: false } };
  const red = { key: 'color', match: { value: 'red' } };
  it.each<[string, Filter, unknown]>([
    ['asked for and ruled out', { stocked: true, $not: { stocked: true } }, none],
    ['listed and ruled out', { stocked: { $in: [false], $nin: [false] } }, none],
    [
      'an alternative that is ruled out',
      { stocked: { $in: [true, false], $ne: true } },
      { must: [unsold], must_not: [sold] },
    ],
    [
      'alternatives that are all ruled out',
      {
        $or: [{ stocked: true }, { color: 'red' }],
        $not: { $or: [{ stocked: true }, { color: 'red' }] },
      },
      none,
    ],
    [
      'alternatives of which one is asked for',
      { stocked: true, $or: [{ stocked: true }, { color: 'red' }] },
      { must: [sold] },
    ],
    [
      'a list that is ruled out in another order, and with one value twice',
      { color: { $in: ['red', 'blue'], $nin: ['blue', 'red', 'blue'] } },
      none,
    ],
    [
      'different values',
      { stocked: true, $not: { stocked: false }, color: 'red' },
      { must: [sold, red], must_not: [unsold] },
    ],
  ])(
    'T22: no condition stands in two lists, where the server forgets one of them: %s',
    (_, filter, expected) => {
      expect(compile(filter)).toEqual(expected);
    },
  );

  it('T17: nests no deeper than the filter that it was given', () => {
    let filter: Filter = { color: 'a' };
    for (let i = 0; i < 10; i++)
      filter = {
        $or: [{ price: 1 }, { $and: [{ $or: [filter, { stocked: true }] }, { color: 'b' }] }],
      };
    const depth = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? Math.max(0, ...Object.values(value).map(depth)) + (Array.isArray(value) ? 0 : 1)
        : 0;
    expect(depth(compile(filter))).toBeLessThan(63);
  });

  it('T17: tells 10,000 strings apart in one condition', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => `v${i}`);
    expect(compile({ color: { $in: many } })?.must).toHaveLength(1);
  });
});
