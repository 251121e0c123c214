import { unsupported } from '../errors.ts';
import type { VectorRecord } from '../record/record.ts';
import type { FilterNode } from './node.ts';

/** Parts of a record that filters can ask for, all of them texts. No declared field begins with `$`, so the two never meet. */
export const recordFields = {
  $id: 'id',
  $parentId: 'parentId',
  $source: 'source',
  $uri: 'uri',
} as const;

/** A part of a record that filters can ask for. */
export type RecordField = (typeof recordFields)[keyof typeof recordFields];

/** As much of a record as filters look at. */
export type Filterable = Pick<VectorRecord, 'metadata'> &
  Partial<Pick<VectorRecord, RecordField | 'text'>>;

/** The part of a record that a filter's field stands for; `undefined` for a declared field. */
export function recordFieldOf(field: string): RecordField | undefined {
  const fields: Readonly<Record<string, RecordField>> = recordFields;
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}

/** The same filter with record fields under the names that they have in a database. */
export function withRecordFields(
  node: FilterNode,
  nameOf: (field: RecordField) => string,
): FilterNode {
  switch (node.op) {
    case 'and':
    case 'or':
      return { op: node.op, nodes: node.nodes.map((child) => withRecordFields(child, nameOf)) };
    case 'not':
      return { op: 'not', node: withRecordFields(node.node, nameOf) };
    default: {
      const part = recordFieldOf(node.field);
      return part === undefined ? node : { ...node, field: nameOf(part) };
    }
  }
}

/** The refusal of a filter on a record field that a collection or a database can't ask for. */
export function noRecordField(
  field: RecordField,
  database: string,
  why: string,
  alternative: string,
): Error {
  return unsupported(`a filter on $${field}${why}`, database, alternative);
}
