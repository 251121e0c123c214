import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seeded } from '../__fixtures__/seed.ts';
import { isNestvecError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { checkFields } from './check-fields.ts';
import { constantOf } from './constant.ts';
import { parseDatetime } from './datetime.ts';
import { matches } from './matches.ts';
import { filterOperators } from './operators.ts';
import { parseFilter } from './parse.ts';
import type { Filter } from './types.ts';

const fields = {
  color: 'string',
  price: 'number',
  sold: 'boolean',
  made: 'datetime',
  tags: 'string[]',
  sizes: 'number[]',
} as const;

const holds = (filter: Filter, metadata: JsonObject): boolean =>
  matches(parseFilter(filter, fields), { metadata });

describe('record fields in a filter', () => {
  const own = { ...fields, source: 'string', parentId: 'string' } as const;
  const record = { id: 'a', parentId: 'doc.md', metadata: { source: 'mine', parentId: 'x' } };
  it.each<[Filter, boolean]>([
    [{ $id: 'a' }, true],
    [{ $id: { $in: ['b', 'a'] } }, true],
    [{ $parentId: 'doc.md' }, true],
    [{ parentId: 'doc.md' }, false],
    [{ parentId: 'x', source: 'mine' }, true],
    [{ $source: 'mine' }, false],
    [{ $source: null }, true],
    [{ $uri: { $exists: false } }, true],
    [{ $or: [{ $uri: 'u' }, { $not: { $parentId: { $nin: ['doc.md'] } } }] }, true],
  ])('%j asks for the record and not for its metadata', (filter, expected) => {
    expect(matches(parseFilter(filter, own), record)).toBe(expected);
  });

  it('are strings, and four in number', () => {
    expect(() => parseFilter({ $parentId: 1 }, fields)).toThrow('$parentId: must be a string');
    expect(() => parseFilter({ $parentId: { $gt: 'a' } }, fields)).toThrow('$gt is for fields');
    expect(() => parseFilter({ $words: 'a' }, fields)).toThrow(
      'is not a record field; use $and, $or, $not or $text, $id, $parentId, $source, $uri, or name a field',
    );
  });

  it('hold for every record where any id is asked for', () => {
    expect(constantOf(parseFilter({ $id: { $exists: true } }, fields))).toBe(true);
    expect(constantOf(parseFilter({ $id: null }, fields))).toBe(false);
    expect(constantOf(parseFilter({ $parentId: { $exists: true } }, fields))).toBeUndefined();
  });
});

describe('the meaning of a filter', () => {
  it.each<[string, Filter, JsonObject, boolean]>([
    ['an empty filter holds for everything', {}, {}, true],
    ['an empty $and holds for everything', { $and: [] }, {}, true],
    ['an empty $or holds for nothing', { $or: [] }, { color: 'red' }, false],
    ['a bare value asks for equality', { color: 'red' }, { color: 'red' }, true],
    ['equality is exact in case', { color: 'red' }, { color: 'Red' }, false],
    ['equality does not normalise Unicode', { color: 'é' }, { color: 'e\u0301' }, false],
    ['equality is false on a missing field', { color: 'red' }, {}, false],
    ['$ne is true on a missing field', { color: { $ne: 'red' } }, {}, true],
    ['$ne is true on null', { color: { $ne: 'red' } }, { color: null }, true],
    ['null asks for a missing field', { color: null }, {}, true],
    ['null is missing', { color: null }, { color: null }, true],
    ['$ne null asks for a present field', { color: { $ne: null } }, { color: '' }, true],
    ['an empty string is present', { color: { $exists: true } }, { color: '' }, true],
    ['an empty array is missing', { tags: { $exists: true } }, { tags: [] }, false],
    ['an array of null is missing', { tags: { $exists: true } }, { tags: [null] }, false],
    ['$in takes any of the values', { color: { $in: ['red', 'blue'] } }, { color: 'blue' }, true],
    ['an empty $in holds for nothing', { color: { $in: [] } }, { color: 'blue' }, false],
    ['$nin is true on a missing field', { color: { $nin: ['red'] } }, {}, true],
    ['an empty $nin holds for everything', { color: { $nin: [] } }, {}, true],
    ['on an array equality asks for any element', { tags: 'a' }, { tags: ['b', 'a'] }, true],
    [
      'on an array $ne asks that no element is equal',
      { tags: { $ne: 'a' } },
      { tags: ['b', 'a'] },
      false,
    ],
    ['$all asks for every value', { tags: { $all: ['a', 'b'] } }, { tags: ['b', 'c', 'a'] }, true],
    [
      '$all with one value missing is false',
      { tags: { $all: ['a', 'b'] } },
      { tags: ['a'] },
      false,
    ],
    ['an empty $all asks for a present field', { tags: { $all: [] } }, {}, false],
    [
      '$startsWith asks how a text begins',
      { color: { $startsWith: 're' } },
      { color: 'red' },
      true,
    ],
    ['$startsWith is exact in case', { color: { $startsWith: 're' } }, { color: 'Red' }, false],
    ['$startsWith is false on a missing field', { color: { $startsWith: 'r' } }, {}, false],
    [
      '$startsWith asks any element of an array',
      { tags: { $startsWith: 're' } },
      { tags: ['a', null, 'red'] },
      true,
    ],
    [
      'no element begins with what lies between two others',
      { tags: { $startsWith: 'b' } },
      { tags: ['a', 'c'] },
      false,
    ],
    ['$startsWith is false on an empty array', { tags: { $startsWith: 'a' } }, { tags: [] }, false],
    ['bounds of one range are all kept', { price: { $gt: 1, $lte: 3 } }, { price: 3 }, true],
    ['$gt leaves the bound out', { price: { $gt: 3 } }, { price: 3 }, false],
    ['a range is false on a missing field', { price: { $lt: 3 } }, {}, false],
    ['the complement of a range is true there', { $not: { price: { $lt: 3 } } }, {}, true],
    ['integers and floats are one type', { price: 1 }, { price: 1.0 }, true],
    ['minus zero is zero', { price: -0 }, { price: 0 }, true],
    ['numbers beyond 2^53 compare as doubles', { price: 2 ** 60 }, { price: 2 ** 60 }, true],
    ['number arrays compare by element', { sizes: { $in: [1.5, 9] } }, { sizes: [1, 1.5] }, true],
    [
      'datetimes are moments, whatever their zone',
      { made: '2026-01-31T13:00:00+01:00' },
      { made: '2026-01-31T12:00:00Z' },
      true,
    ],
    [
      'datetimes have ranges',
      { made: { $gte: '2026-01-01T00:00:00Z' } },
      { made: '2025-12-31T23:59:59.999Z' },
      false,
    ],
    [
      'a date is its midnight in UTC',
      { made: '2026-01-31' },
      { made: '2026-01-31T00:00:00Z' },
      true,
    ],
    [
      'a stored date is one as well',
      { made: { $gte: '2026-01-30T23:59:59Z', $lt: '2026-01-31T00:00:01Z' } },
      { made: '2026-01-31' },
      true,
    ],
    [
      'a Date is the moment that it is',
      { made: { $in: [new Date('2026-01-31T12:00:00Z')] } },
      { made: '2026-01-31T13:00:00+01:00' },
      true,
    ],
    ['a bare Date asks for equality', { made: new Date(0) }, { made: '1970-01-01' }, true],
    ['keys are joined by and', { color: 'red', price: 1 }, { color: 'red', price: 2 }, false],
    [
      'a key and $or are joined by and',
      { color: 'red', $or: [{ price: 1 }, { price: 2 }] },
      { color: 'red', price: 2 },
      true,
    ],
    [
      'operators on one field are joined by and',
      { color: { $ne: 'red', $exists: true } },
      {},
      false,
    ],
    [
      'inherited properties are not fields',
      { color: { $exists: true } },
      Object.create({ color: 'red' }) as JsonObject,
      false,
    ],
  ])('%s', (_title, filter, metadata, expected) => {
    expect(holds(filter, metadata)).toBe(expected);
  });
});

describe('a filter that is wrong', () => {
  it.each<[string, unknown, string]>([
    [
      'an undeclared field',
      { colour: 'red' },
      'filter.colour: "colour" is not a declared field; declared: color, price',
    ],
    [
      'a part of the record without its $',
      { parentId: 'doc.md' },
      'filter.parentId: "parentId" is not a declared field; declared: color, price, sold, made, tags, sizes; for that of the record, ask for $parentId',
    ],
    ['an unknown combinator', { $nor: [] }, 'filter.$nor: does not combine filters'],
    [
      'an unknown operator',
      { color: { $like: 'r%' } },
      `filter.color.$like: is not an operator; use one of ${Object.keys(filterOperators).join(' ')}`,
    ],
    ['a list where a filter belongs', { $not: [] }, 'filter.$not: must be a plain object'],
    [
      'a filter with a prototype',
      { __proto__: { color: 'red' } },
      'filter: must be a plain object',
    ],
    [
      'undefined, which is often a value that got lost',
      { $or: [{ color: 'red' }, { color: undefined }] },
      'filter.$or[1].color: is undefined; leave the field out, or give null',
    ],
    ['an undefined bound', { price: { $gt: 1, $lt: undefined } }, 'filter.price.$lt: is undefined'],
    ['a hole in a list', { color: { $in: Array(1) } }, 'filter.color.$in[0]: must be a string'],
    ['a hole in a group', { $or: Array(1) }, 'filter.$or[0]: must be a plain object'],
    ['null as a filter', null, 'filter: must be a plain object, got null'],
    [
      'more conditions than any server answers',
      { $or: Array.from({ length: 60_000 }, () => ({ price: 1 })) },
      'filter: has more than 100000 conditions and values',
    ],
    [
      'more text than any server takes',
      { color: 'x'.repeat(5_000_000) },
      'filter: has more than 4000000 characters',
    ],
    ['a very long field name', { ['x'.repeat(100_000)]: 1 }, `filter.${'x'.repeat(60)}…: `],
    ['a filter where a list belongs', { $or: {} }, 'filter.$or: must be an array of filters'],
    ['a value of another type', { price: '3' }, 'filter.price: must be a number, got "3"'],
    ['NaN', { price: { $gt: Number.NaN } }, "filter.price.$gt: NaN can't be compared with"],
    [
      'null within a list',
      { color: { $in: [null] } },
      'filter.color.$in[0]: must be a string, got null',
    ],
    [
      'a range over strings',
      { color: { $gt: 'a' } },
      '$gt is for fields declared as number or datetime',
    ],
    [
      'a day that no calendar has',
      { made: '2026-02-31T00:00:00Z' },
      'must be an RFC 3339 datetime',
    ],
    ['an empty beginning', { color: { $startsWith: '' } }, 'filter.color.$startsWith: is empty'],
    [
      'a beginning of an array',
      { sizes: { $startsWith: 'a' } },
      '$startsWith is for fields declared as string or string[]',
    ],
    ['a month without a day', { made: '2026-01' }, 'must be an RFC 3339 datetime'],
    ['a Date without a time', { made: new Date('x') }, 'must be an RFC 3339 datetime'],
    ['a Date where no datetime is declared', { color: new Date(0) }, 'must be a string'],
    [
      '$all on a field that is not an array',
      { color: { $all: ['a'] } },
      '$all is for fields declared as string[] or number[], and color is declared as string',
    ],
    ['no operator at all', { price: {} }, 'filter.price: has no operator'],
    ['a text', 'red', 'filter: must be a plain object, got "red"'],
  ])('names the place for %s', (_case, filter, message) => {
    expect(() => parseFilter(filter as Filter, fields)).toThrow(message); // wrong on purpose
  });

  it('is unsupported where it has no exact meaning everywhere: a range over an array', () => {
    let thrown: unknown;
    try {
      parseFilter({ sizes: { $gt: 1 } }, fields);
    } catch (error) {
      thrown = error;
    }
    expect(isNestvecError(thrown, 'unsupported')).toBe(true);
  });

  it('is refused when nested too deep to be meant', () => {
    let filter: Filter = { price: 1 };
    for (let i = 0; i < 40; i++) filter = { $not: filter };
    expect(() => parseFilter(filter, fields)).toThrow('nested deeper');
  });

  it('is refused when it holds itself', () => {
    const filter: { $and: Filter[] } = { $and: [] };
    filter.$and.push(filter);
    expect(() => parseFilter(filter, fields)).toThrow('or holds itself');
  });

  it('is refused when it is small in memory and endless in meaning', () => {
    let filter: Filter = { price: 1 };
    for (let i = 0; i < 30; i++) filter = { $or: [filter, filter] };
    expect(() => parseFilter(filter, fields)).toThrow('more than 100000 conditions');
  });
});

describe('whether a filter depends on the records at all', () => {
  const constant = (filter: Filter) => constantOf(parseFilter(filter, fields));

  it.each<[Filter, boolean | undefined]>([
    [{}, true],
    [{ $and: [{}, { $and: [] }] }, true],
    [{ $or: [{ color: 'red' }, {}] }, true],
    [{ $not: { $or: [] } }, true],
    [{ color: { $nin: [] } }, true],
    [{ $not: { price: { $gt: 3, $lt: 3 } } }, true],
    [{ $not: { price: { $gte: 3, $lt: 3 } } }, true],
    [{ $not: { price: { $gt: 4, $lte: 3 } } }, true],
    [{ $or: [{ color: 'red' }, { color: { $ne: 'red' } }] }, true],
    [{ $or: [{ sold: null }, { sold: { $exists: true } }] }, true],
    [{ $or: [] }, false],
    [{ $not: {} }, false],
    [{ color: { $in: [] } }, false],
    [{ color: 'red', $or: [] }, false],
    [{ $and: [{ color: 'red' }, { $not: { color: 'red' } }] }, false],
    [{ color: 'red' }, undefined],
    [{ tags: { $all: [] } }, undefined],
    [{ price: { $gte: 3, $lte: 3 } }, undefined],
    [{ $not: { price: { $gte: 3, $lte: 3 } } }, undefined],
    [{ $or: [{ color: 'red' }, { color: { $ne: 'blue' } }] }, undefined],
    [{ $and: [{ color: { $ne: 'red' } }, { color: 'blue' }] }, undefined],
  ])('is worked out: %j is %s', (filter, expected) => {
    expect(constant(filter)).toBe(expected);
  });
});

describe('laws of the filter language', () => {
  const metadata = fc.record(
    {
      color: fc.constantFrom('red', 'blue', '', null),
      price: fc.constantFrom(-1, 0, 1.5, 2 ** 40, null),
      tags: fc.array(fc.constantFrom('a', 'b', null), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  );
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom<Filter>(
        { color: 'red' },
        { color: { $ne: 'blue' } },
        { color: { $nin: ['red', ''] } },
        { price: { $gte: 0, $lt: 2 } },
        { price: null },
        { tags: { $all: ['a', 'b'] } },
        { tags: { $ne: 'a' } },
        { tags: { $exists: false } },
      ),
      tie('filter').map((inner): Filter => ({ $not: inner })),
      fc.array(tie('filter'), { maxLength: 3 }).map((list): Filter => ({ $and: list })),
      fc.array(tie('filter'), { maxLength: 3 }).map((list): Filter => ({ $or: list })),
    ),
  }));

  it(seeded('a filter or its complement holds, never both'), () => {
    fc.assert(
      fc.property(filter, metadata, (f, m) => {
        expect(holds({ $not: f }, m)).toBe(!holds(f, m));
      }),
      { seed },
    );
  });

  it(seeded("De Morgan's laws hold, missing fields included"), () => {
    fc.assert(
      fc.property(filter, filter, metadata, (f, g, m) => {
        expect(holds({ $not: { $and: [f, g] } }, m)).toBe(
          holds({ $or: [{ $not: f }, { $not: g }] }, m),
        );
      }),
      { seed },
    );
  });

  it(seeded('null and a missing key mean the same'), () => {
    fc.assert(
      fc.property(filter, metadata, (f, m) => {
        const { color: _, ...without } = m;
        expect(holds(f, { ...without, color: null })).toBe(holds(f, without));
      }),
      { seed },
    );
  });
});

