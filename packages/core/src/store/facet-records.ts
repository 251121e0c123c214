import { countFacets } from '../facets/count-facets.ts';
import type { Facets } from '../facets/facets.ts';
import type { ResolvedFacets } from '../facets/resolve-facets.ts';
import type { ScopeStart, StoreParts } from './store-parts.ts';
import type { FoundCollection } from './store-session.ts';

/** Records that are read at once: of a usual collection a megabyte. */
const pageSize = 1000;

/**
 * Facets by reading the counted fields of every record that the filter takes, or all of its metadata where the database gives no less, page
 * by page; what is kept are the values alone.
 */
export async function facetRecords<Found extends FoundCollection, Scope extends ScopeStart>(
  { scan }: Pick<StoreParts<Found, Scope>, 'scan'>,
  scope: Scope,
  { filter, facets }: ResolvedFacets,
): Promise<Facets> {
  const counter = countFacets(facets);
  const metadata = facets.map(({ field }) => field);
  const include = { metadata, text: false, links: false, vectors: [] };
  for await (const { records } of scan(scope, { filter, include, pageSize, after: undefined }))
    for (const { metadata } of records) counter.add(metadata);
  return counter.facets();
}
