import type { FilterLeaf, FilterNode } from '@nestvec/core/store';
import { elementText } from './field-value.ts';

/** A filter of Pinecone's, or whether every record passes or none. */
export type Clause = boolean | Readonly<Record<string, unknown>>;

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
function present(leaf: FilterLeaf): Clause {
  const { field } = leaf;
  switch (leaf.op) {
    case 'exists':
      return { [field]: { $exists: true } };
    case 'eq':
      return { [field]: { $eq: valueOf(leaf, leaf.value) } };
    case 'in':
      return any([
        ...listsOf(leaf).map((values) => ({ [field]: { $in: values } })),
        ...booleansOf(leaf).map((value) => ({ [field]: { $eq: value } })),
      ]);
    case 'all':
      return leaf.values.length === 0
        ? { [field]: { $exists: true } }
        : all(leaf.values.map((value) => ({ [field]: { $eq: valueOf(leaf, value) } })));
    case 'range':
      return all(boundsOf(leaf).map(([operator, bound]) => ({ [field]: { [operator]: bound } })));
  }
}

/** The complement of a condition; a missing field always passes. */
function absent(leaf: FilterLeaf): Clause {
  const { field } = leaf;
  const missing = { [field]: { $exists: false } };
  switch (leaf.op) {
    case 'exists':
      return missing;
    case 'eq':
      return any([missing, { [field]: { $ne: valueOf(leaf, leaf.value) } }]);
    case 'in':
      return any([
        missing,
        all([
          ...listsOf(leaf).map((values) => ({ [field]: { $nin: values } })),
          ...booleansOf(leaf).map((value) => ({ [field]: { $ne: value } })),
        ]),
      ]);
    case 'all':
      return any([
        missing,
        ...leaf.values.map((value) => ({ [field]: { $ne: valueOf(leaf, value) } })),
      ]);
    case 'range':
      return any([
        missing,
        ...boundsOf(leaf).map(([operator, bound]) => ({
          [field]: { [opposite[operator]]: bound },
        })),
      ]);
  }
}

const opposite = { $gt: '$lte', $gte: '$lt', $lt: '$gte', $lte: '$gt' } as const;

function boundsOf(
  leaf: Extract<FilterLeaf, { op: 'range' }>,
): (readonly [keyof typeof opposite, number])[] {
  return (['gt', 'gte', 'lt', 'lte'] as const).flatMap((name) => {
    const bound = leaf.bounds[name];
    return bound === undefined ? [] : [[`$${name}`, bound] as const];
  });
}

/** Values of one condition, at most. */
const mostValues = 10_000;

/** Strings and numbers of a list, cut to size. */
function listsOf(leaf: Extract<FilterLeaf, { op: 'in' | 'all' }>): (string | number)[][] {
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
function booleansOf(leaf: Extract<FilterLeaf, { op: 'in' | 'all' }>): boolean[] {
  return leaf.values.filter((value) => typeof value === 'boolean');
}

/** A value as it is stored: elements of number arrays are texts. */
function valueOf(
  { type }: FilterLeaf,
  value: string | number | boolean,
): string | number | boolean {
  return type === 'number[]' && typeof value === 'number' ? elementText(value) : value;
}
