import type { Facets } from '@nestvec/core';
import {
  countByField,
  facetRecords,
  type FilterNode,
  type ResolvedFacet,
  type ResolvedFacets,
  valuesFacet,
} from '@nestvec/core/store';
import { countPoints } from './count.ts';
import { orderedPoints } from './ordered.ts';
import { readFacet } from './read-facet.ts';
import { scanPoints } from './scan.ts';
import type { Scope } from './scope.ts';

/**
 * Facets of a collection of ours, counted by the server. `undefined` where its strict mode refuses exact counts or so many values, or where
 * the index of a field is gone, which it counts by.
 */
export function facetPoints(scope: Scope, request: ResolvedFacets): Promise<Facets> | undefined {
  const { strict, indexes } = scope.info;
  const canCount = request.facets.every(
    ({ field, type, limit }) =>
      scope.layout.isIndexed(field, type, indexes) && limit < (strict.queryLimit ?? limit + 1),
  );
  if (!strict.exactAllowed || !canCount) return undefined;
  return countByField(request, {
    values: async (facet, filter) => await countValues(scope, filter, facet),
    // The server's facets know no ranges; its order by a field does.
    ordered: (sort) => orderedPoints(scope, sort),
    async count(filter) {
      scope.begin();
      return await countPoints(scope, scope.info, scope.where(filter));
    },
    read: async (unknown) => await facetRecords({ scan: scanPoints }, scope, unknown),
  });
}

/** One value more than asked for says that there are more. The server orders equally frequent ones by value, as core does. */
async function countValues(
  { api, begin, collection, where }: Scope,
  node: FilterNode,
  { field, type, limit }: ResolvedFacet,
): Promise<Facets[string]> {
  begin();
  const filter = where(node);
  const request = { key: field, limit: limit + 1, exact: true } as const;
  const answer = await api.facet(
    collection,
    filter === undefined ? request : { ...request, filter },
  );
  const counts = readFacet(answer).map(
    ([value, count]) => [type === 'boolean' ? value === true : String(value), count] as const,
  );
  return valuesFacet(counts, limit);
}
