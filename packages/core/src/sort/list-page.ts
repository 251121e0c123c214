import type { VectorRecord } from '../record/record.ts';
import type { Include } from '../search/search.ts';
import { writeCursor } from './cursor.ts';
import type { ListPage } from './list.ts';
import type { SortPlace } from './order.ts';
import type { ResolvedList } from './resolve-list.ts';

/** A page of the places that it has and one behind it; its records are read by id, with the parts that were asked for. */
export async function listPage(
  { sort, limit, include }: Pick<ResolvedList, 'sort' | 'limit' | 'include'>,
  places: readonly SortPlace[],
  read: (ids: readonly string[], include: Include) => Promise<ReadonlyMap<string, VectorRecord>>,
): Promise<ListPage> {
  const page = places.slice(0, limit);
  const last = places.length > limit ? page.at(-1) : undefined;
  const ids = page.map(({ id }) => id);
  const found = ids.length === 0 ? undefined : await read(ids, include);
  return {
    records: ids.flatMap((id) => found?.get(id) ?? []), // one that was removed since is left out
    ...(last === undefined ? {} : { cursor: writeCursor(sort, last) }),
  };
}
