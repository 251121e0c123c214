import type { JsonObject } from '@nestvec/core';
import { filterOperators, matches, parseFilter } from '@nestvec/core/store';
import { code, table } from '../site/markdown.ts';

/** Values that a field has in the truth table; `undefined`: the record lacks it. */
const states = [
  ['missing', undefined],
  ['`null`', null],
  ['`1`', 1],
  ['`2`', 2],
] as const;

const listStates = [
  ['missing', undefined],
  ['`[]`', []],
  ['`["a"]`', ['a']],
  ['`["a","b"]`', ['a', 'b']],
] as const;

const textStates = [
  ['missing', undefined],
  ['`""`', ''],
  ['`"ab"`', 'ab'],
  ['`"AB"`', 'AB'],
] as const;

const numberFilters = [
  { $eq: 1 },
  { $eq: null },
  { $ne: 1 },
  { $ne: null },
  { $in: [1, 2] },
  { $nin: [1] },
  { $gt: 1 },
  { $gte: 1 },
  { $lt: 2 },
  { $lte: 2 },
  { $exists: true },
  { $exists: false },
];

const listFilters = [
  { $eq: 'b' },
  { $ne: 'b' },
  { $in: ['b', 'c'] },
  { $nin: ['b'] },
  { $all: ['a', 'b'] },
  { $startsWith: 'b' },
  { $exists: true },
];

const textFilters = [{ $eq: '' }, { $startsWith: 'a' }, { $ne: 'ab' }, { $in: ['ab', 'AB'] }];

/** Operators of filters: what each takes, and one table of what holds, worked out by the meaning that every database is compared with. */
export function filtersPage(): string {
  const rows = Object.entries(filterOperators).map(([name, { takes, fields, meaning }]) => [
    code(name),
    takes,
    fields.length === 6 ? 'every' : fields.join(', '),
    meaning,
  ]);
  return [
    '# Filter operators',
    'A filter is JSON over declared fields and means the same in every database. How filters are combined stands in [the README of core](/reference/packages/core#filters).',
    '## Operators',
    table(['operator', 'takes', 'fields', 'holds where the field'], rows),
    '## Truth table',
    'Worked out by the function that every database is compared with in tests. `$not` is the exact complement of each row.',
    'A field of one number:',
    truth('number', numberFilters, states),
    'A field of one text:',
    truth('string', textFilters, textStates),
    'A list of texts, of which any element counts:',
    truth('string[]', listFilters, listStates),
  ].join('\n\n');
}

function truth(
  type: 'number' | 'string' | 'string[]',
  filters: readonly JsonObject[],
  values: readonly (readonly [name: string, value: unknown])[],
): string {
  const rows = filters.map((operators) => {
    const node = parseFilter({ field: operators }, { field: type });
    const cells = values.map(([, value]) => {
      const metadata = (value === undefined ? {} : { field: value }) as JsonObject; // of the tables above
      return matches(node, { metadata }) ? 'yes' : '–';
    });
    return [code(JSON.stringify(operators)), ...cells];
  });
  return table(['filter', ...values.map(([name]) => name)], rows);
}
