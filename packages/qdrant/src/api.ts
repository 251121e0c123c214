import type { Condition, QdrantFilter } from './filter.ts';
import type { SparseVector } from './sparse.ts';

/**
 * What is used of Qdrant's REST interface, in the shape of its official client, so that a `QdrantClient` is one. Answers are
 * checked where they are read.
 */
export interface QdrantApi {
  versionInfo(): Promise<unknown>;
  getCollections(): Promise<unknown>;
  getCollection(collection: string): Promise<unknown>;
  createCollection(collection: string, config: Settings): Promise<unknown>;
  updateCollection(collection: string, changes: Settings): Promise<unknown>;
  deleteCollection(collection: string): Promise<unknown>;
  getAliases(): Promise<unknown>;
  /** Actions are done one after the other, and those before one that fails are not undone. */
  updateCollectionAliases(request: { readonly actions: readonly Settings[] }): Promise<unknown>;
  createPayloadIndex(
    collection: string,
    index: { readonly field_name: string; readonly field_schema: Settings } & Waiting,
  ): Promise<unknown>;
  createVectorName(
    collection: string,
    name: string,
    config: { readonly dense: Settings } | { readonly sparse: Settings },
    options: Waiting,
  ): Promise<unknown>;
  deleteVectorName(collection: string, name: string, options: Waiting): Promise<unknown>;
  upsert(
    collection: string,
    request: { readonly points: readonly Point[] } & Waiting,
  ): Promise<unknown>;
  updateVectors(
    collection: string,
    request: {
      readonly points: readonly Pick<Point, 'id' | 'vector'>[];
      readonly update_filter?: QdrantFilter;
    } & Waiting,
  ): Promise<unknown>;
  batchUpdate(
    collection: string,
    request: { readonly operations: readonly Settings[] } & Waiting,
  ): Promise<unknown>;
  /** Never with both: the server would ignore the filter. */
  delete(
    collection: string,
    request: ({ readonly points: readonly PointId[] } | { readonly filter: QdrantFilter }) &
      Waiting,
  ): Promise<unknown>;
  retrieve(
    collection: string,
    request: { readonly ids: readonly PointId[] } & Parts,
  ): Promise<unknown>;
  scroll(
    collection: string,
    request: {
      readonly limit: number;
      readonly filter?: QdrantFilter | undefined;
      readonly offset?: PointId | undefined;
      /** By a payload index of numbers; then there is no offset, and points without a number are left out. */
      readonly order_by?: { readonly key: string; readonly direction: 'asc' | 'desc' } | undefined;
    } & Parts,
  ): Promise<unknown>;
  count(
    collection: string,
    request: { readonly exact: true; readonly filter?: QdrantFilter | undefined },
  ): Promise<unknown>;
  facet(
    collection: string,
    request: {
      readonly key: string;
      readonly limit: number;
      readonly exact: true;
      readonly filter?: QdrantFilter | undefined;
    },
  ): Promise<unknown>;
  query(collection: string, request: Query): Promise<unknown>;
  queryBatch(
    collection: string,
    request: { readonly searches: readonly Query[] },
  ): Promise<unknown>;
}

/** Settings as the server's interface names them. */
export type Settings = Readonly<Record<string, unknown>>;

/** Every write is waited for: without, a wrong name or length is lost with an answer of success. */
interface Waiting {
  readonly wait: true;
}

/** Which parts of points come back. Always given, because the defaults differ from call to call. */
export interface Parts {
  readonly with_payload: boolean | readonly string[];
  readonly with_vector: boolean | readonly string[];
}

/** How a search is carried out. */
export interface SearchParams {
  readonly exact?: true;
  readonly quantization?: {
    readonly ignore?: true;
    readonly rescore?: true;
    readonly oversampling?: number;
  };
}

/** A sum of what each condition counts where it holds. */
interface Formula {
  readonly formula: {
    readonly sum: readonly { readonly mult: readonly [weight: number, holds: Condition] }[];
  };
}

/** A search; the vector becomes numbers on the wire. */
export interface Query extends Parts {
  readonly query: Float32Array | SparseVector | Formula;
  /** Absent for a formula, which looks at no vector. */
  readonly using?: string | undefined;
  readonly limit: number;
  readonly offset?: number | undefined;
  readonly filter?: QdrantFilter | undefined;
  readonly params?: SearchParams | undefined;
  /** Without a query, those of the smallest ids. */
  readonly prefetch?:
    | (Pick<Query, 'using' | 'limit' | 'filter' | 'params'> & Partial<Pick<Query, 'query'>>)
    | undefined;
}

/** An unsigned integer of 64 bits or a UUID. */
export type PointId = string | number | bigint;

/** What lies beside a point's vectors: JSON. */
export type Payload = Readonly<Record<string, unknown>>;

/** A point as it is written; the vectors become numbers on the wire. */
export interface Point {
  readonly id: PointId;
  readonly vector: Readonly<Record<string, Float32Array>>;
  readonly payload: Payload;
  /** The sparse vector of the words. */
  readonly words?: SparseVector | undefined;
}

/** A point as it is read: the parts that were asked for. */
export interface StoredPoint {
  readonly id: PointId;
  readonly payload: Payload;
  readonly vectors: Readonly<Record<string, Float32Array>>;
  /** Of a search. */
  readonly score?: number | undefined;
}
