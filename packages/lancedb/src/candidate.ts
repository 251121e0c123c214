import {
  type Candidate,
  clampScore,
  type Hit,
  reservedNames,
  type ResolvedSearch,
  type ResolvedSpec,
  type VectorRecord,
} from '@nestvec/core';
import { columnsFor, fromRow, type Row, vectorOf } from './record.ts';
import { vectorColumn } from './schema.ts';

/** Columns that a search reads. */
export function searchColumns(search: ResolvedSearch, spec: ResolvedSpec): string[] {
  const names = new Set(columnsFor(search.include, spec));
  names.add('_distance'); // LanceDB warns on the standard error output where it has to add it
  if (search.rescore !== undefined) names.add(vectorColumn(search.rescore.name));
  if (search.groupBy !== undefined) names.add(reservedNames.metadata);
  return [...names];
}

/** A row as a candidate with that score. */
export function toCandidate(
  row: Row,
  score: number,
  search: ResolvedSearch,
  spec: ResolvedSpec,
): Candidate {
  const record = fromRow(row, spec);
  const { id, text, uri, parentId } = record;
  const asked = search.include.vectors.flatMap((name) => {
    const vector = vectorOf(record, name);
    return vector === undefined ? [] : [[name, vector] as const];
  });
  const hit: Hit = {
    id,
    score: clampScore(score),
    metadata: search.include.metadata ? record.metadata : {},
    ...(text === undefined ? {} : { text }),
    ...(uri === undefined ? {} : { uri }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(search.include.vectors.length === 0 ? {} : { vectors: Object.fromEntries(asked) }),
  };
  return {
    hit,
    rescoreVector: search.rescore === undefined ? undefined : vectorOf(record, search.rescore.name),
    group: groupValue(record, search),
  };
}

/** Read from the metadata and not from the field's column, which holds booleans and byte order marks in another form. */
function groupValue(record: VectorRecord, search: ResolvedSearch): Candidate['group'] {
  if (search.groupBy === undefined) return undefined;
  const { field } = search.groupBy;
  if (field === 'parentId') return record.parentId;
  const value = Object.hasOwn(record.metadata, field) ? record.metadata[field] : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined;
}
