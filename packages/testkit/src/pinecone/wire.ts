/** Metadata of a record: no null, nothing nested, lists of strings only. */
export type FakeMetadata = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A record as it travels. */
export interface WireVector {
  readonly id: string;
  readonly values?: readonly number[] | undefined;
  readonly sparseValues?: unknown;
  readonly metadata?: FakeMetadata | undefined;
}

/** A metadata filter that has not been read yet. */
type WireFilter = Readonly<Record<string, unknown>>;

export interface UpsertRequest {
  readonly vectors: readonly WireVector[];
  readonly namespace?: string | undefined;
}

export interface QueryRequest {
  readonly namespace?: string | undefined;
  readonly topK: number;
  readonly filter?: WireFilter | undefined;
  readonly includeValues?: boolean | undefined;
  readonly includeMetadata?: boolean | undefined;
  readonly vector?: readonly number[] | undefined;
  readonly id?: string | undefined;
}

export interface DeleteRequest {
  readonly ids?: readonly string[] | undefined;
  readonly deleteAll?: boolean | undefined;
  readonly namespace?: string | undefined;
  readonly filter?: WireFilter | undefined;
}

interface Paged {
  readonly limit?: number | undefined;
  readonly paginationToken?: string | undefined;
}

export interface FetchByMetadataRequest extends Paged {
  readonly namespace?: string | undefined;
  readonly filter: WireFilter;
}

export interface ListQuery extends Paged {
  readonly prefix?: string | undefined;
  readonly namespace?: string | undefined;
}

export interface FetchQuery {
  readonly ids: readonly string[];
  readonly namespace?: string | undefined;
}

export interface NamespacesQuery extends Paged {
  readonly prefix?: string | undefined;
}

export type Metric = 'cosine' | 'dotproduct' | 'euclidean';

interface DenseVectorField {
  readonly type: 'dense_vector';
  readonly dimension: number;
  readonly metric: Metric;
}

export type Deployment =
  | {
      readonly deployment_type: 'managed';
      readonly cloud: 'gcp' | 'aws' | 'azure';
      readonly region: string;
    }
  | {
      readonly deployment_type: 'pod';
      readonly environment: string;
      readonly pod_type: string;
    };

export type Tags = Readonly<Record<string, string>>;

export interface CreateIndexRequest {
  readonly name: string;
  readonly schema: { readonly fields: { readonly _values: DenseVectorField } };
  readonly deployment?: Deployment | undefined;
  readonly tags?: Tags | null | undefined;
  readonly deletion_protection?: 'enabled' | 'disabled' | undefined;
}

export interface ConfigureIndexRequest {
  readonly tags?: Tags | null | undefined;
  readonly deletion_protection?: 'enabled' | 'disabled' | undefined;
}
