import type { CallOptions } from '../async/signal.ts';
import type { Embedder } from '../embedder/embedder.ts';
import type { IngestOptions, IngestReport, ItemSource } from '../ingest/types.ts';
import type { DeclaredFields, DeclaredVectors, MetadataOf } from '../spec/declared.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';
import type { JsonObject } from '../json.ts';
import type { Query } from '../query/query.ts';
import type { IndexFacetRequest, IndexFacets } from './facet-index.ts';
import type { IndexListPage, ListRequestOf } from './list-index.ts';
import type { IndexView, ViewOptions } from './index-view.ts';
import type { IndexSearchResult } from './search-index.ts';
import type { KnownOf, OptionsOf } from './search-options.ts';

/**
 * An embedder and a collection, joined. Searches are typed by the fields and vectors that it was made with; an index of known ones
 * is an index of any.
 */
export type VectorIndex<
  Fields extends DeclaredFields = DeclaredFields,
  Vectors extends DeclaredVectors = DeclaredVectors,
> = string extends keyof Fields
  ? IndexOf<
      OptionsOf<KnownOf<DeclaredFields, Vectors>>,
      JsonObject,
      IndexFacetRequest,
      ListRequestOf<KnownOf<DeclaredFields, Vectors>>
    >
  : IndexOf<
      OptionsOf<KnownOf<Fields, Vectors>>,
      MetadataOf<Fields>,
      IndexFacetRequest<Fields>,
      ListRequestOf<KnownOf<Fields, Vectors>>
    >;

/** What an index does, by what its searches take and give. */
interface IndexOf<Options, Metadata, FacetRequest, List> {
  /** The collection's spec: remembered where it exists, declared where it does not yet. */
  readonly spec: ResolvedSpec;
  readonly store: Store;
  /** The one that is in use; of several, the one that the collection named last. */
  readonly embedder: Embedder;
  /** Creates the collection where it does not exist yet; the first record that is ready does so as well. */
  create(options?: CallOptions): Promise<void>;
  /** Embeds items and writes them; the collection is created by the first record that is ready. */
  ingest(items: ItemSource, options?: IngestOptions): Promise<IngestReport>;
  /**
   * Finds records by a text or an image, coarse-to-full, over both modalities where the collection has both. A collection that does
   * not exist yet gives no hits.
   */
  search(query: Query, options?: Options): Promise<IndexSearchResult<Metadata>>;
  /** Records in the order of a field, without a query. A collection that does not exist yet gives none. */
  list(request: List): Promise<IndexListPage<Metadata>>;
  /** How many records have which values of declared fields: over all that the filter takes, or over the best hits of a query. */
  facets(request: FacetRequest): Promise<IndexFacets>;
  /**
   * The same index for others: it only reads, has the records for which `filter` holds, also by their ids and for `like`, and knows no
   * declared fields but `fields`. A tenant's index gives views of that tenant.
   */
  view(options?: ViewOptions): IndexView;
  /** The same index, seen by one tenant; its `close` does nothing to others. Throws where the collection has no tenants. */
  tenant(name: string): IndexOf<Options, Metadata, FacetRequest, List>;
  /** Names of the tenants that there are, inactive ones included, in order. */
  tenants(options?: CallOptions): Promise<readonly string[]>;
  /** Removes a tenant with all its records; says whether there was one. */
  removeTenant(name: string, options?: CallOptions): Promise<boolean>;
  /** Closes the embedders and the store; all are closed even where one of them fails, whose error this rejects with. */
  close(): Promise<void>;
}
