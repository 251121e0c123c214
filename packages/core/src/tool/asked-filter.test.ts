import { expect, it } from 'vitest';
import { askedFilter } from './asked-filter.ts';

it.each([
  [null, undefined],
  [undefined, undefined],
  [{}, undefined],
  [{ lang: null, price: { $gte: null, $lt: null }, $and: null, $or: [], $not: null }, undefined],
  [{ lang: 'en', price: null }, { lang: 'en' }],
  [{ price: { $gte: 5, $lt: null } }, { price: { $gte: 5 } }],
  [{ $or: [{ lang: 'en', price: null }, { lang: null }] }, { $or: [{ lang: 'en' }] }],
  [{ $not: { lang: null } }, undefined],
  [{ $not: { lang: { $exists: false } } }, { $not: { lang: { $exists: false } } }],
  [{ tags: { $in: [] } }, { tags: { $in: [] } }],
])('%j asks for %j', (given, expected) => {
  expect(askedFilter(given as Parameters<typeof askedFilter>[0])).toEqual(expected);
});
