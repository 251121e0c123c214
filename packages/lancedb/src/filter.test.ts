import type { Filter } from '@nestvec/core';
import { parseFilter } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { inValues, textLiteral, toSql } from './filter.ts';

const fields = {
  color: 'string',
  Price: 'number',
  sold: 'boolean',
  made: 'datetime',
  tags: 'string[]',
  sizes: 'number[]',
} as const;

it.each<[string, Filter, string]>([
  ['everything', {}, 'true'],
  ['nothing', { $or: [] }, 'false'],
  ['a text', { color: 'red' }, "(`color` IS NOT NULL AND `color` = 'red')"],
  ['quotes', { color: "it's" }, "(`color` IS NOT NULL AND `color` = 'it''s')"],
  ['backslashes as they are', { color: '\\' }, "(`color` IS NOT NULL AND `color` = '\\')"],
  ['a name with capitals', { Price: 5 }, '(`Price` IS NOT NULL AND `Price` = 5.0)'],
  ['a number with an exponent', { Price: 1e21 }, '(`Price` IS NOT NULL AND `Price` = 1e+21)'],
  [
    'a number beyond 64 bits',
    { Price: 2 ** 65 },
    '(`Price` IS NOT NULL AND `Price` = 36893488147419103000.0)',
  ],
  ['a boolean', { sold: true }, '(`sold` IS NOT NULL AND `sold` = 1)'],
  [
    'a moment',
    { made: '1970-01-01T00:00:01Z' },
    '(`made` IS NOT NULL AND `made` = to_timestamp_millis(1000))',
  ],
  ['a complement', { color: { $ne: 'red' } }, "NOT (`color` IS NOT NULL AND `color` = 'red')"],
  ['a missing field', { color: null }, 'NOT (`color` IS NOT NULL)'],
  ['a list', { Price: { $in: [1, 2.5] } }, '(`Price` IS NOT NULL AND `Price` IN (1.0, 2.5))'],
  ['an empty list', { Price: { $in: [] } }, 'false'],
  [
    'both bounds',
    { Price: { $gt: 1, $lte: 2 } },
    '(`Price` IS NOT NULL AND `Price` > 1.0 AND `Price` <= 2.0)',
  ],
  ['an element', { tags: 'a' }, "(`tags` IS NOT NULL AND array_has(`tags`, 'a'))"],
  [
    'any element',
    { sizes: { $in: [1] } },
    '(`sizes` IS NOT NULL AND array_has_any(`sizes`, [1.0]))',
  ],
  [
    'all elements',
    { tags: { $all: ['a'] } },
    "(`tags` IS NOT NULL AND array_has_all(`tags`, ['a']))",
  ],
  ['all of no elements', { tags: { $all: [] } }, '(`tags` IS NOT NULL)'],
  ['a complement twice', { $not: { $not: { sold: true } } }, '(`sold` IS NOT NULL AND `sold` = 1)'],
  [
    'the complement of alternatives as all complements',
    { $not: { $or: [{ sold: true }, { Price: { $ne: 1 } }] } },
    '(NOT (`sold` IS NOT NULL AND `sold` = 1) AND (`Price` IS NOT NULL AND `Price` = 1.0))',
  ],
  ['a group of one', { $and: [{ $or: [{ color: null }] }] }, 'NOT (`color` IS NOT NULL)'],
  ['what holds for none', { $and: [{ $or: [] }, { sold: true }] }, 'false'],
  ['the complement of none', { $not: { Price: { $in: [] } } }, 'true'],
  [
    'alternatives',
    { $or: [{ sold: true }, { Price: 1 }] },
    '((`sold` IS NOT NULL AND `sold` = 1) OR (`Price` IS NOT NULL AND `Price` = 1.0))',
  ],
])('compiles %s', (_title, filter, sql) => {
  expect(toSql(parseFilter(filter, fields))).toBe(sql);
});

it('combines a thousand conditions as a tree of little depth', () => {
  const colors = Array.from({ length: 1000 }, (_, i) => ({ color: `color ${i}` }));
  const sql = toSql(parseFilter({ $or: colors }, fields));
  expect(/^\(*/.exec(sql)?.[0].length).toBeLessThan(15);
  for (const { color } of colors) expect(sql).toContain(`'${color}'`);
});

it('refuses a filter that DataFusion could not parse', () => {
  let filter: Filter = { $or: Array.from({ length: 1000 }, (_, i) => ({ color: `color ${i}` })) };
  for (let level = 0; level < 30; level++) {
    filter = { [level % 2 === 0 ? '$and' : '$or']: [filter, { Price: level }] };
  }
  expect(() => toSql(parseFilter(filter, fields))).toThrow(
    'does not support a filter nested this deeply',
  );
});

it('has nothing in an empty list of texts', () => {
  expect(inValues('_key', [])).toBe('false');
  expect(inValues('_key', [textLiteral("a'b")])).toBe("`_key` IN ('a''b')");
});
