import type { FacetRequest, Facets } from '../facets/facets.ts';
import type { Filter } from '../filter/types.ts';
import type { Applied, ApplyOptions, Observed, Plan } from '../plan/types.ts';
import type { RecordUpdate, VectorRecord } from '../record/record.ts';
import type { Include, Origin, SearchRequest, SearchResult } from '../search/search.ts';
import type { ListPage, ListRequest } from '../sort/list.ts';
import type { CallOptions } from '../async/signal.ts';
import type { CollectionSpec, Quantization, ResolvedSpec } from '../spec/spec.ts';
import type { StoreAliases } from './alias/aliases.ts';

/**
 * One collection in one database. Nothing is asked of the database before the first call.
 * A collection that does not exist rejects every call but `plan`, `apply`, `describe` and `drop` with `not-found`.
 *
 * The name may be an alias. Each call is then wholly of the collection that it leads to when the call begins: writes, scans, plans and
 * `describe` ask each time, other reads believe for 1.5 s where it led; where asking costs next to nothing they ask too.
 */
export interface Store {
  /** Name of the database, as in messages: `lancedb`. */
  readonly database: string;
  readonly collection: string;
  /** The tenant that it is scoped to; `undefined` where it is of the collection as a whole. */
  readonly tenantName: string | undefined;
  readonly capabilities: StoreCapabilities;
  readonly limits: StoreLimits;
  /** Other names of collections in the same database. */
  readonly aliases: StoreAliases;

  /** What differs between `spec`, whose name must be the store's collection, and the database. Changes nothing. */
  plan(spec: CollectionSpec, options?: CallOptions): Promise<Plan>;
  /**
   * Looks at the database again, and if it is as the plan saw it, executes exactly the plan's steps. Rejects with `plan`
   * where the database has changed since, a step is `refuse`, or a `rebuild` has no consent.
   */
  apply(plan: Plan, options?: ApplyOptions): Promise<Applied>;
  /**
   * Writes records, replacing those of the same id; the last of a repeated id wins. Resolves when every record is durable
   * and found by searches, else rejects with one error whose `unconfirmedIds` are exactly those not confirmed.
   */
  upsert(records: readonly VectorRecord[], options?: UpsertOptions): Promise<void>;
  /**
   * Changes parts of stored records, an id that is named twice in the order given. Ids that are not stored are unconfirmed in
   * the error; the others are changed.
   */
  update(changes: readonly RecordUpdate[], options?: CallOptions): Promise<void>;
  /** One ordered list, by a vector or by words, cut to a page. It never joins several; `VectorIndex.search` does. */
  search(request: SearchRequest, options?: CallOptions): Promise<SearchResult>;
  /**
   * Several lists at once, each as `search` gives it, in as few requests as the database allows; and a way to read more of the few
   * records among them that are shown in the end.
   */
  searchMany(requests: readonly SearchRequest[], options?: CallOptions): Promise<FoundLists>;
  /**
   * Records in the order of a field, in pages: equal values by id, records without a value last, by id, in either direction. For
   * records as they lie, `scan` is cheaper.
   */
  list(request: ListRequest, options?: CallOptions): Promise<ListPage>;
  /** All records in pages, ordered by the database's key; a cursor of one page resumes after it, also in another process. */
  scan(options?: ScanOptions): AsyncIterable<ScanPage>;
  /** Records in the order of `ids`; `undefined` for one that is not stored. */
  get(ids: readonly string[], options?: GetOptions): Promise<readonly (VectorRecord | undefined)[]>;
  /** Removes by ids, or by a filter; an empty filter is refused unless `all` is given instead. */
  remove(target: RemoveTarget, options?: CallOptions): Promise<void>;
  count(options?: CountOptions): Promise<number>;
  /** How many records have which values of declared fields, over all that the filter takes. */
  facets(request: FacetRequest, options?: CallOptions): Promise<Facets>;
  /** What is there; `undefined` where the collection does not exist, and `not-found` where it was to be attached. */
  describe(options?: DescribeOptions): Promise<CollectionDescription | undefined>;
  /**
   * Makes searches fast again after many writes, where the database does not do so by itself: LanceDB merges its files and builds
   * its indexes. Changes nothing that is stored; does nothing elsewhere, for a collection that someone else made, or without one.
   */
  optimize(options?: OptimizeOptions): Promise<void>;
  /**
   * Removes the collection with all records; of a tenant's store only that tenant. Resolves to whether there was one. Rejects with
   * `invalid-input` where an alias leads to it, and where this store's name is an alias.
   */
  drop(options?: CallOptions): Promise<boolean>;
  /**
   * The same collection, over the same connection, seen by one tenant. Its calls reject with `invalid-input` where the
   * collection has no tenants; where it has them, calls on records without a tenant do.
   */
  tenant(name: string): Store;
  /** Names of the tenants that the database knows, inactive ones included, in order; of a tenant's store too, those of the collection. */
  tenants(options?: CallOptions): Promise<readonly string[]>;
  /** Removes a tenant with all its records and nothing else. Resolves to whether there was one. */
  removeTenant(name: string, options?: CallOptions): Promise<boolean>;
  /**
   * A store of the collection that the name leads to now, and of no other one later: this one where the name is not an alias. For work of
   * many calls that must all be on one collection, such as a copy. It is closed with this one.
   */
  resolve(options?: CallOptions): Promise<Store>;
  /** Ends this store's use; of a tenant's store nothing but its own. */
  close(): Promise<void>;
}

