import type { ResolvedSearch, ResolvedWords } from '@nestvec/core/store';
import type { Layout } from './layout.ts';

/** Columns that a search reads: what candidates are looked at by, and the parts of the hits that it gives in the end. */
export function searchColumns(search: ResolvedSearch | ResolvedWords, layout: Layout): string[] {
  const { include, rescore } = search;
  const vector = rescore === undefined ? [] : [layout.vectorColumn(rescore.name)];
  // LanceDB warns on the standard error output where it has to add the distance.
  const order = 'words' in search ? '_score' : '_distance';
  const names = [layout.idColumn, order, ...vector, ...layout.columnsFor(include, 'hit')];
  return [...new Set(names)];
}
