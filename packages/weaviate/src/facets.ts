import type { Facets } from '@nestvec/core';
import {
  countByField,
  facetRecords,
  type FilterNode,
  type ResolvedFacet,
  type ResolvedFacets,
  valuesFacet,
} from '@nestvec/core/store';
import { readKeywordText } from './keyword-text.ts';
import { orderedObjects } from './ordered.ts';
import { scanObjects } from './scan.ts';
import type { Scope } from './scope.ts';

/**
 * So many values of a field the server counts at most. Where there are more, it is chance which of them it gives, so then all records
 * are read.
 */
const mostGroups = 1000;

/**
 * Facets of a collection of ours, counted by the server. `undefined` where a property is not as it was made: then all records are read.
 */
export function facetObjects(scope: Scope, request: ResolvedFacets): Promise<Facets> | undefined {
  const { layout, info } = scope;
  const canCount = request.facets.every(({ field, type }) =>
    layout.isIndexed(field, type, info.properties),
  );
  if (!canCount) return undefined;
  return countByField(request, {
    values: async (facet, filter) => await countValues(scope, filter, facet),
    ordered: (sort) => orderedObjects(scope, sort),
    async count(filter) {
      scope.begin();
      return await scope.api.count(scope.place, scope.where(filter));
    },
    read: async (unknown) => await facetRecords({ scan: scanObjects }, scope, unknown),
  });
}

/** `undefined` where there may be more values than the server gives. */
async function countValues(
  { api, begin, layout, place, where }: Scope,
  filter: FilterNode,
  { field, type, limit }: ResolvedFacet,
): Promise<Facets[string] | undefined> {
  begin();
  const property = layout.propertyName(field);
  const counted = await api.countValues(place, property, mostGroups, where(filter));
  if (counted.length >= mostGroups) return undefined;
  const counts = counted.map(
    ([value, count]) =>
      [
        type === 'boolean' ? value === true || value === 'true' : readKeywordText(String(value)),
        count,
      ] as const,
  );
  return valuesFacet(counts, limit);
}
