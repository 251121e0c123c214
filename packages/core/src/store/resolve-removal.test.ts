import { expect, it } from 'vitest';
import { testSpec } from '../__fixtures__/spec.ts';
import type { Filter } from '../filter/types.ts';
import { resolveRemoval } from './resolve-removal.ts';

it.each<[string, Filter]>([
  ['an empty filter', {}],
  ['an empty list that must not hold it', { $id: { $nin: [] } }],
  ['an alternative that always holds', { $or: [{ $id: 'a' }, {}] }],
  ['a condition beside its complement', { $or: [{ $id: 'a' }, { $not: { $id: 'a' } }] }],
  ['the complement of what never holds', { $not: { $id: { $in: [] } } }],
])('refuses to remove every record by %s', (_what, filter) => {
  expect(() => resolveRemoval({ filter }, testSpec)).toThrow(/\{ all: true \}/);
});

it('removes by a filter that depends on the records', () => {
  expect(resolveRemoval({ filter: { $id: 'a' } }, testSpec)).toMatchObject({ kind: 'filter' });
});
