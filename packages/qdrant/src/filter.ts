import type { FilterLeaf, FilterNode } from '@nestvec/core';
import type { Schemas } from '@qdrant/js-client-rest';

/** A filter of Qdrant's API, which can also stand where a condition does. */
export type QdrantFilter = Schemas['Filter'];
type Condition = Schemas['Condition'];

/** Holds for no point. An empty list would hold for every one. */
const nothing: QdrantFilter = { must: [{ has_id: [] }] };
/** Holds for every point, said with a condition. */
export const everything: QdrantFilter = { must_not: [{ has_id: [] }] };

/**
 * A filter as Qdrant's. Each condition has one predicate, since a second one would not be ANDed, and no list is empty,
 * since an empty one holds for every point, in a removal as well.
 */
export function toQdrant(node: FilterNode): QdrantFilter {
  switch (node.op) {
    case 'and':
      return node.nodes.length === 0 ? everything : { must: node.nodes.map(toQdrant) };
    case 'or':
      return node.nodes.length === 0 ? nothing : { should: node.nodes.map(toQdrant) };
    case 'not':
      return { must_not: [toQdrant(node.node)] };
    default:
      return leaf(node);
  }
}

/** Both filters must hold. */
export function both(a: QdrantFilter | undefined, b: QdrantFilter): QdrantFilter {
  return a === undefined ? b : { must: [a, b] };
}

/** A payload key that holds exactly this text. */
export function hasText(key: string, value: string): QdrantFilter {
  return { must: [{ key, match: { value } }] };
}

function leaf(node: FilterLeaf): QdrantFilter {
  const key = node.field;
  switch (node.op) {
    case 'exists':
      return { must_not: [{ is_empty: { key } }] };
    case 'eq':
      return { must: [equals(key, node.value)] };
    case 'in':
      return oneOf(key, node.values);
    case 'all':
      return node.values.length === 0
        ? { must_not: [{ is_empty: { key } }] }
        : { must: node.values.map((value) => equals(key, value)) };
    case 'range':
      return { must: [{ key, range: node.bounds }] };
  }
}

/** Numbers are compared as a range: `match` takes integers only, and a stored 1.0 is not 1 to it. */
function equals(key: string, value: string | number | boolean): Condition {
  return typeof value === 'number'
    ? { key, range: { gte: value, lte: value } }
    : { key, match: { value } };
}

function oneOf(key: string, values: readonly (string | number | boolean)[]): QdrantFilter {
  if (values.length === 0) return nothing;
  const texts = values.filter((value) => typeof value === 'string');
  const others = values
    .filter((value) => typeof value !== 'string')
    .map((value) => equals(key, value));
  // One condition for all texts: thousands of alternatives take seconds.
  return { should: [...(texts.length === 0 ? [] : [{ key, match: { any: texts } }]), ...others] };
}
