import type { QdrantApi, StoredPoint } from '../api.ts';
import { readGet, readQueries } from './answer.ts';
import type { Channel } from './channel.ts';
import { getMessage, queryBatchMessage } from './query-message.ts';

/** Searches and reads by id as bytes: a query is a long list of numbers, and so is every vector that is read. */
export function grpcSearches(
  open: () => Promise<Channel>,
  signal?: AbortSignal,
): Pick<QdrantApi, 'query' | 'queryBatch' | 'retrieve'> {
  const queryBatch = async (
    ...[collection, { searches }]: Parameters<QdrantApi['queryBatch']>
  ): Promise<unknown[]> => {
    const channel = await open();
    const { wire } = channel;
    const message = queryBatchMessage(collection, searches, wire);
    return readQueries(await channel.call('QueryBatch', message, signal), wire).map(asAnswer);
  };
  return {
    queryBatch,
    query: async (collection, request) =>
      (await queryBatch(collection, { searches: [request] }))[0],
    async retrieve(collection, request) {
      const channel = await open();
      const { wire } = channel;
      const message = getMessage(collection, request, wire);
      return asAnswer(readGet(await channel.call('Get', message, signal), wire));
    },
  };
}

/** Points as the REST interface calls their parts. */
function asAnswer(points: readonly StoredPoint[]): unknown {
  return points.map(({ vectors: vector, ...point }) => ({ ...point, vector }));
}