/** What a database can do; what it can't throws `unsupported`. */
export interface StoreCapabilities {
  readonly namedVectors: 'native' | 'emulated';
  /** Whether a named vector can be added to a filled collection. */
  readonly addVector: boolean;
  readonly coarseToFull: 'native' | 'emulated';
  /** Whether `search` takes `words`, and what orders them: BM25 (k1 1.2, b 0.75), or something else of the database's own. */
  readonly words: 'bm25' | 'other' | false;
  readonly quantization: readonly Quantization[];
  /** Whether the database counts facets itself, or the store reads the records that the filter takes. */
  readonly facets: 'native' | 'emulated';
  /** Whether the database sorts by a field itself, or `list` reads the values of all records that the filter takes. */
  readonly sort: 'native' | 'emulated' | false;
  /** Whether filters take `$text`, in a collection with `keyword`. */
  readonly textFilter: boolean;
  /** Whether filters take `$startsWith`; `single`: not of an array field. */
  readonly startsWith: boolean | 'single';
  readonly exact: boolean;
  readonly tenants: 'native' | 'field';
  /** Whether collections can have other names: the database's own, or a record of ours beside the collections. */
  readonly aliases: 'native' | 'record' | false;
  /** `immediate`: a resolved write is seen by the next search. */
  readonly readAfterWrite: 'immediate' | 'eventual';
  /** Whether processes on several machines may write to it: `one` for what lies in a folder or in the memory of one. */
  readonly machines: 'one' | 'many';
}

/** Sizes that a database sets. `Infinity` where it sets none. */
export interface StoreLimits {
  readonly recordsPerUpsert: number;
  readonly bytesPerUpsert: number;
  readonly metadataBytes: number;
  /** Candidates that one search can give. */
  readonly candidates: number;
  /** Upserts that are worth having in flight at once. */
  readonly concurrency: number;
}

/** Options of `Store.upsert`. */
export interface UpsertOptions extends CallOptions {
  /** What the vectors were made by; rejects with `identity` where another embedder filled the collection. */
  readonly madeBy?: Origin | undefined;
  /** Takes records without any vector, which only filters and words find. Default false: one is refused, since it is mostly a mistake. */
  readonly withoutVectors?: boolean | undefined;
}

/** Options of `Store.optimize`. */
export interface OptimizeOptions extends CallOptions {
  /** Whether to do so only where enough has changed since the last time, by the rule of the database's package. Default false. */
  readonly ifNeeded?: boolean | undefined;
  /**
   * Versions younger than this, in milliseconds, are kept where the database keeps versions (LanceDB), because another process
   * may still read them. Default: ten minutes.
   */
  readonly keepMs?: number | undefined;
}

/** What `Store.searchMany` found. */
export interface FoundLists {
  /** One for each request, in their order. */
  readonly results: readonly SearchResult[];
  /**
   * As `Store.get`, for ids that the lists hold: cheaper where the store remembers where it found them. Takes the signal of the
   * search.
   */
  readonly read: (
    ids: readonly string[],
    include?: Include,
  ) => Promise<readonly (VectorRecord | undefined)[]>;
}

/** Options of `Store.scan`. */
export interface ScanOptions extends CallOptions {
  readonly filter?: Filter | undefined;
  readonly include?: Include | undefined;
  /** Default 256. */
  readonly pageSize?: number | undefined;
  /** Cursor of the page to go on after. */
  readonly after?: string | undefined;
}

/** One page of a scan. */
export interface ScanPage {
  readonly records: readonly VectorRecord[];
  readonly cursor: string;
}

/** Options of `Store.get`. */
export interface GetOptions extends CallOptions {
  /** Default: everything, all vectors included. */
  readonly include?: Include | undefined;
}

/** Options of `Store.describe`. */
export interface DescribeOptions extends CallOptions {
  /** Whether the records are counted too, which takes as long as `count` does. Default true. */
  readonly count?: boolean | undefined;
}

/** Options of `Store.count`. */
export interface CountOptions extends CallOptions {
  readonly filter?: Filter | undefined;
}

/** What `Store.remove` takes away. */
export type RemoveTarget =
  | { readonly ids: readonly string[] }
  | { readonly filter: Filter }
  | { readonly all: true };

/** A collection as it is. */
export interface CollectionDescription {
  /** The spec that it remembers; `undefined` for a collection that was not made by nestvec. */
  readonly spec: ResolvedSpec | undefined;
  readonly observed: Observed;
  /** How many records there are; absent where `describe` was asked not to count them. */
  readonly count?: number | undefined;
}
