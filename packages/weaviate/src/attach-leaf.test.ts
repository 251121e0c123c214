import type { Filter } from '@nestvec/core';
import { parseFilter } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { attachedLeaf } from './attach-leaf.ts';
import { compileFilter, everything, type WeaviateFilter } from './filter.ts';

const live = { type: 'int', tokenization: undefined, filterable: true, searchable: false };
const compile = (n: Filter[string], knowsNull: boolean) =>
  compileFilter(parseFilter({ n }, { n: 'number' }), (leaf) => attachedLeaf(leaf, live, knowsNull));

const test = (op: string, integer: number) => ({ op, property: 'n', value: { integer } });
const nothing: WeaviateFilter = { op: 'not', filter: everything };
/** Asked without an index of nulls, which an attached collection need not have. */
const isThere = { op: 'or', filters: [test('greaterThanEqual', 0), test('lessThan', 0)] };

it.each<[string, Filter[string], unknown]>([
  ['a fraction as the integer above it', { $gt: 1.5 }, test('greaterThanEqual', 2)],
  ['a fraction as the integer below it', { $lte: -1.5 }, test('lessThanEqual', -2)],
  ['an exclusive bound as it is', { $lt: 3 }, test('lessThan', 3)],
  ['a bound beyond 2^53 exactly', { $gt: 2 ** 60 }, test('greaterThan', 2 ** 60)],
  ['the last number of 64 bits', { $gte: -(2 ** 63) }, test('greaterThanEqual', -(2 ** 63))],
  ['the field itself where every integer keeps the bound', { $lte: 1e300 }, isThere],
  ['the field itself from below', { $gt: -1e300 }, isThere],
  ['nothing where no integer keeps the bound', { $gte: 2 ** 63 }, nothing],
  ['nothing from below', { $lt: -1e300 }, nothing],
  ['nothing that equals a fraction', 0.5, nothing],
  ['nothing that equals what no integer is', 1e300, nothing],
])('an integer of an attached collection asks for %s', (_title, condition, expected) => {
  expect(compile(condition, false)).toEqual(expected);
});
