import type { FieldType } from '@nestvec/core';

/** The declared fields of the collection that filters are tried on: two of each type, so that filters can combine them. */
export const filterFields: readonly [
  readonly [string, FieldType],
  ...(readonly [string, FieldType])[],
] = [
  ['word', 'string'],
  ['Word', 'string'],
  ['amount', 'number'],
  ['ratio', 'number'],
  ['flag', 'boolean'],
  ['open', 'boolean'],
  ['made', 'datetime'],
  ['seen', 'datetime'],
  ['tags', 'string[]'],
  ['names', 'string[]'],
  ['sizes', 'number[]'],
  ['weights', 'number[]'],
];

/** Record fields that filters ask for, and the values that records have there; `$id` has the records' ids. */
export const recordPools = {
  $id: ['f000', 'f001', 'f002', 'f007', 'f019', 'F001', 'é'],
  $parentId: ['doc.md', 'Doc.md', 'doc.md ', ' ', "it's/a", '"', '日本', '1'],
  $source: ['import', 'IMPORT', 'crawl 1', '\\'],
  $uri: ['file:///a.png', 'https://example.com/?q=1&r=%20', 'file:///ä'],
} as const;

const words = [
  'red',
  'Red',
  'RED',
  'red ',
  'green',
  '',
  ' ',
  "it's",
  '"',
  '%',
  '_',
  '\\',
  'a\nb',
  'ä',
  'a\u0308',
  '日本',
  '👍',
  'null',
  '1',
  'true',
  '2026-01-31T12:00:00Z',
  "' OR 1=1 --",
] as const;

const numbers = [
  0,
  1,
  -1,
  2,
  10,
  0.5,
  -0.5,
  0.1,
  0.2,
  0.30000000000000004,
  0.3,
  1.5,
  100,
  -100,
  1e15,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  2 ** 53,
  2 ** 53 - 1,
  -(2 ** 53),
  16777217,
  1e21,
  -1e21,
  1e300,
  -1e300,
  1e-300,
  1e39,
] as const;

/** Some of them name the same instant in different ways. */
const datetimes = [
  '2026-01-31T12:00:00Z',
  '2026-01-31T12:00:00.000Z',
  '2026-01-31T13:00:00+01:00',
  '2026-01-31T12:00:00.001Z',
  '2026-01-31T12:00:00.0019Z',
  '2026-01-31t11:59:59.999z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2024-02-29T00:00:00-12:00',
] as const;

/** The values that both records and filters are made of, so that filters find something. */
export const valuePools: {
  readonly string: Pool<string>;
  readonly number: Pool<number>;
  readonly boolean: Pool<boolean>;
  readonly datetime: Pool<string>;
  readonly 'string[]': Pool<string>;
  readonly 'number[]': Pool<number>;
} = {
  string: words,
  number: numbers,
  boolean: [true, false],
  datetime: datetimes,
  'string[]': words,
  'number[]': numbers,
};

type Pool<Value> = readonly [Value, ...Value[]];
