import { parseFilter } from '@nestvec/core/store';
import { describe, expect, it } from 'vitest';
import { compileFilter } from './filter.ts';
import { miniSpec } from './__fixtures__/spec.ts';
import { ownLayout } from './record.ts';
import { name, numbered } from './sql.ts';

const spec = miniSpec({
  fields: {
    color: 'string',
    price: 'number',
    made: 'datetime',
    tags: 'string[]',
    sizes: 'number[]',
  },
});
const { where } = ownLayout(name('t'), spec, undefined, new Set());
const compile = (filter: Parameters<typeof parseFilter>[0]) =>
  where(parseFilter(filter, spec.fields));

describe('filters as SQL', () => {
  it.each([
    [{ color: 'red' }, '("color" IS NOT NULL AND "color" = $1::text)'],
    [{ color: { $ne: 'red' } }, 'NOT ("color" IS NOT NULL AND "color" = $1::text)'],
    [{ color: { $in: ['a', 'b'] } }, '("color" IS NOT NULL AND "color" = ANY ($1::text[]))'],
    [{ color: { $in: [] } }, 'false'],
    [{ color: { $exists: false } }, 'NOT ("color" IS NOT NULL)'],
    [
      { price: { $gte: 1, $lt: 2 } },
      '("price" IS NOT NULL AND "price" >= $1::float8 AND "price" < $2::float8)',
    ],
    [
      { made: { $gt: '2026-01-01T00:00:00Z' } },
      '("made" IS NOT NULL AND "made" > $1::timestamptz)',
    ],
    [{ tags: { $in: ['a'] } }, '("tags" IS NOT NULL AND "tags" && $1::text[])'],
    [
      { tags: { $all: ['a'] } },
      `("tags" IS NOT NULL AND ("_metadata" -> 'tags') @> $1::jsonb AND "tags" @> $2::text[])`,
    ],
    [
      { sizes: 1.5 },
      `("sizes" IS NOT NULL AND ("_metadata" -> 'sizes') @> $1::jsonb AND "sizes" @> $2::float8[])`,
    ],
    [{ $id: 'x' }, '("_id" IS NOT NULL AND "_id" = $1::text)'],
    [{ $parentId: 'x' }, '("_parent_id" IS NOT NULL AND "_parent_id" = $1::text)'],
    [
      { $or: [{ color: 'a' }, { price: 1 }] },
      '(("color" IS NOT NULL AND "color" = $1::text) OR ("price" IS NOT NULL AND "price" = $2::float8))',
    ],
  ] as const)('%j', (filter, expected) => {
    expect(numbered(compile(filter))).toBe(expected);
  });

  it('hold values as parameters only', () => {
    const { texts, values } = compile({ color: "'; DROP TABLE x; --" });
    expect(texts.join('')).not.toContain('DROP');
    expect(values).toEqual([Buffer.from("'; DROP TABLE x; --")]);
  });

  it('ask nothing of an empty filter', () => {
    expect(
      numbered(
        compileFilter(parseFilter({}, {}), { value: name as never, present: name as never }),
      ),
    ).toBe('true'); // there are no fields to ask for
  });
});
