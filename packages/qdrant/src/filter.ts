import { type FilterLeaf, type FilterNode, foldFilter } from '@nestvec/core/store';
import type { PointId } from './api.ts';
import { type Lists, simplify } from './simplify.ts';

/** A filter of Qdrant's interface, which can also stand where a condition does. No list in it is empty: that would hold for everything. */
export interface QdrantFilter {
  readonly must?: readonly Condition[];
  readonly should?: readonly Condition[];
  readonly must_not?: readonly Condition[];
}

/** One test. It never has two predicates, which would not be ANDed. */
export type Condition =
  | QdrantFilter
  | { readonly key: string; readonly match: { readonly value: string | number | boolean } }
  | { readonly key: string; readonly match: { readonly any: readonly (string | number)[] } }
  /** Every word of the text, by a text index. */
  | { readonly key: string; readonly match: { readonly text: string } }
  | { readonly key: string; readonly range: Bounds }
  | { readonly is_empty: { readonly key: string } }
  | { readonly has_id: readonly PointId[] }
  | { readonly has_vector: string };

/** Numbers, or datetimes as text. */
interface Bounds {
  readonly gt?: number;
  readonly gte?: number | string;
  readonly lt?: number | string;
  readonly lte?: number;
}

/** A condition, or whether everything or nothing passes. */
export type Clause = boolean | Condition;

/** Compiles the test of one field; how it is stored is the layout's business. */
export type LeafCompiler = (leaf: FilterLeaf) => Clause;

/** Holds for every point and says so with a condition, where an empty filter would only be read that way. */
export const everything: QdrantFilter = { must_not: [{ has_id: [] }] };
const nothing: QdrantFilter = { must: [{ has_id: [] }] };

/**
 * A checked filter as Qdrant's; `undefined` where every point passes. Constants are worked out here, so that no empty list is
 * ever sent, and levels are merged, since the server stops at 63.
 */
export function compileFilter(
  node: FilterNode,
  leaf: LeafCompiler,
  scope?: Condition,
): QdrantFilter | undefined {
  return asFilter(all([scope ?? true, foldFilter(node, { all, any, not, leaf })]));
}

/** A clause as a whole filter. */
function asFilter(clause: Clause): QdrantFilter | undefined {
  if (clause === true) return undefined;
  if (clause === false) return nothing;
  return isFilter(clause) ? clause : { must: [clause] };
}

/** Every clause must hold. */
export function all(clauses: readonly Clause[]): Clause {
  if (clauses.includes(false)) return false;
  const must: Condition[] = [];
  const mustNot: Condition[] = [];
  let should: readonly Condition[] | undefined;
  for (const clause of clauses) {
    if (typeof clause === 'boolean') continue;
    if (!isFilter(clause)) {
      must.push(clause);
    } else if (clause.should !== undefined && should !== undefined) {
      must.push(clause);
    } else {
      must.push(...(clause.must ?? []));
      mustNot.push(...(clause.must_not ?? []));
      should = clause.should ?? should;
    }
  }
  const simple = simplify({ must, should, mustNot });
  return simple === undefined ? false : asClause(simple);
}

function asClause({ must, should, mustNot }: Lists): Clause {
  const [only] = must;
  if (mustNot.length === 0 && should === undefined && must.length < 2) return only ?? true;
  return {
    ...(must.length === 0 ? {} : { must }),
    ...(should === undefined ? {} : { should }),
    ...(mustNot.length === 0 ? {} : { must_not: mustNot }),
  };
}

/** One clause at least must hold. */
export function any(clauses: readonly Clause[]): Clause {
  if (clauses.includes(true)) return true;
  const should = clauses.flatMap((clause) => {
    if (typeof clause === 'boolean') return [];
    return isOnly(clause, 'should') ? (clause.should ?? []) : [clause];
  });
  const [only] = should;
  if (only === undefined) return false;
  return should.length === 1 ? only : { should };
}

/** The exact complement: every condition is either true or false on every point. */
export function not(clause: Clause): Clause {
  if (typeof clause === 'boolean') return !clause;
  if (isOnly(clause, 'should')) return { must_not: clause.should ?? [] };
  if (isOnly(clause, 'must_not')) return any(clause.must_not ?? []);
  return { must_not: [clause] };
}

function isFilter(condition: Condition): condition is QdrantFilter {
  return 'must' in condition || 'should' in condition || 'must_not' in condition;
}

function isOnly(
  condition: Condition,
  list: 'should' | 'must_not',
): condition is Pick<QdrantFilter, 'should' | 'must_not'> {
  return isFilter(condition) && list in condition && Object.keys(condition).length === 1;
}
