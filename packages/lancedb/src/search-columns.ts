import type { ResolvedSearch } from '@nestvec/core/store';
import type { Layout } from './layout.ts';

const bare = { metadata: false, text: false, vectors: [] };

/** Columns that every candidate is looked at by: its id, its distance and the vector of the second stage. */
export function candidateColumns({ rescore }: ResolvedSearch, layout: Layout): string[] {
  const id = layout.columnsFor(bare).slice(0, 1);
  const vector = rescore === undefined ? [] : [layout.vectorColumn(rescore.name)];
  return [...id, '_distance', ...vector]; // LanceDB warns on the standard error output where it has to add the distance
}

/** Columns that a search reads, those of the hits that it gives in the end among them. */
export function searchColumns(search: ResolvedSearch, layout: Layout): string[] {
  const names = [...candidateColumns(search, layout), ...layout.columnsFor(search.include)];
  return [...new Set(names)];
}
