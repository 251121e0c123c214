import { type FilterLeaf, type FilterNode, foldFilter } from '@nestvec/core/store';

/** A filter of Weaviate's. No list in it is empty: the server refuses that. */
export type WeaviateFilter =
  | { readonly op: 'and' | 'or'; readonly filters: readonly WeaviateFilter[] }
  | { readonly op: 'not'; readonly filter: WeaviateFilter }
  | Condition;

/** One test of one property. */
export interface Condition {
  readonly op: ConditionOperator;
  readonly property: string;
  readonly value: Value;
}

/** The operators that we use, with their numbers on the wire. */
export const operatorNumbers = {
  equal: 1,
  greaterThan: 3,
  greaterThanEqual: 4,
  lessThan: 5,
  lessThanEqual: 6,
  and: 7,
  or: 8,
  isNull: 11,
  containsAny: 12,
  containsAll: 13,
  not: 15,
} as const;

/** Kinds of test. */
export type ConditionOperator = Exclude<keyof typeof operatorNumbers, 'and' | 'or' | 'not'>;

/** A value with its type: the server refuses a fraction for an integer, and lists of both. */
export type Value =
  | { readonly text: string }
  | { readonly number: number }
  | { readonly integer: number }
  | { readonly boolean: boolean }
  | { readonly texts: readonly string[] }
  | { readonly numbers: readonly number[] }
  | { readonly integers: readonly number[] };

/** A filter, or whether everything or nothing passes. */
export type Clause = boolean | WeaviateFilter;

/** Compiles the test of one field; how it is stored is the layout's business. */
export type LeafCompiler = (leaf: FilterLeaf) => Clause;

/** Every object has an id, and no id is smaller than this one. */
export const everything: WeaviateFilter = {
  op: 'greaterThanEqual',
  property: '_id',
  value: { text: '00000000-0000-0000-0000-000000000000' },
};
/** No object passes. */
const nothing: WeaviateFilter = { op: 'not', filter: everything };

/**
 * A checked filter as Weaviate's; `undefined` where every object passes. Constants are worked out here, and levels merged, so
 * that no empty list is sent and no level is needless.
 */
export function compileFilter(node: FilterNode, leaf: LeafCompiler): WeaviateFilter | undefined {
  const clause = foldFilter(node, { all, any, not, leaf });
  return clause === true ? undefined : clause === false ? nothing : clause;
}

/** Every clause must hold. */
export function all(clauses: readonly Clause[]): Clause {
  return join('and', clauses);
}

/** One clause at least must hold. */
export function any(clauses: readonly Clause[]): Clause {
  return join('or', clauses);
}

/** The exact complement: every test is either true or false on every object. */
function not(clause: Clause): Clause {
  if (typeof clause === 'boolean') return !clause;
  return clause.op === 'not' ? clause.filter : { op: 'not', filter: clause };
}

function join(op: 'and' | 'or', clauses: readonly Clause[]): Clause {
  const decisive = op === 'or';
  const filters: WeaviateFilter[] = [];
  for (const clause of clauses) {
    if (clause === decisive) return decisive;
    if (typeof clause === 'boolean') continue;
    if (clause.op === op) filters.push(...clause.filters);
    else filters.push(clause);
  }
  const [only] = filters;
  if (only === undefined) return !decisive;
  return filters.length === 1 ? only : { op, filters };
}
