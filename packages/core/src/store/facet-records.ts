import { countFacets } from '../facets/count-facets.ts';
import type { Facets } from '../facets/facets.ts';
import type { ResolvedFacets } from '../facets/resolve-facets.ts';
import type { ScopeStart, StoreParts } from './store-parts.ts';
import type { FoundCollection } from './store-session.ts';

/** Records that are read at once: of a usual collection a megabyte. */
const pageSize = 1000;

/** Facets by reading the metadata of every record that the filter takes, page by page; what is kept are the values alone. */
export async function facetRecords<Found extends FoundCollection, Scope extends ScopeStart>(
  { scan }: Pick<StoreParts<Found, Scope>, 'scan'>,
  scope: Scope,
  { filter, facets }: ResolvedFacets,
): Promise<Facets> {
  const counter = countFacets(facets);
  const include = { metadata: true, text: false, vectors: [] };
  for await (const { records } of scan(scope, { filter, include, pageSize, after: undefined }))
    for (const { metadata } of records) counter.add(metadata);
  return counter.facets();
}
