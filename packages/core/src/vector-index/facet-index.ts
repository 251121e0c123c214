import type { CallOptions } from '../async/signal.ts';
import { invalid } from '../errors.ts';
import { countFacets } from '../facets/count-facets.ts';
import type { FacetFields, Facets } from '../facets/facets.ts';
import { resolveFacets } from '../facets/resolve-facets.ts';
import type { Filter } from '../filter/types.ts';
import { checkNames } from '../options/check-names.ts';
import type { Query } from '../query/query.ts';
import type { DeclaredFields } from '../spec/declared.ts';
import type { IndexSearchOptions } from './search-options.ts';
import type { VectorIndex } from './vector-index.ts';

/** What `VectorIndex.facets` takes. */
export type IndexFacetRequest<Fields extends DeclaredFields = DeclaredFields> =
  string extends keyof Fields
    ? FacetRequestOf<FacetFields, Filter>
    : FacetRequestOf<FacetFields<Fields>, Filter<Fields>>;

interface FacetRequestOf<Asked, Condition>
  extends
    CallOptions,
    Pick<
      IndexSearchOptions,
      'depth' | 'exact' | 'fusion' | 'minScore' | 'over' | 'weights' | 'words'
    > {
  /** What to count: `{ kind: 'values' }` for `string`, `string[]` and `boolean`, `{ kind: 'range' }` for `number` and `datetime`. */
  readonly fields: Asked;
  readonly filter?: Condition | undefined;
  /** Counts the best `depth` (100) hits of this query instead of all records; the options beside it are those of its search. */
  readonly query?: Query | undefined;
}

/** Facets, and over what they were counted. */
export interface IndexFacets {
  readonly facets: Facets;
  /** `all`: over every record that the filter takes. `best`: over the hits of the query. */
  readonly over: 'all' | 'best';
  /** How many hits were counted. */
  readonly n?: number | undefined;
}

const checkRequest = checkNames<IndexFacetRequest>({
  signal: true,
  fields: true,
  filter: true,
  query: true,
  depth: true,
  exact: true,
  fusion: true,
  minScore: true,
  over: true,
  weights: true,
  words: true,
});

const usualDepth = 100;

/** Counts over the filter by the database, or over the hits of a query. */
export async function facetIndex(
  index: Pick<VectorIndex, 'search' | 'store' | 'spec'>,
  request: IndexFacetRequest,
  exists: () => Promise<boolean>,
): Promise<IndexFacets> {
  checkRequest(request, 'request');
  const { store, spec } = index;
  const { fields, filter, query, signal, ...ofSearch } = request;
  const counter = countFacets(resolveFacets({ fields, filter }, spec).facets);
  if (query === undefined) {
    for (const [name, value] of Object.entries(ofSearch))
      if (value !== undefined)
        throw invalid(`request.${name}`, 'is for the facets of a query; give one, or leave it out');
    const there = await exists();
    const facets = there ? await store.facets({ fields, filter }, { signal }) : counter.facets();
    return { facets, over: 'all' };
  }
  const depth = ofSearch.depth ?? Math.min(usualDepth, store.limits.candidates);
  const include = { metadata: true, text: false, vectors: [] };
  const { hits } = await index.search(query, {
    ...ofSearch,
    filter,
    depth,
    limit: depth,
    include,
    signal,
  });
  for (const { metadata } of hits) counter.add(metadata);
  return { facets: counter.facets(), over: 'best', n: hits.length };
}
