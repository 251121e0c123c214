import { type Filter, isNestvecError } from '@nestvec/core';
import { matches, parseFilter } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { type NestvecFilter, toFilter } from './filter.ts';

const fields = { n: 'number', s: 'string', tags: 'string[]' } as const;

it.each<[NestvecFilter, Filter | undefined]>([
  [null, undefined],
  [undefined, undefined],
  [{}, {}],
  [
    { s: 'a', n: { $gt: 1, $lte: 5 } },
    { s: 'a', n: { $gt: 1, $lte: 5 } },
  ],
  [{ $nor: [{ s: 'a' }] }, { $and: [{ $not: { $or: [{ s: 'a' }] } }] }],
  [{ n: { $not: { $gt: 1 } } }, { $and: [{ $not: { n: { $gt: 1 } } }] }],
  [
    { s: 'a', n: { $lt: 9, $not: { $gt: 1 } } },
    { $and: [{ s: 'a', n: { $lt: 9 } }, { $not: { n: { $gt: 1 } } }] },
  ],
  [{ $not: { n: { $not: { $gt: 1 } } } }, { $not: { $and: [{ $not: { n: { $gt: 1 } } }] } }],
  [
    { $text: 'red shoe', s: { $startsWith: 'a' } } as Filter,
    { $text: 'red shoe', s: { $startsWith: 'a' } },
  ],
])('%j becomes %j', (given, expected) => {
  expect(toFilter(given, 'filter')).toEqual(expected);
});

it('keeps the meaning of $not and $nor, however they are nested', () => {
  const records = [{}, { n: 1 }, { n: 5 }, { n: 9 }, { n: 5, s: 'a' }, { s: 'a' }, { s: 'b' }];
  const low = (one: { n?: number }) => one.n !== undefined && one.n < 4;
  const high = (one: { n?: number }) => one.n !== undefined && one.n > 7;
  const asked: [NestvecFilter, (one: { n?: number; s?: string }) => boolean][] = [
    [{ n: { $not: { $lt: 4 } } }, (one) => !low(one)],
    [{ n: { $not: { $not: { $lt: 4 } } } }, low],
    [{ n: { $not: { $gt: 3, $not: { $gt: 7 } } } }, (one) => !(one.n === 5)],
    [{ $nor: [{ n: { $lt: 4 } }, { n: { $gt: 7 } }] }, (one) => !low(one) && !high(one)],
    [{ $nor: [{ $nor: [{ s: 'a' }] }] }, (one) => one.s === 'a'],
    [{ s: 'a', $nor: [{ n: 5 }] }, (one) => one.s === 'a' && one.n !== 5],
    [
      { $or: [{ n: { $not: { $lt: 4 } }, s: 'a' }, { n: 1 }] },
      (one) => (!low(one) && one.s === 'a') || one.n === 1,
    ],
  ];
  for (const [filter, holds] of asked) {
    const node = parseFilter(toFilter(filter, 'filter'), fields);
    const found = records.filter((metadata) => matches(node, { metadata }));
    expect(found, JSON.stringify(filter)).toEqual(records.filter(holds));
  }
});

it.each([
  ['$regex', { s: { $regex: 'a' } }],
  ['$options', { s: { $options: 'i' } }],
  ['$contains', { $and: [{ s: { $contains: 'a' } }] }],
  ['$elemMatch', { $not: { tags: { $elemMatch: { $eq: 'a' } } } }],
  ['$size', { tags: { $not: { $size: 1 } } }],
  ['a list', { tags: ['a', 'b'] }],
])('refuses %s by its name', (name, filter) => {
  expect(() => toFilter(filter as NestvecFilter, 'filter')).toThrow(
    expect.toSatisfy(
      (error) => isNestvecError(error, 'unsupported') && error.message.includes(name),
    ),
  );
});

it.each([
  ['filter.$nor', { $nor: {} }],
  ['filter.$and[0].$or', { $and: [{ $or: 'a' }] }],
  ['filter.$not', { $not: [] }],
  ['filter.$not', { $not: {} }],
  ['filter.s.$not', { s: { $not: /a/ } }],
  ['filter.s.$not', { s: { $not: {} } }],
])('names %s, which is not of the right form', (field, filter) => {
  expect(() => toFilter(filter as unknown as NestvecFilter, 'filter')).toThrow(
    expect.toSatisfy(
      (error) => isNestvecError(error, 'invalid-input') && error.details.field === field,
    ),
  );
});

it('ends with a filter that holds itself or its parts many times, and leaves keys of prototypes as keys', () => {
  const circle: Record<string, unknown> = {};
  circle['$not'] = circle;
  const twice: Record<string, unknown> = { n: {} };
  (twice['n'] as Record<string, unknown>)['$not'] = twice['n'];
  for (const filter of [circle, twice])
    expect(() => parseFilter(toFilter(filter as NestvecFilter, 'filter'), fields)).toThrow(
      expect.toSatisfy((error) => isNestvecError(error, 'invalid-input')),
    );
  let wide: Filter = { n: 1 };
  for (let i = 0; i < 60; i++) wide = { $and: [wide, wide] };
  expect(() => toFilter(wide, 'filter')).toThrow(/more than 100000/);
  const odd = JSON.parse('{"__proto__": {"$gt": 1}}') as Filter;
  expect(() => parseFilter(toFilter(odd, 'filter'), fields)).toThrow(/__proto__/);
});
