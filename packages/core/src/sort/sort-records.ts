import type { FilterNode } from '../filter/node.ts';
import type { VectorRecord } from '../record/record.ts';
import type { Include } from '../search/search.ts';
import { writeCursor } from './cursor.ts';
import type { ListPage } from './list.ts';
import { comparePlaces, placeOf, type SortPlace } from './order.ts';
import type { ResolvedList } from './resolve-list.ts';

/** What a sorted list is made of. */
export interface SortSource {
  /** All records that the filter takes, with their metadata alone, in pages. */
  readonly scan: (
    filter: FilterNode,
  ) => AsyncIterable<{ readonly records: readonly Pick<VectorRecord, 'id' | 'metadata'>[] }>;
  /** Records by id, with these parts. */
  readonly read: (
    ids: readonly string[],
    include: Include,
  ) => Promise<ReadonlyMap<string, VectorRecord>>;
}

/**
 * A page of a sorted list by looking at every record that the filter takes; what is kept meanwhile is the values and ids of a few
 * pages. Then the parts of the page's records are read.
 */
export async function sortRecords(
  { sort, filter, limit, after, include }: ResolvedList,
  { scan, read }: SortSource,
): Promise<ListPage> {
  const compare = (a: SortPlace, b: SortPlace): number => comparePlaces(a, b, sort);
  const room = 4 * limit + 1000;
  let best: SortPlace[] = [];
  for await (const { records } of scan(filter)) {
    for (const { id, metadata } of records) {
      const place = placeOf(id, metadata, sort);
      if (after === undefined || compare(place, after) > 0) best.push(place);
    }
    if (best.length > room) best = best.sort(compare).slice(0, limit + 1);
  }
  const page = best.sort(compare).slice(0, limit);
  const last = best.length > limit ? page.at(-1) : undefined;
  const ids = page.map(({ id }) => id);
  const found: ReadonlyMap<string, VectorRecord> =
    ids.length === 0 ? new Map() : await read(ids, include);
  return {
    records: ids.flatMap((id) => found.get(id) ?? []), // one that was removed since is left out
    ...(last === undefined ? {} : { cursor: writeCursor(sort, last) }),
  };
}
