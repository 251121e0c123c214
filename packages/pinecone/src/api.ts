/** What is used of Pinecone, in our words. Every call can fail with a `RequestFailure`. */
export interface PineconeApi {
  /** Every index of the project whose description can be read. */
  list(): Promise<readonly IndexInfo[]>;
  /** `undefined` where there is no such index. */
  describe(index: string): Promise<IndexInfo | undefined>;
  /** Asks for an index of one dense vector; it is not ready yet when this resolves. */
  create(request: IndexRequest): Promise<void>;
  /** Adds tags to those that are there; an empty text takes one away. */
  tag(index: string, tags: Tags): Promise<void>;
  /** Asks for an index to be deleted; it is still there for a while. */
  remove(index: string): Promise<void>;
  /** The data plane of the index at a host. */
  data(host: string): DataApi;
}

/** The records of one index. A signal that fires breaks the request of a reading off. */
export interface DataApi {
  /** Resolves to the number of the write, where the service counts them. */
  upsert(namespace: string, records: readonly WireRecord[]): Promise<number | undefined>;
  query(namespace: string, query: WireQuery, signal?: AbortSignal): Promise<QueryAnswer>;
  /** Records by id; those that are not stored are absent. */
  fetch(
    namespace: string,
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, StoredRecord>>;
  /** One page of ids, in the order of their bytes. */
  list(
    namespace: string,
    page: { readonly limit: number; readonly token: string | undefined },
    signal?: AbortSignal,
  ): Promise<ListAnswer>;
  /** A page of whole records that pass a filter. */
  fetchByFilter(
    namespace: string,
    page: { readonly filter: object; readonly limit: number; readonly token: string | undefined },
    signal?: AbortSignal,
  ): Promise<RecordPage>;
  remove(namespace: string, ids: readonly string[]): Promise<number | undefined>;
  removeAll(namespace: string): Promise<number | undefined>;
  /** Names of the namespaces that exist. */
  namespaces(signal?: AbortSignal): Promise<readonly string[]>;
  /** How many records there are by namespace; it may lag behind. */
  counts(signal?: AbortSignal): Promise<ReadonlyMap<string, number>>;
}

export type Tags = Readonly<Record<string, string>>;

/** An index as the control plane describes it. */
export interface IndexInfo {
  readonly name: string;
  readonly host: string;
  readonly ready: boolean;
  readonly state: string;
  readonly tags: Tags;
  /** Of its dense vector; `undefined` where it has none. */
  readonly dimension: number | undefined;
  readonly metric: string | undefined;
  readonly deployment: string;
}

/** An index to make. */
interface IndexRequest {
  readonly name: string;
  readonly dimension: number;
  readonly cloud: string;
  readonly region: string;
  readonly tags: Tags;
  readonly deletionProtection: boolean;
}

/** What a record's metadata may hold. */
export type WireValue = string | number | boolean | string[];
export type WireMetadata = Readonly<Record<string, WireValue>>;

/** A record as it is written. */
export interface WireRecord {
  readonly id: string;
  readonly values: readonly number[];
  readonly metadata: WireMetadata;
}

/** A record as it is read: the parts that were asked for. */
export interface StoredRecord {
  readonly id: string;
  readonly values: Float32Array;
  readonly metadata: WireMetadata;
}

/** A search. */
interface WireQuery {
  readonly vector: readonly number[];
  readonly topK: number;
  readonly filter?: object | undefined;
  readonly includeMetadata: boolean;
  readonly includeValues: boolean;
}

/** The nearest records, and the number of the last write that the search saw. */
export interface QueryAnswer {
  readonly matches: readonly (StoredRecord & { readonly score: number })[];
  readonly seen: number | undefined;
}

/** A page, and where the next one begins; the last has no next. */
interface ListAnswer {
  readonly ids: readonly string[];
  readonly next: string | undefined;
}

/** A page of records by id. */
interface RecordPage {
  readonly records: ReadonlyMap<string, StoredRecord>;
  readonly next: string | undefined;
}
