import { type FilterLeaf, unsupported } from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { all, any, type Clause, type Condition, not } from './filter.ts';
import { equals, oneOf, tightest } from './leaf.ts';

/**
 * The test of a field as others store it: plain JSON, datetimes as texts, null and empty arrays as they came. Null never equals
 * anything there, so only `exists` has to look at it.
 */
export function attachedLeaf(leaf: FilterLeaf): Clause {
  const { field: key, type } = leaf;
  switch (leaf.op) {
    case 'exists':
      return exists(leaf);
    case 'eq':
      return type === 'datetime'
        ? instant(key, Number(leaf.value))
        : equals(key, leaf.value, false);
    case 'in':
      return type === 'datetime'
        ? any(leaf.values.map((value) => instant(key, Number(value))))
        : oneOf(key, leaf.values, false);
    case 'all':
      return leaf.values.length === 0
        ? exists(leaf)
        : all(leaf.values.map((value) => equals(key, value, false)));
    case 'range':
      return type === 'datetime'
        ? { key, range: instants(leaf.bounds) }
        : { key, range: tightest(leaf.bounds) };
  }
}

/** An array of nothing but null is not empty to the server, and is to us. */
function exists({ field: key, type }: FilterLeaf): Clause {
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
function instant(key: string, time: number): Condition {
  return { key, range: instants({ gte: time, lte: time }) };
}

function instants(bounds: Extract<FilterLeaf, { op: 'range' }>['bounds']): Bounds {
  const from = Math.max(
    bounds.gte ?? Number.NEGATIVE_INFINITY,
    (bounds.gt ?? Number.NEGATIVE_INFINITY) + 1,
  );
  const until = Math.min(
    bounds.lt ?? Number.POSITIVE_INFINITY,
    (bounds.lte ?? Number.POSITIVE_INFINITY) + 1,
  );
  return {
    ...(Number.isFinite(from) ? { gte: iso(from) } : {}),
    ...(Number.isFinite(until) ? { lt: iso(until) } : {}),
  };
}

interface Bounds {
  readonly gte?: string;
  readonly lt?: string;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
