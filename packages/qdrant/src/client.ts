import { reservedNames } from '@nestvec/core/store';
import type { QdrantClient } from '@qdrant/js-client-rest';
import type { Point, QdrantApi, Query } from './api.ts';

/** The methods of the official client that are used here: any client that has them will do. */
export type ClientMethods = Pick<QdrantClient, keyof QdrantApi>;

/** A search with its vectors as arrays. */
function plainQuery<Some extends Partial<Pick<Query, 'query' | 'prefetch'>>>(given: Some): Some {
  const { query, prefetch } = given;
  return {
    ...given,
    ...(query instanceof Float32Array
      ? { query: Array.from(query) as unknown as Some['query'] } // numbers either way; only the client looks at them
      : {}),
    ...(prefetch === undefined ? {} : { prefetch: plainQuery(prefetch) }),
  };
}

/** The user's client. It writes vectors as JSON and can't write a `Float32Array`, so it gets arrays of numbers. */
export function fromClient(given: ClientMethods): QdrantApi {
  const client = given as unknown as QdrantApi; // it sends what it gets; only its types, made from a schema, want more
  const plain = <Some extends Pick<Point, 'id' | 'vector'> & Partial<Point>>(
    points: readonly Some[],
  ): Some[] =>
    points.map(({ words, ...point }) => ({
      ...(point as Some), // the words are one of its vectors
      vector: Object.fromEntries([
        ...Object.entries(point.vector).map(([name, vector]) => [name, Array.from(vector)]),
        ...(words === undefined ? [] : [[reservedNames.words, words]]),
      ]) as unknown as Some['vector'], // numbers either way; only the client looks at them
    }));
  return {
    versionInfo: () => client.versionInfo(),
    getCollections: () => client.getCollections(),
    getCollection: (...given) => client.getCollection(...given),
    createCollection: (...given) => client.createCollection(...given),
    updateCollection: (...given) => client.updateCollection(...given),
    deleteCollection: (...given) => client.deleteCollection(...given),
    getAliases: () => client.getAliases(),
    updateCollectionAliases: (...given) => client.updateCollectionAliases(...given),
    createPayloadIndex: (...given) => client.createPayloadIndex(...given),
    createVectorName: (...given) => client.createVectorName(...given),
    deleteVectorName: (...given) => client.deleteVectorName(...given),
    upsert: (collection, request) =>
      client.upsert(collection, { ...request, points: plain(request.points) }),
    updateVectors: (collection, request) =>
      client.updateVectors(collection, { ...request, points: plain(request.points) }),
    batchUpdate: (...given) => client.batchUpdate(...given),
    delete: (...given) => client.delete(...given),
    retrieve: (...given) => client.retrieve(...given),
    scroll: (...given) => client.scroll(...given),
    facet: (...given) => client.facet(...given),
    count: (...given) => client.count(...given),
    query: (collection, request) => client.query(collection, plainQuery(request)),
    queryBatch: (collection, { searches }) =>
      client.queryBatch(collection, { searches: searches.map(plainQuery) }),
  };
}
