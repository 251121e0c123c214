import type { z } from 'zod';
import { dataAnswers, dataQueries, dataRequests } from './data-schemas.ts';
import { defaultNamespace, type FakeIndex } from './fake-index.ts';
import type { Change, StoredVector } from './fake-namespace.ts';
import type { FakeState } from './fake-state.ts';
import { readFilter } from './filter.ts';
import { pineconeLimits as limits } from './limits.ts';
import { pageOf } from './page-token.ts';
import { nearest, toWire } from './query.ts';
import { badRequest, Refusal } from './refusal.ts';
import { check, parse } from './parse.ts';
import type { WireVector } from './wire.ts';

/** An answer of the data plane. */
export interface DataAnswer {
  readonly schema: z.ZodType;
  readonly body: unknown;
  /** Number of the write that was made, and of the last one that a query saw. */
  readonly requestLsn?: number;
  readonly maxIndexedLsn?: number;
}

/** Carries out one request of the data plane. `input` is the body, or the query of a GET. */
export function dataPlane(
  state: FakeState,
  index: FakeIndex,
  route: string,
  input: unknown,
): DataAnswer {
  switch (route) {
    case 'POST /vectors/upsert':
      return upsert(state, index, input);
    case 'POST /vectors/delete':
      return remove(state, index, input);
    case 'POST /vectors/update':
      throw new Refusal(501, 'UNIMPLEMENTED', 'this fake does not update parts of records');
    case 'POST /query':
      return query(state, index, input);
    case 'GET /vectors/fetch':
      return fetchByIds(index, input);
    case 'POST /vectors/fetch_by_metadata':
      return fetchByMetadata(state, index, input);
    case 'GET /vectors/list':
      return list(index, input);
    case 'POST /describe_index_stats':
      return stats(index, input);
    case 'GET /namespaces':
      return listNamespaces(index, input);
    default:
      throw new Refusal(404, 'NOT_FOUND', `no such operation: ${route}`);
  }
}

const usage = { readUnits: 1 };

function upsert(state: FakeState, index: FakeIndex, input: unknown): DataAnswer {
  const { vectors, namespace } = check(dataRequests.UpsertRequest, input);
  const stored = vectors.map((vector) => readVector(vector, index));
  return {
    schema: dataAnswers.UpsertResponse,
    body: { upsertedCount: stored.length },
    requestLsn: write(state, index, namespace, true, (records) => {
      for (const vector of stored) records.set(vector.id, vector);
    }),
  };
}

function remove(state: FakeState, index: FakeIndex, input: unknown): DataAnswer {
  const { ids, filter, namespace } = parse(dataRequests.DeleteRequest, input);
  const test = filter === undefined ? undefined : readFilter(filter, state.behaviour);
  if (
    index.deployment.deployment_type === 'managed' &&
    index.namespace(namespace, false) === undefined
  )
    throw new Refusal(404, 'NOT_FOUND', 'Namespace not found');
  return {
    schema: dataAnswers.DeleteResponse,
    body: {},
    requestLsn: write(state, index, namespace, true, (records) => {
      if (ids !== undefined) for (const id of ids) records.delete(id);
      else if (test === undefined) records.clear();
      else for (const { id, metadata } of records.values()) if (test(metadata)) records.delete(id);
    }),
  };
}

function write(
  { behaviour }: FakeState,
  index: FakeIndex,
  namespace: string | undefined,
  make: boolean,
  change: Change,
): number {
  return index.namespace(namespace, make)?.write(change, behaviour.lagMs()) ?? 0;
}

function query(state: FakeState, index: FakeIndex, input: unknown): DataAnswer {
  const request = parse(dataRequests.QueryRequest, input);
  const test =
    request.filter === undefined ? undefined : readFilter(request.filter, state.behaviour);
  const { records, lsn } = seenOf(index, request.namespace);
  return {
    schema: dataAnswers.QueryResponse,
    body: {
      results: [],
      matches: nearest(index, records, request, test),
      namespace: nameOf(request.namespace),
      usage,
    },
    maxIndexedLsn: lsn,
  };
}

function fetchByIds(index: FakeIndex, input: unknown): DataAnswer {
  const { ids, namespace } = parse(dataQueries.fetch, input);
  const { records } = seenOf(index, namespace);
  const found = ids.flatMap((id) => records.get(id) ?? []);
  return {
    schema: dataAnswers.FetchResponse,
    body: { vectors: byId(found), namespace: nameOf(namespace), usage },
  };
}

