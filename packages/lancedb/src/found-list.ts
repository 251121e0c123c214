import type { Hit } from '@nestvec/core';
import {
  type ResolvedSearch,
  type ResolvedWords,
  type SearchResult,
  toCandidate,
} from '@nestvec/core/store';
import { type FoundRows, rowIdsOf } from './found-rows.ts';
import type { Layout } from './layout.ts';

/** A list, and where its records lie in the table. */
export interface FoundList extends SearchResult {
  /** LanceDB's number of the row of each hit, by its id; empty where they were not asked for. */
  readonly rowIds: ReadonlyMap<string, bigint>;
}

/** What was found last, and where each candidate lies in it. */
export interface PlacedRows {
  readonly rows: FoundRows | undefined;
  readonly places: ReadonlyMap<string, number>;
}

/** The hits of a list with the parts that were asked for, which are read of them alone: there are more candidates than hits. */
export function readHits(
  found: readonly Hit[],
  { rows, places }: PlacedRows,
  search: ResolvedSearch | ResolvedWords,
  layout: Layout,
  withRowIds: boolean,
): Pick<FoundList, 'hits' | 'rowIds'> {
  const columns = layout.columnsFor(search.include, 'hit');
  const texts = layout.textColumnsFor(search.include);
  const rowIdAt = withRowIds && rows !== undefined ? rowIdsOf(rows) : undefined;
  const rowIds = new Map<string, bigint>();
  const hits = found.flatMap(({ id, score }) => {
    const place = places.get(id);
    if (rows === undefined || place === undefined) return [];
    const rowId = rowIdAt?.(place);
    if (rowId !== undefined) rowIds.set(id, rowId);
    return [toCandidate(layout.fromRow(rows.row(place, columns, texts)), score, search).hit];
  });
  return { hits, rowIds };
}
