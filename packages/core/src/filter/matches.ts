import type { Json, JsonObject } from '../json.ts';
import { parseDatetime } from './datetime.ts';
import type { FilterLeaf, FilterNode } from './node.ts';

/** Whether a record's metadata satisfies a filter: the meaning that every database's compiled filter must have. */
export function matches(node: FilterNode, metadata: JsonObject): boolean {
  switch (node.op) {
    case 'and':
      return node.nodes.every((child) => matches(child, metadata));
    case 'or':
      return node.nodes.some((child) => matches(child, metadata));
    case 'not':
      return !matches(node.node, metadata);
    default:
      return leafMatches(node, elements(node, metadata));
  }
}

function leafMatches(leaf: FilterLeaf, values: readonly (string | number | boolean)[]): boolean {
  switch (leaf.op) {
    case 'exists':
      return values.length > 0;
    case 'eq':
      return values.includes(leaf.value);
    case 'in':
      return values.some((value) => leaf.values.includes(value));
    case 'all':
      return values.length > 0 && leaf.values.every((value) => values.includes(value));
    case 'range': {
      const { gt, gte, lt, lte } = leaf.bounds;
      return values.some(
        (value) =>
          typeof value === 'number' &&
          (gt === undefined || value > gt) &&
          (gte === undefined || value >= gte) &&
          (lt === undefined || value < lt) &&
          (lte === undefined || value <= lte),
      );
    }
  }
}

/** The non-null values of a field, as a list; datetimes as epoch milliseconds. */
function elements(leaf: FilterLeaf, metadata: JsonObject): (string | number | boolean)[] {
  const stored: Json | undefined = Object.hasOwn(metadata, leaf.field)
    ? metadata[leaf.field]
    : undefined;
  const list: readonly (Json | undefined)[] = Array.isArray(stored) ? stored : [stored];
  const values: (string | number | boolean)[] = [];
  for (const value of list) {
    if (leaf.type === 'datetime') {
      const time = typeof value === 'string' ? parseDatetime(value) : undefined;
      if (time !== undefined) values.push(time);
    } else if (
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    ) {
      values.push(value);
    }
  }
  return values;
}
