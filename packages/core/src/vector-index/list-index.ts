import type { CallOptions } from '../async/signal.ts';
import type { JsonObject } from '../json.ts';
import { checkNames } from '../options/check-names.ts';
import type { VectorRecord } from '../record/record.ts';
import type { Include } from '../search/search.ts';
import type { ListRequest, SortBy } from '../sort/list.ts';
import { resolveList } from '../sort/resolve-list.ts';
import type { DeclaredFields, DeclaredVectors } from '../spec/declared.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';
import type { KnownNames, KnownOf } from './search-options.ts';

/** What `VectorIndex.list` takes. */
export type IndexListRequest<
  Fields extends DeclaredFields = DeclaredFields,
  Vectors extends DeclaredVectors = DeclaredVectors,
> = ListRequestOf<KnownOf<Fields, Vectors>>;

/** The request of an index of which so much is known. */
export interface ListRequestOf<Known extends KnownNames>
  extends CallOptions, Pick<ListRequest, 'limit' | 'after'> {
  readonly sort: SortBy<Known['boost']>;
  readonly filter?: Known['filter'] | undefined;
  /** Default: all but vectors. */
  readonly include?: Include<Known['vector'], Known['field']> | undefined;
}

/** A record of a list. */
interface ListedRecord<Metadata = JsonObject> extends Omit<VectorRecord, 'metadata'> {
  /** As it was written; declared fields have their types. */
  readonly metadata: Metadata;
}

/** A page of a sorted list of an index. */
export interface IndexListPage<Metadata = JsonObject> {
  readonly records: readonly ListedRecord<Metadata>[];
  /** To go on after this page; absent at the end. */
  readonly cursor?: string | undefined;
}

const checkRequest = checkNames<IndexListRequest>({
  signal: true,
  sort: true,
  filter: true,
  limit: true,
  after: true,
  include: true,
});

/** A page by the store; none where the collection does not exist, though a bad request is refused as ever. */
export async function listIndex(
  { store, spec }: { readonly store: Store; readonly spec: ResolvedSpec },
  given: IndexListRequest,
  exists: () => Promise<boolean>,
): Promise<IndexListPage> {
  checkRequest(given, 'request');
  const { signal, ...rest } = given;
  const request = rest as ListRequest; // the same names, and `Filter` where fields are not known
  resolveList(request, { spec, incomplete: [] }, store.limits.candidates);
  return (await exists()) ? await store.list(request, { signal }) : { records: [] };
}