describe('parseDatetime', () => {
  it(seeded('reads what toISOString writes, to the millisecond'), () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('0001-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59Z'),
          noInvalidDate: true,
        }),
        (date) => {
          expect(parseDatetime(date.toISOString())).toBe(date.getTime());
        },
      ),
      { seed },
    );
  });

  it.each([
    '2024-02-29T00:00:00Z',
    '2026-01-31t12:00:00z',
    '2026-01-31T12:00:00.123456Z',
    '0000-01-01T00:00:00Z',
    '0000-02-29T23:59:59+23:59',
    '9999-12-31T23:59:59.999999999Z',
  ])('reads %s', (text) => {
    expect(parseDatetime(text)).toBeTypeOf('number');
  });

  it.each([
    '2023-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-31 12:00:00',
    '2026-01-31T24:00:00Z',
    '2026-01-31T25:00:00Z',
    '2026-01-31T12:60:00Z',
    '2026-01-31T23:59:60Z',
    '2026-01-31T12:00:00+24:00',
    '0001-02-29T00:00:00Z',
    '0100-02-29T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '10000-01-01T00:00:00Z',
    '2026-01-31T12:00:00Z\n',
    '31 Jan 2026',
    '',
  ])('does not read %j', (text) => {
    expect(parseDatetime(text)).toBeUndefined();
  });
});

describe('checkFields', () => {
  it.each<[JsonObject, string]>([
    [{ price: '3' }, 'metadata.price: is declared as number, got "3"'],
    [{ made: '2026-01' }, 'metadata.made: is declared as datetime'],
    [{ tags: 'a' }, 'metadata.tags: is declared as string[]'],
    [{ sizes: [1, 'a'] }, 'metadata.sizes: is declared as number[]'],
  ])('refuses %j', (metadata, message) => {
    expect(() => checkFields(metadata, fields, 'metadata')).toThrow(message);
  });

  it('takes null, missing and undeclared keys', () => {
    expect(() =>
      checkFields(
        { price: null, tags: ['a', null], anything: { at: ['all'] } },
        fields,
        'metadata',
      ),
    ).not.toThrow();
  });
});
