import { unsupported } from '@nestvec/core/kit';
import {
  byLeaf,
  type FilterLeaf,
  type FilterNode,
  type LeafOf,
  noRecordField,
  reservedNames,
  withRecordFields,
} from '@nestvec/core/store';
import { databaseName } from './errors.ts';
import { elementText } from './field-value.ts';
import type { Layout } from './layout.ts';

/** A filter of Pinecone's, or whether every record passes or none. */
export type Clause = boolean | Readonly<Record<string, unknown>>;

/** The same filter with parts of records under their metadata keys in the first index. Throws `unsupported` for what lies nowhere. */
export function placeParts(
  node: FilterNode,
  { idKey, homeId }: Pick<Layout, 'idKey' | 'homeId'>,
  isHome = true,
): FilterNode {
  return withRecordFields(idKey === undefined ? node : withHomeIds(node, homeId), (part) => {
    if (part === 'id') {
      if (idKey !== undefined) return idKey;
      throw noRecordField(
        part,
        databaseName,
        ', in an index that someone else made',
        'name records by ids, as get and remove take them',
      );
    }
    if (isHome) return reservedNames[part];
    throw noRecordField(
      part,
      databaseName,
      ' in a search of a vector that has an index of its own',
      'search by the vector that the records lie with, or filter by a declared field',
    );
  });
}

/** Ids of records as the ids that they have in Pinecone. */
function withHomeIds(node: FilterNode, homeId: (id: string) => string): FilterNode {
  const there = <Value>(value: Value): Value | string =>
    typeof value === 'string' ? homeId(value) : value;
  switch (node.op) {
    case 'and':
    case 'or':
      return { op: node.op, nodes: node.nodes.map((child) => withHomeIds(child, homeId)) };
    case 'not':
      return { op: 'not', node: withHomeIds(node.node, homeId) };
    case 'eq':
      return node.field === '$id' ? { ...node, value: there(node.value) } : node;
    case 'in':
      return node.field === '$id' ? { ...node, values: node.values.map(there) } : node;
    default:
      return node;
  }
}

/**
 * A checked filter as Pinecone's. Complements are moved down to the single conditions and say there what they mean where the
 * field is missing, since neither `$not` over metadata of vectors nor `$ne` on a missing field is documented.
 */
export function compileFilter(node: FilterNode, isNegated = false): Clause {
  switch (node.op) {
    case 'not':
      return compileFilter(node.node, !isNegated);
    case 'and':
    case 'or': {
      const clauses = node.nodes.map((child) => compileFilter(child, isNegated));
      // De Morgan: the complement of all is any of the complements.
      return (node.op === 'and') === isNegated ? any(clauses) : all(clauses);
    }
    default:
      return isNegated ? absent(node) : present(node);
  }
}

/** Every clause must hold. Groups within are taken in. */
export function all(clauses: readonly Clause[]): Clause {
  return group('$and', clauses, false);
}

/** One clause at least must hold. */
function any(clauses: readonly Clause[]): Clause {
  return group('$or', clauses, true);
}

function group(operator: '$and' | '$or', clauses: readonly Clause[], decisive: boolean): Clause {
  if (clauses.includes(decisive)) return decisive;
  const open = clauses.flatMap((clause): object[] => {
    if (typeof clause === 'boolean') return [];
    const inner = clause[operator];
    return Array.isArray(inner) ? (inner as object[]) : [clause]; // made here
  });
  const [only] = open;
  if (only === undefined) return !decisive;
  return open.length === 1 ? (only as Exclude<Clause, boolean>) : { [operator]: open }; // one of the clauses
}

/** A condition; a missing field never passes. */
const present = byLeaf<[], Clause>({
  exists: ({ field }) => ({ [field]: { $exists: true } }),
  eq: (leaf) => ({ [leaf.field]: { $eq: valueOf(leaf, leaf.value) } }),
  in: (leaf) =>
    any([
      ...listsOf(leaf).map((values) => ({ [leaf.field]: { $in: values } })),
      ...booleansOf(leaf).map((value) => ({ [leaf.field]: { $eq: value } })),
    ]),
  all: (leaf) =>
    leaf.values.length === 0
      ? { [leaf.field]: { $exists: true } }
      : all(leaf.values.map((value) => ({ [leaf.field]: { $eq: valueOf(leaf, value) } }))),
  text: () => {
    throw unsupported('$text', databaseName, 'search by vectors, or filter by a declared field');
  },
  prefix: ({ field }) => {
    throw unsupported(
      `$startsWith on ${field}`,
      databaseName,
      'keep the beginning as a field of its own',
    );
  },
  range: (leaf) =>
    all(boundsOf(leaf).map(([operator, bound]) => ({ [leaf.field]: { [operator]: bound } }))),
});

/** The complement of a condition; a missing field always passes. */
function absent(leaf: FilterLeaf): Clause {
  return any([{ [leaf.field]: { $exists: false } }, complement(present(leaf))]);
}

const opposite: Readonly<Record<string, string>> = {
  $eq: '$ne',
  $in: '$nin',
  $gt: '$lte',
  $gte: '$lt',
  $lt: '$gte',
  $lte: '$gt',
};

/** The complement where the field is there: De Morgan, and the opposite of each operator. */
function complement(clause: Clause): Clause {
  if (typeof clause === 'boolean') return !clause;
  const [key = '', inner] = Object.entries(clause)[0] ?? [];
  // What `present` makes: a group of such clauses, or one operator on one field.
  if (key === '$and') return any((inner as Clause[]).map(complement)); // made by `group`
  if (key === '$or') return all((inner as Clause[]).map(complement)); // as above
  const [operator = '', operand] = Object.entries(inner as Record<string, unknown>)[0] ?? []; // made by `present`
  if (operator === '$exists') return false;
  const other = opposite[operator];
  if (other === undefined) throw new TypeError(`${operator} has no opposite`);
  return { [key]: { [other]: operand } };
}

function boundsOf(leaf: LeafOf<'range'>): (readonly [string, number])[] {
  return (['gt', 'gte', 'lt', 'lte'] as const).flatMap((name) => {
    const bound = leaf.bounds[name];
    return bound === undefined ? [] : [[`$${name}`, bound] as const];
  });
}

/** Values of one condition, at most. */
const mostValues = 10_000;

/** Strings and numbers of a list, cut to size. */
function listsOf(leaf: LeafOf<'in' | 'all'>): (string | number)[][] {
  const values = leaf.values.flatMap((value): (string | number)[] => {
    const plain = valueOf(leaf, value);
    return typeof plain === 'boolean' ? [] : [plain];
  });
  const lists: (string | number)[][] = [];
  for (let start = 0; start < values.length; start += mostValues)
    lists.push(values.slice(start, start + mostValues));
  return lists;
}

/** Lists of booleans are not documented. */
function booleansOf(leaf: LeafOf<'in' | 'all'>): boolean[] {
  return leaf.values.filter((value) => typeof value === 'boolean');
}

/** A value as it is stored: elements of number arrays are texts. */
function valueOf(
  { type }: FilterLeaf,
  value: string | number | boolean,
): string | number | boolean {
  return type === 'number[]' && typeof value === 'number' ? elementText(value) : value;
}
