import { unsupported } from '@nestvec/core/kit';
import {
  byLeaf,
  type FilterLeaf,
  isArrayType,
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
    if (leaf.op === 'text') return compileLeaf(leaf, reservedNames.words);
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
  if (leaf.op === 'prefix')
    throw unsupported(
      '$startsWith on $id',
      databaseName,
      'keep the beginning of the id as a field of its own',
    );
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
  text: ({ words }, property) => ({ op: 'containsAll', property, value: { texts: words } }),
  prefix: ({ field, type, value }, property) => {
    if (isArrayType(type))
      throw unsupported(
        `$startsWith on ${field}, an array`,
        databaseName,
        'keep the beginnings as elements of a field of its own',
      );
    return beginsWith(property, value);
  },
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

/**
 * Texts from the beginning on and before the next one, in the order of the server's index, which is that of code points: its `Like`
 * ends at a line break. Of an array, other elements may keep either bound. A quoted text stands under another beginning. The server cuts white space off the ends of bounds, so one that
 * has some there is refused, and so is a quotation mark at the end, where that of a quoted text stands.
 */
function beginsWith(property: string, value: string): Clause {
  if (/[\s\u0085"]$/.test(value) || /[\s\u0085]$/.test(next(value) ?? ''))
    throw unsupported(
      `$startsWith of a text that ends with ${JSON.stringify(value.at(-1))}`,
      databaseName,
      'ask for a shorter or a longer beginning',
    );
  const from = (beginning: string): Clause => {
    const end = next(beginning);
    return all([
      { op: 'greaterThanEqual', property, value: { text: beginning } },
      end === undefined || { op: 'lessThan', property, value: { text: end } },
    ]);
  };
  const quoted = from(`"${value}`);
  return /^["\s\u0085]/.test(value) ? quoted : any([from(value), quoted]);
}

/** The smallest text after all that begin with this one; `undefined` where there is none. */
function next(beginning: string): string | undefined {
  const points = Array.from(beginning, (character) => character.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1); // no halves of pairs
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
