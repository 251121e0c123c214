import { unsupported } from '@nestvec/core/kit';
import {
  byLeaf,
  type LeafTable,
  type RangeBounds,
  recordFieldOf,
  reservedNames,
} from '@nestvec/core/store';
import type { PointId } from './api.ts';
import { databaseName } from './errors.ts';
import { all, any, type Clause, type Condition, type LeafCompiler, not } from './filter.ts';

/**
 * The tests of a declared field as we store it: strings and booleans as they are, numbers under a float index, datetimes as
 * epoch milliseconds under an integer index, nulls and empty arrays not at all.
 */
export const ownLeaves: LeafTable<[], Clause> = {
  exists: ({ field: key }) => not({ is_empty: { key } }),
  eq: ({ field: key, type, value }) => equals(key, value, type === 'datetime'),
  in: ({ field: key, type, values }) => oneOf(key, values, type === 'datetime'),
  // All of nothing is asked of a field that is there.
  all: ({ field: key, values }) =>
    values.length === 0
      ? not({ is_empty: { key } })
      : all(values.map((value) => equals(key, value, false))),
  text: ({ words }) => ({ key: reservedNames.words, match: { text: words.join(' ') } }),
  prefix: ({ field }) => {
    throw unsupported(
      `$startsWith on ${field}`,
      databaseName,
      'keep the beginning as a field of its own',
    );
  },
  // One condition, so that of an array one element has to satisfy all bounds.
  range: ({ field: key, bounds }) => ({ key, range: tightest(bounds) }),
};

const ownFieldLeaf: LeafCompiler = byLeaf(ownLeaves);

/** The test of a field as we store it, or of a part of a record. */
export function ownLeaf(pointId: (id: string) => PointId): LeafCompiler {
  return recordLeaf(ownFieldLeaf, (id) => pointId(id));
}

/** Parts of a record lie under reserved keys; its id is the point's, which needs no index. */
export function recordLeaf(
  leafOf: LeafCompiler,
  pointId: (id: string) => PointId | undefined,
): LeafCompiler {
  return (leaf) => {
    const part = recordFieldOf(leaf.field);
    if (part === undefined) return leafOf(leaf);
    if (part !== 'id') return ownFieldLeaf({ ...leaf, field: reservedNames[part] });
    if (leaf.op === 'prefix') return ownFieldLeaf(leaf);
    const values = leaf.op === 'eq' ? [leaf.value] : leaf.op === 'in' ? leaf.values : undefined;
    if (values === undefined) return true; // every record has an id
    const ids = values.flatMap((id) => pointId(String(id)) ?? []);
    return ids.length > 0 && { has_id: ids };
  };
}

/** One bound on either side: of `lt` and `lte` together the server looks at one only. */
export function tightest({ gt, gte, lt, lte }: RangeBounds): RangeBounds {
  const isAbove = gt !== undefined && (gte === undefined || gt >= gte);
  const isBelow = lt !== undefined && (lte === undefined || lt <= lte);
  return {
    ...(isAbove ? { gt } : gte === undefined ? {} : { gte }),
    ...(isBelow ? { lt } : lte === undefined ? {} : { lte }),
  };
}

/** Numbers are compared as a range of one: `match` takes integers only, and a stored 1.0 is not 1 to it. */
export function equals(
  key: string,
  value: string | number | boolean,
  isInteger: boolean,
): Condition {
  return typeof value === 'number' && !isInteger
    ? { key, range: { gte: value, lte: value } }
    : { key, match: { value } };
}

/**
 * One condition for all values where the server has one: thousands of alternatives take it seconds. It takes them as a set, so they
 * stand in one order and once, or `simplify` would not see that two lists are the same.
 */
export function oneOf(
  key: string,
  values: readonly (string | number | boolean)[],
  areIntegers: boolean,
): Clause {
  if (values.length === 0) return false;
  const listed = values.filter(
    (value): value is string | number =>
      typeof value === 'string' || (areIntegers && typeof value === 'number'),
  );
  if (listed.length === values.length)
    return {
      key,
      match: { any: [...new Set(listed)].toSorted((a, b) => Number(a > b) - Number(a < b)) },
    };
  return any(values.map((value) => equals(key, value, areIntegers)));
}
