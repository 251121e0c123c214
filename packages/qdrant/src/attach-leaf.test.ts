import type { Filter } from '@nestvec/core';
import { parseFilter } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { attachedLeaf } from './attach-leaf.ts';
import { compileFilter } from './filter.ts';

const compile = (made: Filter[string]) =>
  compileFilter(parseFilter({ made }, { made: 'datetime' }), attachedLeaf);
const nothing = { must: [{ has_id: [] }] };
const isThere = { must: [{ key: 'made', range: { gte: '0000-01-01T00:00:00.000Z' } }] };

it.each<[string, Filter[string], unknown]>([
  [
    'one millisecond as a range of instants',
    '2026-01-31T12:00:00.001Z',
    {
      must: [
        {
          key: 'made',
          range: { gte: '2026-01-31T12:00:00.001Z', lt: '2026-01-31T12:00:00.002Z' },
        },
      ],
    },
  ],
  [
    'no bound that the server does not read, of year 10000',
    { $gte: '2026-01-01T00:00:00Z', $lte: '9999-12-31T23:59:59.999Z' },
    { must: [{ key: 'made', range: { gte: '2026-01-01T00:00:00.000Z' } }] },
  ],
  [
    'the field itself where every datetime keeps the bound',
    { $lte: '9999-12-31T23:59:59.999Z' },
    isThere,
  ],
  [
    'the field itself where nothing is before the bound',
    { $gte: '0000-01-01T00:00:00+14:00' },
    isThere,
  ],
  ['nothing after the last year', { $gt: '9999-12-31T23:59:59.999Z' }, nothing],
  ['nothing before the first year', { $lt: '0000-01-01T00:00:00Z' }, nothing],
  ['nothing in a year below the first', '0000-01-01T00:00:00+14:00', nothing],
])('a datetime of an attached collection asks for %s', (_title, condition, expected) => {
  expect(compile(condition)).toEqual(expected);
});
