import { describe, expect, it } from 'vitest';
import { readFilter } from './filter.ts';

const metadata = { color: 'red', price: 5, sold: true, tags: ['a', 'b'], empty: '' };
const test = (filter: object, missingIsUnequal = false): boolean =>
  readFilter(filter, { missingIsUnequal })(metadata);

describe('a filter', () => {
  it.each<[object, boolean]>([
    [{ color: 'red' }, true],
    [{ color: { $eq: 'Red' } }, false],
    [{ price: { $eq: 5 } }, true],
    [{ price: '5' }, false],
    [{ sold: true }, true],
    [{ empty: '' }, true],
    [{ tags: 'a' }, true],
    [{ tags: { $ne: 'a' } }, false],
    [{ tags: { $ne: 'c' } }, true],
    [{ tags: { $in: ['c', 'b'] } }, true],
    [{ tags: { $nin: ['c', 'b'] } }, false],
    [{ price: { $gt: 5 } }, false],
    [{ price: { $gte: 5, $lt: 6 } }, true],
    [{ color: { $gte: 0 } }, false],
    [{ missing: { $exists: false } }, true],
    [{ missing: { $gt: 0 } }, false],
    [{ color: 'red', price: 6 }, false],
    [{ $or: [{ color: 'blue' }, { $and: [{ price: 5 }, { sold: true }] }] }, true],
  ])('%j is %s', (filter, expected) => {
    expect(test(filter)).toBe(expected);
  });

  it('is read either way where the field is missing', () => {
    expect([test({ x: { $ne: 1 } }), test({ x: { $nin: [1] } })]).toEqual([false, false]);
    expect([test({ x: { $ne: 1 } }, true), test({ x: { $nin: [1] } }, true)]).toEqual([true, true]);
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['an empty condition', { color: {} }],
    ['an empty $and', { $and: [] }],
    ['an empty $or', { $or: [] }],
    ['$not, of which it is not settled that vectors have it', { $not: { color: 'red' } }],
    ['$not on a field', { color: { $not: { $eq: 'red' } } }],
    ['an unknown operator', { color: { $regex: 'r' } }],
    ['a range of texts', { color: { $gt: 'a' } }],
    ['an empty list', { color: { $in: [] } }],
    ['a list of booleans', { sold: { $in: [true] } }],
    ['more than 10,000 values', { price: { $in: Array.from({ length: 10_001 }, (_, i) => i) } }],
    ['null', { color: null }],
    ['a list in place of a value', { tags: { $eq: ['a'] } }],
    ['$exists with a text', { color: { $exists: 'yes' } }],
    ['no object', []],
  ])('with %s is refused', (_, filter) => {
    expect(() => readFilter(filter, { missingIsUnequal: false })).toThrow(
      /must|takes|is not an operator|is not a supported|is empty/,
    );
  });
});
