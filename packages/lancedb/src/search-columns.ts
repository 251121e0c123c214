import { reservedNames, type ResolvedSearch, type ResolvedSpec } from '@nestvec/core/store';
import { columnsFor } from './record.ts';
import { vectorColumn } from './schema.ts';

/** Columns that a search reads. */
export function searchColumns(search: ResolvedSearch, spec: ResolvedSpec): string[] {
  const names = new Set(columnsFor(search.include, spec));
  names.add('_distance'); // LanceDB warns on the standard error output where it has to add it
  if (search.rescore !== undefined) names.add(vectorColumn(search.rescore.name));
  if (search.groupBy !== undefined) names.add(reservedNames.metadata);
  return [...names];
}
