import type { VectorRecord } from '@nestvec/core';
import type { ResolvedSearch } from '@nestvec/core/store';
import type { Layout } from './layout.ts';
import type { Row } from './record.ts';
import type { Scope } from './scope.ts';

/** Where LanceDB puts what it knows a row by. */
export const rowIdColumn = '_rowid';

const bare = { metadata: false, text: false, vectors: [] };

/**
 * Whether candidates are read with little but their vectors first: of many candidates few are given, and their metadata and texts
 * may be large.
 */
export function takesPartsLater({ rescore, include }: ResolvedSearch): boolean {
  return rescore !== undefined && (include.metadata || include.text || include.vectors.length > 0);
}

/** Columns that a search reads. */
export function searchColumns(search: ResolvedSearch, layout: Layout): string[] {
  const { include, rescore } = search;
  const names = new Set(layout.columnsFor(takesPartsLater(search) ? bare : include));
  names.add('_distance'); // LanceDB warns on the standard error output where it has to add it
  if (rescore !== undefined) names.add(layout.vectorColumn(rescore.name));
  return [...names];
}

/** The records of rows that were found, by their ids. */
export async function readHits(
  { table, layout }: Pick<Scope, 'table' | 'layout'>,
  { include }: ResolvedSearch,
  rowIds: readonly bigint[],
): Promise<ReadonlyMap<string, VectorRecord>> {
  if (rowIds.length === 0) return new Map();
  const query = table.takeRowIds(rowIds).select(layout.columnsFor(include));
  const rows = (await query.toArray()) as Row[]; // of the columns selected
  return new Map(rows.map((row) => layout.fromRow(row)).map((record) => [record.id, record]));
}
