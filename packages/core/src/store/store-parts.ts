import type { CallOptions } from '../async/signal.ts';
import type { Facets } from '../facets/facets.ts';
import type { ResolvedFacets } from '../facets/resolve-facets.ts';
import type { FilterNode } from '../filter/node.ts';
import type { Alterations } from '../plan/diff.ts';
import type { ApplyOptions, Observed, Plan } from '../plan/types.ts';
import type { VectorRecord } from '../record/record.ts';
import type { ResolvedSort } from '../sort/resolve-sort.ts';
import type { Ordered } from '../sort/sort-by-value.ts';
import type { Include, SearchRequest, SearchResult } from '../search/search.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { RecordRemoval } from './remove-records.ts';
import type { ScanWalk } from './scan-records.ts';
import type { AliasParts } from './alias/alias-parts.ts';
import type { OptimizeOptions, ScanPage, StoreCapabilities, StoreLimits } from './store.ts';
import type { StoreErrors } from './store-errors.ts';
import type { FoundCollection, OpenCollection, StoreSession } from './store-session.ts';
import type { RecordWriter } from './update-records.ts';

/** A collection as one call of one tenant sees it. */
export interface ScopeStart {
  readonly collection: string;
  readonly spec: ResolvedSpec;
  /** What is not complete of it, as it remembers. */
  readonly incomplete: readonly string[];
  readonly tenant: string | undefined;
  readonly operation: string;
  /**
   * Aborts the request in flight; of writes only where `cancelsWrites`. Anywhere else a write that has been sent is waited for, since
   * it may be done.
   */
  readonly signal: AbortSignal | undefined;
  /** Throws `closed` or `aborted`; called before each request. */
  readonly begin: () => void;
}

/** What differs between the stores of two databases. */
export interface StoreParts<Found extends FoundCollection, Scope extends ScopeStart> {
  readonly database: string;
  readonly collection: string;
  readonly capabilities: StoreCapabilities;
  readonly limits: StoreLimits;
  readonly session: StoreSession<Found>;
  readonly errors: StoreErrors;
  /**
   * Whether a write that is cancelled is undone when its call rejects, as a transaction is: then its scope has the signal. Default
   * false: what was sent is waited for, and only the next request is not made.
   */
  readonly cancelsWrites?: boolean | undefined;
  /** Whether someone else made the collection; it is then never created. */
  readonly isAttached: boolean;
  /** Whether a collection has tenants, also one that someone else made. */
  readonly hasTenants: (found: Found) => boolean;
  /** Throws where an attached collection may only be read. */
  readonly checkWritable: () => void;
  readonly scope: (open: OpenCollection<Found>, start: ScopeStart) => Scope;
  /** Throws for a spec that the database can't have. */
  readonly checkSpec: (spec: ResolvedSpec) => void;
  /** What can be changed in place. */
  readonly alterations: (
    spec: ResolvedSpec,
    observed: Observed | undefined,
  ) => Alterations | Promise<Alterations>;
  /** The collection in the words of a plan. */
  readonly observe: (open: OpenCollection<Found>) => Observed;
  /** Executes a plan that was checked and has steps. */
  readonly execute: (
    plan: Plan,
    found: Found | undefined,
    options: ApplyOptions | undefined,
  ) => Promise<void>;
  readonly writer: (scope: Scope) => Promise<RecordWriter>;
  /**
   * Runs an update of these ids: what the task reads by the scope that it gets, no other process changes before the task has ended,
   * and all that it writes is kept, or nothing. The task may be run again. Absent where the database has no transactions.
   */
  readonly updating?:
    | (<Result>(
        scope: Scope,
        ids: readonly string[],
        task: (held: Scope) => Promise<Result>,
      ) => Promise<Result>)
    | undefined;
  /**
   * Whether an id has the shape of ids there; `get` finds nothing under any other, and `read` is not asked for it. Absent where
   * every id has.
   */
  readonly isId?: ((scope: Scope, id: string) => boolean) | undefined;
  /** Records by id; ids that are not stored are absent. */
  readonly read: (
    scope: Scope,
    ids: readonly string[],
    include: Include | undefined,
  ) => Promise<Map<string, VectorRecord>>;
  readonly search: (scope: Scope, request: SearchRequest) => Promise<SearchResult>;
  /** Several of them at once, where that is cheaper than one by one; `read` reads records that they found. */
  readonly searchMany?:
    | ((
        scope: Scope,
        requests: readonly SearchRequest[],
      ) => Promise<{
        readonly results: readonly SearchResult[];
        readonly read: StoreParts<Found, Scope>['read'];
      }>)
    | undefined;
  /**
   * Absent where the database has no such counts, or no exact ones, and `undefined` where a collection is set to give none: then all
   * records that the filter takes are read.
   */
  readonly facets?:
    | ((scope: Scope, facets: ResolvedFacets) => Promise<Facets> | undefined)
    | undefined;
  /**
   * Lists in the order of a field. Absent where the database has no such order, and `undefined` where a collection can't be asked for it:
   * then all records that the filter takes are read.
   */
  readonly ordered?: ((scope: Scope, sort: ResolvedSort) => Ordered | undefined) | undefined;
  readonly scan: (scope: Scope, walk: ScanWalk) => AsyncIterable<ScanPage>;
  readonly removal: (scope: Scope) => RecordRemoval;
  readonly count: (scope: Scope, filter: FilterNode) => Promise<number>;
  /** All records, or those of one tenant; also of a collection that someone else made. */
  readonly countAll: (
    found: Found,
    tenant: string | undefined,
    operation: string,
    call: CallOptions | undefined,
  ) => Promise<number>;
  /** Names of the tenants of a collection that has them, in any order, inactive ones included. */
  readonly tenants: (
    open: OpenCollection<Found>,
    call: CallOptions | undefined,
  ) => Promise<readonly string[]>;
  /** Whether the scope's tenant is there, where that can be asked for. Default: whether `tenants` names it. */
  readonly hasTenant?: ((scope: Scope) => Promise<boolean>) | undefined;
  /** Removes the scope's tenant with all its records. */
  readonly removeTenant: (scope: Scope) => Promise<void>;
  /** Says whether there was a collection. */
  readonly drop: (call: CallOptions | undefined) => Promise<boolean>;
  /** Absent where the database does it by itself. The caller holds the lock. */
  readonly optimize?:
    | ((open: OpenCollection<Found>, options: OptimizeOptions | undefined) => Promise<void>)
    | undefined;
  /** Other names of collections; absent where the database has none. */
  readonly aliases?: AliasParts | undefined;
  /** Whether `collection` is known to be a collection's own name, so that it is not looked for among aliases. Default false. */
  readonly isResolved?: boolean | undefined;
  /** Called when a write has ended with what was opened for it. */
  readonly release?: ((open: OpenCollection<Found>) => void) | undefined;
}
