import { unsupported } from '@nestvec/core/kit';
import { byLeaf, type FilterLeaf, type RangeBounds } from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { all, any, type Clause, type Condition, type Value } from './filter.ts';
import type { LiveProperty } from './info.ts';
import { hasText, range } from './leaf.ts';

/**
 * The test of a property as others store it. What its type or its indexes can't answer exactly is refused: texts that are cut
 * into words, nulls that are not indexed, dates beyond the years that the server's nanoseconds reach.
 */
export function attachedLeaf(
  leaf: FilterLeaf,
  live: LiveProperty | undefined,
  knowsNull: boolean,
): Clause {
  const property = leaf.field;
  if (live === undefined)
    throw unsupported(
      `a filter on ${property}, which is not a property of the collection`,
      databaseName,
      'take it out of attach.fields',
    );
  if (!live.filterable)
    throw unsupported(
      `a filter on ${property}, which has no index`,
      databaseName,
      'take it out of attach.fields, or add a filterable index',
    );
  return compileLeaf(leaf, live, knowsNull);
}

const compileLeaf = byLeaf<[live: LiveProperty, knowsNull: boolean], Clause>({
  exists: ({ field }, live, knowsNull) => exists(field, live, knowsNull),
  eq: ({ field, value }, live) => equals(field, value, live),
  in: ({ field, values }, live) => any(values.map((value) => equals(field, value, live))),
  all: ({ field, values }, live, knowsNull) =>
    values.length === 0
      ? exists(field, live, knowsNull)
      : all(values.map((value) => equals(field, value, live))),
  text: () => {
    throw unsupported(
      '$text in a collection that nestvec did not make',
      databaseName,
      'search it by words',
    );
  },
  prefix: ({ field }) => {
    throw unsupported(
      `$startsWith on ${field} in a collection that nestvec did not make`,
      databaseName,
      'compare it to whole values with $in',
    );
  },
  range: ({ field, bounds }, live) =>
    isDate(live) ? dateRange(field, bounds) : numberRange(field, bounds, live),
});

/** The index of nulls takes an empty text for null as well. */
function exists(property: string, live: LiveProperty, knowsNull: boolean): Clause {
  if (property.startsWith('_')) return hasText(property); // one of ours, which the index of nulls does not know
  if (!knowsNull)
    throw unsupported(
      `$exists on ${property} in a collection without an index of nulls`,
      databaseName,
      'compare it to a value',
    );
  const isThere: Condition = { op: 'isNull', property, value: { boolean: false } };
  if (live.type !== 'text') return isThere;
  return any([isThere, { op: 'equal', property, value: { text: whole(property, '', live) } }]);
}

function equals(property: string, value: string | number | boolean, live: LiveProperty): Clause {
  if (typeof value === 'boolean') return { op: 'equal', property, value: { boolean: value } };
  if (typeof value === 'string')
    return { op: 'equal', property, value: { text: whole(property, value, live) } };
  if (isDate(live)) return dateRange(property, { gte: value, lte: value });
  if (!isInteger(live)) return { op: 'equal', property, value: { number: value } };
  // No integer equals a fraction, and the server refuses to compare them.
  return (
    Number.isInteger(value) &&
    value >= leastInteger &&
    value < -leastInteger && { op: 'equal', property, value: { integer: value } }
  );
}

/** A text that is compared as a whole. The server cuts white space off both ends, of what is stored and of what is asked. */
function whole(property: string, value: string, { type, tokenization }: LiveProperty): string {
  if (type.startsWith('uuid')) return value.toLowerCase();
  if (tokenization !== 'field')
    throw unsupported(
      `$eq on ${property}, which is cut into words (tokenization ${tokenization ?? 'word'})`,
      databaseName,
      'use a property with tokenization "field"',
    );
  if (/^[\s\u0085]|[\s\u0085]$/.test(value))
    throw unsupported(
      `$eq on ${property} with white space at an end`,
      databaseName,
      'compare it to a value without',
    );
  return value;
}

function isDate({ type }: LiveProperty): boolean {
  return type.startsWith('date');
}

function isInteger({ type }: LiveProperty): boolean {
  return type.startsWith('int');
}

/** What the server's integers begin at; they end before its opposite. Beyond, its number overflows silently. */
const leastInteger = -(2 ** 63);

/** Bounds of an integer are integers: a fraction below it, or above, excludes the same ones. */
function numberRange(property: string, bounds: RangeBounds, live: LiveProperty): Clause {
  if (!isInteger(live)) return range(property, bounds, (bound) => ({ number: bound }));
  // A bound that every integer keeps still asks for one. An index of nulls is not needed for that.
  const isThere = any([
    { op: 'greaterThanEqual', property, value: { integer: 0 } },
    { op: 'lessThan', property, value: { integer: 0 } },
  ]);
  const { gt, gte, lt, lte } = bounds;
  return all([
    gt === undefined || above(Number.isInteger(gt) ? 'greaterThan' : 'greaterThanEqual', gt),
    gte === undefined || above('greaterThanEqual', gte),
    lt === undefined || below(Number.isInteger(lt) ? 'lessThan' : 'lessThanEqual', lt),
    lte === undefined || below('lessThanEqual', lte),
  ]);

  function above(op: Condition['op'], bound: number): Clause {
    const integer = Math.ceil(bound);
    if (integer >= -leastInteger) return false;
    return integer < leastInteger ? isThere : { op, property, value: { integer } };
  }

  function below(op: Condition['op'], bound: number): Clause {
    const integer = Math.floor(bound);
    if (integer < leastInteger) return false;
    return integer >= -leastInteger ? isThere : { op, property, value: { integer } };
  }
}
/** Digits beyond milliseconds are kept there and cut off here, so one millisecond is a range of instants. */
function dateRange(property: string, bounds: RangeBounds): Clause {
  const { gt, gte, lt, lte } = bounds;
  const from = Math.max(gte ?? Number.NEGATIVE_INFINITY, (gt ?? Number.NEGATIVE_INFINITY) + 1);
  const until = Math.min(lt ?? Number.POSITIVE_INFINITY, (lte ?? Number.POSITIVE_INFINITY) + 1);
  return all([
    !Number.isFinite(from) || {
      op: 'greaterThanEqual',
      property,
      value: date(property, from),
    },
    !Number.isFinite(until) || { op: 'lessThan', property, value: date(property, until) },
  ]);
}

/** What 64 bits of nanoseconds reach: from September 1677 to April 2262. */
const farthest = 9_223_372_036_854;

function date(property: string, time: number): Value {
  if (Math.abs(time) > farthest)
    throw unsupported(
      `a comparison of ${property} to ${new Date(time).toISOString()}`,
      databaseName,
      'use a date from 1678 to 2261',
    );
  return { text: new Date(time).toISOString() };
}
