import { invalid } from '../errors.ts';
import { describeValue, isPlainObject, type Json } from '../json.ts';
import { parseDatetime } from './datetime.ts';
import type { FilterNode } from './node.ts';
import { type FilterLeaf, type FilterValue, leafHolds } from './operators.ts';
import { type Filterable, recordFieldOf } from './record-fields.ts';
import { cutWords } from '../words/cut-words.ts';

/**
 * Whether a record satisfies a filter that `parseFilter` gave: the meaning that every database's compiled filter must have. Throws
 * `invalid-input` for what is neither.
 */
export function matches(node: FilterNode, record: Filterable): boolean {
  if (!isPlainObject(node) || typeof node.op !== 'string')
    throw invalid('node', `must be what parseFilter gives, got ${describeValue(node)}`);
  const given: unknown = record;
  const metadata = isPlainObject(given) ? given['metadata'] : undefined;
  // One with a prototype of its own counts too, by what it has itself.
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata))
    throw invalid('record', `must be a record with metadata, got ${describeValue(given)}`);
  return holds(node, record);
}

function holds(node: FilterNode, record: Filterable): boolean {
  switch (node.op) {
    case 'and':
      return node.nodes.every((child) => holds(child, record));
    case 'or':
      return node.nodes.some((child) => holds(child, record));
    case 'not':
      return !holds(node.node, record);
    default:
      return leafHolds(
        node,
        node.op === 'text' ? cutWords(record.text ?? '') : elements(node, record),
      );
  }
}

/** The non-null values of a field, as a list; datetimes as epoch milliseconds. */
function elements(leaf: FilterLeaf, record: Filterable): FilterValue[] {
  const part = recordFieldOf(leaf.field);
  const { metadata } = record;
  const declared = Object.hasOwn(metadata, leaf.field) ? metadata[leaf.field] : undefined;
  const stored: Json | undefined = part === undefined ? declared : record[part];
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