function fetchByMetadata(state: FakeState, index: FakeIndex, input: unknown): DataAnswer {
  const {
    filter,
    limit = 100,
    paginationToken,
    namespace,
  } = parse(dataRequests.FetchByMetadataRequest, input);
  const test = readFilter(filter, state.behaviour);
  const sorted = sortedRecords(index, namespace).filter(({ metadata }) => test(metadata));
  const { page, next } = pageOf(sorted, ({ id }) => id, limit, paginationToken);
  return {
    schema: dataAnswers.FetchByMetadataResponse,
    body: { vectors: byId(page), namespace: nameOf(namespace), usage, ...pagination(next) },
  };
}

function list(index: FakeIndex, input: unknown): DataAnswer {
  if (index.deployment.deployment_type === 'pod')
    throw badRequest('list is supported only for serverless indexes');
  const { prefix = '', limit = 100, paginationToken, namespace } = parse(dataQueries.list, input);
  const sorted = sortedRecords(index, namespace).filter(({ id }) => id.startsWith(prefix));
  const { page, next } = pageOf(sorted, ({ id }) => id, limit, paginationToken);
  return {
    schema: dataAnswers.ListResponse,
    body: {
      vectors: page.map(({ id }) => ({ id })),
      namespace: nameOf(namespace),
      usage,
      ...pagination(next),
    },
  };
}

function stats(index: FakeIndex, input: unknown): DataAnswer {
  const { filter = {} } = parse(dataRequests.DescribeIndexStatsRequest, input);
  if (Object.keys(filter).length > 0)
    throw badRequest('serverless indexes do not describe their stats by metadata');
  const counts = [...index.namespaces].map(
    ([name, space]) => [name, space.seen().records.size] as const,
  );
  return {
    schema: dataAnswers.IndexDescription,
    body: {
      namespaces: Object.fromEntries(
        counts
          .filter(([, count]) => count > 0)
          .map(([name, vectorCount]) => [name, { vectorCount }]),
      ),
      dimension: index.dimension,
      indexFullness: 0,
      totalVectorCount: counts.reduce((sum, [, count]) => sum + count, 0),
      metric: index.metric,
      vectorType: 'dense',
    },
  };
}

function listNamespaces(index: FakeIndex, input: unknown): DataAnswer {
  const { limit = 100, paginationToken, prefix = '' } = parse(dataQueries.namespaces, input);
  const names = [...index.namespaces.keys()].filter((name) => name.startsWith(prefix)).sort();
  const { page, next } = pageOf(names, (name) => name, limit, paginationToken);
  return {
    schema: dataAnswers.ListNamespacesResponse,
    body: {
      namespaces: page.map((name) => ({
        name,
        record_count: String(seenOf(index, name).records.size),
      })),
      total_count: names.length,
      ...pagination(next),
    },
  };
}

function seenOf(
  index: FakeIndex,
  namespace: string | undefined,
): { readonly records: ReadonlyMap<string, StoredVector>; readonly lsn: number } {
  return index.namespace(namespace, false)?.seen() ?? { records: new Map(), lsn: 0 };
}

/** In the order of their bytes; ids are ASCII, so that of JavaScript is the same. */
function sortedRecords(index: FakeIndex, namespace: string | undefined): StoredVector[] {
  return [...seenOf(index, namespace).records.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function byId(vectors: readonly StoredVector[]): Record<string, WireVector> {
  return Object.fromEntries(
    vectors.map((vector) => [
      vector.id,
      toWire(vector, { includeValues: true, includeMetadata: true }),
    ]),
  );
}

function pagination(next: string | undefined): { pagination?: { next: string } } {
  return next === undefined ? {} : { pagination: { next } };
}

function nameOf(namespace: string | undefined): string {
  return namespace === undefined || namespace === '' ? defaultNamespace : namespace;
}

function readVector(vector: WireVector, { dimension }: FakeIndex): StoredVector {
  const { id, values, sparseValues, metadata = {} } = vector;
  if (sparseValues !== undefined)
    throw new Refusal(501, 'UNIMPLEMENTED', 'this fake keeps no sparse values');
  if (values === undefined) throw badRequest('a record needs values');
  if (values.length !== dimension)
    throw badRequest(
      `Vector dimension ${values.length} does not match the dimension of the index ${dimension}`,
    );
  if (!values.some((value) => Math.abs(value) >= limits.smallestValue))
    throw badRequest('Dense vectors must contain at least one non-zero value');
  const bytes = Buffer.byteLength(JSON.stringify(metadata));
  if (bytes > limits.metadataBytes)
    throw badRequest(
      `Metadata size is ${bytes} bytes, which exceeds the limit of ${limits.metadataBytes} bytes per vector`,
    );
  return { id, values: Float32Array.from(values), metadata };
}
