import type { Json, JsonObject } from '../json.ts';
import { parseDatetime } from './datetime.ts';
import type { FilterNode } from './node.ts';
import { type FilterLeaf, type FilterValue, leafHolds } from './operators.ts';

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
      return leafHolds(node, elements(node, metadata));
  }
}

/** The non-null values of a field, as a list; datetimes as epoch milliseconds. */
function elements(leaf: FilterLeaf, metadata: JsonObject): FilterValue[] {
  const stored: Json | undefined = Object.hasOwn(metadata, leaf.field)
    ? metadata[leaf.field]
    : undefined;
  const list: readonly (Json | undefined)[] = Array.isArray(stored) ? stored : [stored];
  const values: FilterValue[] = [];
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
