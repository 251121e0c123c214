import type { Filter } from '@nestvec/core';
import { parseFilter } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { compileFilter } from './filter.ts';

const fields = {
  color: 'string',
  price: 'number',
  sold: 'boolean',
  made: 'datetime',
  tags: 'string[]',
  sizes: 'number[]',
} as const;

const missing = (field: string): object => ({ [field]: { $exists: false } });

it.each<[string, Filter, unknown]>([
  ['everything', {}, true],
  ['nothing', { $or: [] }, false],
  ['a value', { color: 'red' }, { color: { $eq: 'red' } }],
  [
    'another value or none',
    { color: { $ne: 'red' } },
    { $or: [missing('color'), { color: { $ne: 'red' } }] },
  ],
  ['one of a list', { color: { $in: ['a', 'b'] } }, { color: { $in: ['a', 'b'] } }],
  ['one of an empty list', { color: { $in: [] } }, false],
  ['none of an empty list', { color: { $nin: [] } }, true],
  [
    'none of a list',
    { price: { $nin: [1, 2] } },
    { $or: [missing('price'), { price: { $nin: [1, 2] } }] },
  ],
  [
    'one of some booleans, of which Pinecone takes no list',
    { sold: { $in: [true, false] } },
    { $or: [{ sold: { $eq: true } }, { sold: { $eq: false } }] },
  ],
  [
    'a range',
    { price: { $gte: 1, $lt: 2 } },
    { $and: [{ price: { $gte: 1 } }, { price: { $lt: 2 } }] },
  ],
  [
    'no range',
    { $not: { price: { $gte: 1, $lt: 2 } } },
    { $or: [missing('price'), { price: { $lt: 1 } }, { price: { $gte: 2 } }] },
  ],
  ['a time, as a number', { made: { $gt: '1970-01-01T00:00:01Z' } }, { made: { $gt: 1000 } }],
  [
    'all of a list',
    { tags: { $all: ['a', 'b'] } },
    { $and: [{ tags: { $eq: 'a' } }, { tags: { $eq: 'b' } }] },
  ],
  [
    'not all of a list',
    { $not: { tags: { $all: ['a', 'b'] } } },
    { $or: [missing('tags'), { tags: { $ne: 'a' } }, { tags: { $ne: 'b' } }] },
  ],
  [
    'numbers of an array, as texts',
    { sizes: { $in: [1, -0, 1e21] } },
    { sizes: { $in: ['1', '0', '1e+21'] } },
  ],
  ['a field that is there', { tags: { $exists: true } }, { tags: { $exists: true } }],
  ['a field that is not', { tags: null }, missing('tags')],
  [
    'a complement of alternatives',
    { $not: { $or: [{ color: 'a' }, { price: 1 }] } },
    {
      $and: [
        { $or: [missing('color'), { color: { $ne: 'a' } }] },
        { $or: [missing('price'), { price: { $ne: 1 } }] },
      ],
    },
  ],
  [
    'groups within groups of the same kind',
    { $and: [{ $and: [{ color: 'a' }, { price: 1 }] }, { sold: true }] },
    { $and: [{ color: { $eq: 'a' } }, { price: { $eq: 1 } }, { sold: { $eq: true } }] },
  ],
])('asks for %s', (_, filter, expected) => {
  expect(compileFilter(parseFilter(filter, fields))).toEqual(expected);
});

it('cuts lists that are too long for one condition', () => {
  const values = Array.from({ length: 10_001 }, (_, i) => i);
  const clause = compileFilter(parseFilter({ price: { $in: values } }, fields));
  expect(clause).toMatchObject({
    $or: [{ price: { $in: { length: 10_000 } } }, { price: { $in: [10_000] } }],
  });
});

it('never says $not, nor an empty group', () => {
  const text = JSON.stringify(
    compileFilter(
      parseFilter(
        {
          $not: {
            $and: [
              { color: { $nin: ['a'] } },
              { $not: { $or: [{ price: { $lt: 1 } }, {}] } },
              { tags: 'x' },
            ],
          },
        },
        fields,
      ),
    ),
  );
  expect(text).not.toContain('$not');
  expect(text).not.toContain('[]');
});
