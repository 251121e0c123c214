import { z } from 'zod';
import { pineconeLimits as limits } from './limits.ts';
import type {
  DeleteRequest,
  FetchByMetadataRequest,
  FetchQuery,
  ListQuery,
  NamespacesQuery,
  QueryRequest,
  UpsertRequest,
} from './wire.ts';

/** ASCII without NUL. */
const ascii = z.string().max(limits.idBytes).refine(isAscii, 'must be ASCII without NUL');
const id = z.string().min(1).max(limits.idBytes).refine(isAscii, 'must be ASCII without NUL');
const namespace = z.string().max(limits.idBytes).optional();
const values = z.array(z.number()).max(limits.dimensions);
const metadataValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const metadata = z.record(
  z.string().refine((key) => !key.startsWith('$'), 'keys may not begin with $'),
  metadataValue,
);
const sparseValues = z.strictObject({
  indices: z.array(z.int().min(0).max(4_294_967_295)).min(1).max(2048),
  values: z.array(z.number()).min(1).max(2048),
});
const vector = z.strictObject({
  id,
  values: values.optional(),
  sparseValues: sparseValues.optional(),
  metadata: metadata.optional(),
});
const filter = z.record(z.string(), z.unknown());
const paging = { paginationToken: z.string().optional() };

/** Bodies of the data plane. */
export const dataRequests: {
  readonly UpsertRequest: z.ZodType<UpsertRequest>;
  readonly QueryRequest: z.ZodType<QueryRequest>;
  readonly DeleteRequest: z.ZodType<DeleteRequest>;
  readonly FetchByMetadataRequest: z.ZodType<FetchByMetadataRequest>;
  readonly DescribeIndexStatsRequest: z.ZodType<{ readonly filter?: object | undefined }>;
} = {
  UpsertRequest: z.strictObject({
    vectors: z.array(vector).min(1).max(limits.recordsPerUpsert),
    namespace,
  }),
  QueryRequest: z
    .strictObject({
      namespace,
      topK: z.int().min(1).max(limits.topK),
      filter: filter.optional(),
      includeValues: z.boolean().optional(),
      includeMetadata: z.boolean().optional(),
      vector: values.min(1).optional(),
      sparseVector: sparseValues.optional(),
      id: id.optional(),
      scanFactor: z.number().min(0.5).max(4).optional(),
      maxCandidates: z.int().min(1).max(100_000).optional(),
    })
    .refine(
      (query) => (query.vector === undefined) !== (query.id === undefined),
      'needs exactly one of vector and id',
    ),
  DeleteRequest: z
    .strictObject({
      ids: z.array(id).min(1).max(limits.idsPerDelete).optional(),
      deleteAll: z.boolean().optional(),
      namespace,
      filter: filter.optional(),
    })
    .refine(
      ({ ids, filter: by, deleteAll }) =>
        Number(ids !== undefined) + Number(by !== undefined) + Number(deleteAll === true) === 1,
      'needs exactly one of ids, filter and deleteAll',
    ),
  FetchByMetadataRequest: z.strictObject({
    namespace,
    filter,
    limit: z.int().min(1).max(limits.recordsPerFetchByMetadata).optional(),
    ...paging,
  }),
  DescribeIndexStatsRequest: z.strictObject({ filter: filter.optional() }),
};

/** Queries of GET requests, whose values are texts. */
export const dataQueries: {
  readonly fetch: z.ZodType<FetchQuery>;
  readonly list: z.ZodType<ListQuery>;
  readonly namespaces: z.ZodType<NamespacesQuery>;
} = {
  fetch: z.strictObject({ ids: z.array(id).min(1).max(limits.idsPerFetch), namespace }),
  list: z.strictObject({
    prefix: ascii.optional(),
    limit: z.coerce.number().int().min(1).max(limits.idsPerList).optional(),
    ...paging,
    namespace,
  }),
  namespaces: z.strictObject({
    limit: z.coerce.number().int().min(1).max(100).optional(),
    ...paging,
    prefix: z.string().optional(),
  }),
};

const usage = z.strictObject({ readUnits: z.int() });
const pagination = z.strictObject({ next: z.string() });

/** Answers of the data plane; the fake checks its own. */
export const dataAnswers: Readonly<Record<DataAnswerName, z.ZodType>> = {
  UpsertResponse: z.strictObject({ upsertedCount: z.int() }),
  QueryResponse: z.strictObject({
    results: z.array(z.never()),
    matches: z.array(vector.extend({ score: z.number() })),
    namespace: z.string(),
    usage,
  }),
  DeleteResponse: z.strictObject({}),
  FetchResponse: z.strictObject({
    vectors: z.record(z.string(), vector),
    namespace: z.string(),
    usage,
  }),
  FetchByMetadataResponse: z.strictObject({
    vectors: z.record(z.string(), vector),
    namespace: z.string(),
    usage,
    pagination: pagination.optional(),
  }),
  ListResponse: z.strictObject({
    vectors: z.array(z.strictObject({ id })),
    pagination: pagination.optional(),
    namespace: z.string(),
    usage,
  }),
  IndexDescription: z.strictObject({
    namespaces: z.record(z.string(), z.strictObject({ vectorCount: z.int() })),
    dimension: z.int(),
    indexFullness: z.number(),
    totalVectorCount: z.int(),
    metric: z.string(),
    vectorType: z.string(),
  }),
  ListNamespacesResponse: z.strictObject({
    namespaces: z.array(z.strictObject({ name: z.string(), record_count: z.string() })),
    pagination: pagination.optional(),
    total_count: z.int(),
  }),
  rpcStatus: z.strictObject({
    code: z.int(),
    message: z.string(),
    details: z.array(z.never()),
  }),
};

function isAscii(text: string): boolean {
  return Array.from(text).every((letter) => letter > '\0' && letter <= '\u007F');
}

type DataAnswerName =
  | 'UpsertResponse'
  | 'QueryResponse'
  | 'DeleteResponse'
  | 'FetchResponse'
  | 'FetchByMetadataResponse'
  | 'ListResponse'
  | 'IndexDescription'
  | 'ListNamespacesResponse'
  | 'rpcStatus';
