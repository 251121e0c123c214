import type {
  CreateIndexParams,
  DeleteVectorParams,
  DeleteVectorsParams,
  IndexStats,
  QueryVectorParams,
  UpdateVectorParams,
  UpsertVectorParams,
} from '@mastra/core/vector';
import type { FieldType, Modality, NamedVectorSpec } from '@nestvec/core';
import { checkIsOptions, checkNames, describeValue, invalid } from '@nestvec/core/kit';
import { checkCollectionName } from '@nestvec/core/store';
import type { NestvecFilter } from './filter.ts';

/** What an index declares beyond Mastra’s own. */
export interface Declared {
  /** Metadata keys that filters may name, with their types. Default: those of the vector store. */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** Named vectors, each a modality and the length that is kept. Default: those of the vector store. */
  readonly vectors?: Readonly<Record<string, NamedVectorSpec>> | undefined;
}

/** What `createIndex` takes. */
export interface CreateParams extends CreateIndexParams, Declared {}

/** What `describeIndex` gives. */
export interface DescribedIndex extends IndexStats {
  readonly metric: 'cosine';
  readonly fields: NonNullable<Declared['fields']>;
  readonly vectors: NonNullable<Declared['vectors']>;
}

interface OfModality {
  /** Whether vectors are those of texts or of images. Default: of texts, where the index has vectors of texts. */
  readonly modality?: Modality | undefined;
}

/** What `upsert` takes. */
export interface UpsertParams extends UpsertVectorParams<NestvecFilter>, OfModality {}

/** What `query` takes. */
export interface QueryParams extends QueryVectorParams<NestvecFilter>, OfModality {
  /** Named vector that is searched over. Default: the shortest of the modality. */
  readonly using?: string | undefined;
  /** Longer one of the same modality by which candidates are ordered again. Default: the longest, where `using` is not given. */
  readonly rescore?: string | undefined;
  /** Leaves out what is less alike; a cosine. */
  readonly minScore?: number | undefined;
  /** Compares with every vector instead of asking the approximate index. */
  readonly exact?: boolean | undefined;
}

/** What `updateVector` takes. */
export type UpdateParams = UpdateVectorParams<NestvecFilter> & OfModality;

const indexName = true;

type Check<Params> = (params: Params | undefined, path: string) => void;

interface ParamChecks {
  readonly createIndex: Check<CreateParams>;
  readonly index: Check<{ readonly indexName: string }>;
  readonly upsert: Check<UpsertParams>;
  readonly query: Check<QueryParams>;
  readonly updateVector: Check<UpdateParams>;
  readonly update: Check<UpdateParams['update']>;
  readonly deleteVector: Check<DeleteVectorParams>;
  readonly deleteVectors: Check<DeleteVectorsParams<NestvecFilter>>;
}

/** Checks the names of parameters, one function for each method. */
export const checkParams: ParamChecks = {
  createIndex: checkNames<CreateParams>({
    indexName,
    dimension: true,
    metric: true,
    fields: true,
    vectors: true,
  }),
  index: checkNames<{ readonly indexName: string }>({ indexName }),
  upsert: checkNames<UpsertParams>({
    indexName,
    vectors: true,
    metadata: true,
    ids: true,
    sparseVectors: true,
    deleteFilter: true,
    modality: true,
  }),
  query: checkNames<QueryParams>({
    indexName,
    queryVector: true,
    topK: true,
    filter: true,
    includeVector: true,
    sparseVector: true,
    modality: true,
    using: true,
    rescore: true,
    minScore: true,
    exact: true,
  }),
  updateVector: checkNames<Partial<Record<keyof UpdateParams, unknown>>>({
    indexName,
    id: true,
    filter: true,
    update: true,
    modality: true,
  }),
  update: checkNames<UpdateParams['update']>({ vector: true, metadata: true }),
  deleteVector: checkNames<DeleteVectorParams>({ indexName, id: true }),
  deleteVectors: checkNames<DeleteVectorsParams<NestvecFilter>>({
    indexName,
    ids: true,
    filter: true,
  }),
};

/** Parameters with an index name that a collection can have. Throws `invalid-input`. */
export function checkNamed<Params extends { readonly indexName: string }>(
  params: Params,
  check: Check<Params>,
): void {
  checkIsOptions(params, 'params');
  check(params, 'params');
  checkCollectionName(params.indexName, 'params.indexName');
}

/** Throws `invalid-input` for what is not a modality. */
export function checkModality(modality: unknown): void {
  if (modality !== undefined && modality !== 'text' && modality !== 'image')
    throw invalid('params.modality', `must be text or image, got ${describeValue(modality)}`);
}
