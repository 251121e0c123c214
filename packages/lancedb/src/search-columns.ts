import type { ResolvedSearch } from '@nestvec/core/store';
import type { Layout } from './layout.ts';

/** Columns that a search reads. */
export function searchColumns(search: ResolvedSearch, layout: Layout): string[] {
  const { include, groupBy, rescore } = search;
  const metadata = include.metadata || groupBy !== undefined; // groups are read from it
  const names = new Set(layout.columnsFor({ ...include, metadata }));
  names.add('_distance'); // LanceDB warns on the standard error output where it has to add it
  if (rescore !== undefined) names.add(layout.vectorColumn(rescore.name));
  return [...names];
}
