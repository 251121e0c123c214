import type { ListPage, ListRequest } from '../sort/list.ts';
import { resolveList } from '../sort/resolve-list.ts';
import { sortRecords } from '../sort/sort-records.ts';
import type { ScopeStart, StoreParts } from './store-parts.ts';
import type { FoundCollection } from './store-session.ts';

/** Records that are looked at at once: of a usual collection a megabyte. */
const pageSize = 1000;

/** A page of a sorted list, by the metadata of every record that the filter takes. */
export async function listRecords<Found extends FoundCollection, Scope extends ScopeStart>(
  { scan, read, limits }: Pick<StoreParts<Found, Scope>, 'scan' | 'read' | 'limits'>,
  scope: Scope,
  request: ListRequest,
): Promise<ListPage> {
  const include = { metadata: true, text: false, links: false, vectors: [] };
  return await sortRecords(resolveList(request, scope, limits.candidates), {
    scan: (filter) => scan(scope, { filter, include, pageSize, after: undefined }),
    read: async (ids, parts) => await read(scope, ids, parts),
  });
}
