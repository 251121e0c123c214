import { isNestvecError } from '../errors.ts';
import type { FilterNode } from '../filter/node.ts';
import { pickAll } from '../search/include-metadata.ts';
import type { ListPage, ListRequest } from '../sort/list.ts';
import { listPage } from '../sort/list-page.ts';
import type { SortPlace } from '../sort/order.ts';
import { type ResolvedList, resolveList } from '../sort/resolve-list.ts';
import { sortByValue } from '../sort/sort-by-value.ts';
import { sortRecords } from '../sort/sort-records.ts';
import type { ScanPage } from './store.ts';
import type { ScopeStart, StoreParts } from './store-parts.ts';
import type { FoundCollection } from './store-session.ts';

/** Records that are looked at at once: of a usual collection a megabyte. */
const pageSize = 1000;

type ListParts<Found extends FoundCollection, Scope extends ScopeStart> = Pick<
  StoreParts<Found, Scope>,
  'ordered' | 'scan' | 'read' | 'limits'
>;

/** A page of a sorted list: where its records stand, and then those with the parts that were asked for. */
export async function listRecords<Found extends FoundCollection, Scope extends ScopeStart>(
  parts: ListParts<Found, Scope>,
  scope: Scope,
  request: ListRequest,
): Promise<ListPage> {
  const list = resolveList(request, scope, parts.limits.candidates);
  const places = await placesOf(parts, scope, list);
  const page = await listPage(list, places, async (ids, include) =>
    parts.read(scope, ids, include),
  );
  return { ...page, records: pickAll(page.records, request.include, scope.spec) };
}

/** By the database where it can order, else by the field's value of every record that the filter takes. */
async function placesOf<Found extends FoundCollection, Scope extends ScopeStart>(
  { ordered, scan }: ListParts<Found, Scope>,
  scope: Scope,
  list: ResolvedList,
): Promise<readonly SortPlace[]> {
  const pages = (
    filter: FilterNode,
    metadata: readonly string[] | false,
  ): AsyncIterable<ScanPage> => {
    const include = { metadata, text: false, links: false, vectors: [] };
    return scan(scope, { filter, include, pageSize, after: undefined });
  };
  const byRecord = async (): Promise<readonly SortPlace[]> =>
    sortRecords(list, pages(list.filter, [list.sort.field]));
  const byValue = ordered?.(scope, list.sort);
  if (byValue === undefined) return await byRecord();
  try {
    return await sortByValue(list, {
      ordered: byValue,
      async *ids(filter) {
        for await (const { records } of pages(filter, false)) yield records.map(({ id }) => id);
      },
    });
  } catch (error) {
    // A value on the way may be one that the database's client can't compare to. What the caller's filter asks for fails here as well.
    if (isNestvecError(error, 'unsupported')) return await byRecord();
    throw error;
  }
}
