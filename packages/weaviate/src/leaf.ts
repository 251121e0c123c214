import {
  byLeaf,
  type FilterLeaf,
  keyToUuid,
  noRecordField,
  type RangeBounds,
  recordFieldOf,
  reservedNames,
} from '@nestvec/core/store';
import { databaseName } from './errors.ts';
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
export function ownLeaf(nameOf: PropertyNames, hasParts: boolean): LeafCompiler {
  return (leaf) => {
    const part = recordFieldOf(leaf.field);
    if (part === undefined) return compileLeaf(leaf, nameOf(leaf.field));
    if (part === 'id') return idLeaf(leaf, keyToUuid);
    if (!hasParts)
      throw noRecordField(
        part,
        databaseName,
        ' in a collection that was made before such filters',
        'plan and apply its spec, which adds what they need',
      );
    const property = partProperties[part];
    return leaf.op === 'exists' ? hasText(property) : compileLeaf(leaf, property);
  };
}

/** Properties of our own by which parts of a record are filtered, as `keywordText` writes them. */
export const partProperties: Readonly<Record<'parentId' | 'source' | 'uri', string>> = {
  parentId: `${reservedNames.parentId}_key`,
  source: `${reservedNames.source}_key`,
  uri: `${reservedNames.uri}_key`,
};

/** The test of a record's id, which is the object's. */
export function idLeaf(leaf: FilterLeaf, objectId: (id: string) => string | undefined): Clause {
  const values = leaf.op === 'eq' ? [leaf.value] : leaf.op === 'in' ? leaf.values : undefined;
  if (values === undefined) return true; // every record has an id
  const texts = values.flatMap((id) => objectId(String(id)) ?? []);
  return texts.length > 0 && { op: 'containsAny', property: '_id', value: { texts } };
}

/** Of properties that begin with an underscore the server does not know which are null. */
export function hasText(property: string): Condition {
  return { op: 'greaterThanEqual', property, value: { text: '' } };
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
