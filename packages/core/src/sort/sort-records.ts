import type { VectorRecord } from '../record/record.ts';
import { comparePlaces, placeOf, type SortPlace } from './order.ts';
import type { ResolvedList } from './resolve-list.ts';

/**
 * The places of a page and the one behind it, by looking at every record that the filter takes; what is kept meanwhile is the values
 * and ids of a few pages.
 */
export async function sortRecords(
  { sort, limit, after }: Pick<ResolvedList, 'sort' | 'limit' | 'after'>,
  pages: AsyncIterable<{ readonly records: readonly Pick<VectorRecord, 'id' | 'metadata'>[] }>,
): Promise<readonly SortPlace[]> {
  const compare = (a: SortPlace, b: SortPlace): number => comparePlaces(a, b, sort);
  const room = 4 * limit + 1000;
  let best: SortPlace[] = [];
  for await (const { records } of pages) {
    for (const { id, metadata } of records) {
      const place = placeOf(id, metadata, sort);
      if (after === undefined || compare(place, after) > 0) best.push(place);
    }
    if (best.length > room) best = best.sort(compare).slice(0, limit + 1);
  }
  return best.sort(compare).slice(0, limit + 1);
}
