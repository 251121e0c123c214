import { byLeaf, type RangeBounds } from '@nestvec/core/store';
import {
  all,
  any,
  type Clause,
  type Condition,
  type ConditionOperator,
  type LeafCompiler,
} from './filter.ts';
import { keywordText } from './keyword-text.ts';
import type { PropertyNames } from './names.ts';

/**
 * The test of a declared field as we store it: strings under an index of whole strings, numbers and datetimes as numbers, nulls
 * and empty arrays not at all, so that the index of nulls holds exactly what is missing.
 */
export function ownLeaf(nameOf: PropertyNames): LeafCompiler {
  return (leaf) => compileLeaf(leaf, nameOf(leaf.field));
}

const compileLeaf = byLeaf<[property: string], Clause>({
  exists: (_, property) => exists(property),
  eq: ({ value }, property) => oneOf(property, [value]),
  in: ({ values }, property) => oneOf(property, values),
  // All of nothing is asked of a field that is there.
  all: ({ values }, property) =>
    values.length === 0 ? exists(property) : all(values.map((value) => oneOf(property, [value]))),
  range: ({ bounds }, property) => range(property, bounds, (bound) => ({ number: bound })),
});

/** Asked this way round: the index of nulls does not know objects from before the property, which `isNull: true` would miss. */
function exists(property: string): Condition {
  return { op: 'isNull', property, value: { boolean: false } };
}

/** Whether the property, or an element of it, is one of these. */
function oneOf(property: string, values: readonly (string | number | boolean)[]): Clause {
  const texts = values.filter((value) => typeof value === 'string').map(keywordText);
  const numbers = values.filter((value) => typeof value === 'number');
  const booleans = values.filter((value) => typeof value === 'boolean');
  return any([
    texts.length > 0 && { op: 'containsAny', property, value: { texts } },
    numbers.length > 0 && { op: 'containsAny', property, value: { numbers } },
    ...booleans.map((boolean): Clause => ({ op: 'equal', property, value: { boolean } })),
  ]);
}

/** Bounds of a single value; each is a test of its own. */
export function range(
  property: string,
  { gt, gte, lt, lte }: RangeBounds,
  toValue: (bound: number) => Condition['value'],
): Clause {
  const bounds: readonly (readonly [ConditionOperator, number | undefined])[] = [
    ['greaterThan', gt],
    ['greaterThanEqual', gte],
    ['lessThan', lt],
    ['lessThanEqual', lte],
  ];
  return all(
    bounds.map(([op, bound]) =>
      bound === undefined ? true : { op, property, value: toValue(bound) },
    ),
  );
}
