import { unsupported } from '@nestvec/core/kit';
import { byLeaf, type LeafOf, type OnField } from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { all, any, type Clause, type LeafCompiler, not } from './filter.ts';
import { equals, oneOf, ownLeaves, tightest } from './leaf.ts';

/**
 * The test of a field as others store it: plain JSON, datetimes as texts, null and empty arrays as they came. Null never equals
 * anything there, so only `exists` has to look at it. What is not here is as in our own collections.
 */
export const attachedLeaf: LeafCompiler = byLeaf({
  ...ownLeaves,
  exists,
  eq: ({ field: key, type, value }) =>
    type === 'datetime' ? instant(key, Number(value)) : equals(key, value, false),
  in: ({ field: key, type, values }) =>
    type === 'datetime'
      ? any(values.map((value) => instant(key, Number(value))))
      : oneOf(key, values, false),
  all: (leaf) =>
    leaf.values.length === 0
      ? exists(leaf)
      : all(leaf.values.map((value) => equals(leaf.field, value, false))),
  range: ({ field: key, type, bounds }) =>
    type === 'datetime' ? instants(key, bounds) : { key, range: tightest(bounds) },
});

/** An array of nothing but null is not empty to the server, and is to us. */
function exists({ field: key, type }: OnField): Clause {
  if (type === 'number[]') return { key, range: { gte: -Number.MAX_VALUE, lte: Number.MAX_VALUE } };
  if (type === 'string[]')
    throw unsupported(
      `$exists on ${key}, an array of strings in a collection that nestvec did not make`,
      databaseName,
      'ask for its values with $in',
    );
  return not({ is_empty: { key } });
}

/** Digits beyond milliseconds are cut off in comparisons, so one millisecond is a range of instants. */
function instant(key: string, time: number): Clause {
  return instants(key, { gte: time, lte: time });
}

/** The instants that can be written with a year of four digits, which is what a datetime is. */
const earliest = Date.parse('0000-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** A bound outside of these years is left out where every datetime keeps it, since the server does not read it. */
function instants(key: string, bounds: LeafOf<'range'>['bounds']): Clause {
  const from = Math.max(
    bounds.gte ?? Number.NEGATIVE_INFINITY,
    (bounds.gt ?? Number.NEGATIVE_INFINITY) + 1,
  );
  const until = Math.min(
    bounds.lt ?? Number.POSITIVE_INFINITY,
    (bounds.lte ?? Number.POSITIVE_INFINITY) + 1,
  );
  if (from > latest || until <= earliest) return false;
  const lower = from > earliest ? { gte: iso(from) } : {};
  const upper = until <= latest ? { lt: iso(until) } : {};
  // One bound at least, so that the field has to be there.
  const range = { ...lower, ...upper };
  return { key, range: Object.keys(range).length > 0 ? range : { gte: iso(earliest) } };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
