import type { WeaviateApi } from './api.ts';
import { isNoTenant, readFailure } from './failure.ts';
import { readCount, readDeletion, readSearch, readValueCounts } from './grpc/answer.ts';
import type { Channel } from './grpc/channel.ts';
import { countMessage, deleteMessage, searchMessage, valuesMessage } from './grpc/message.ts';
import type { RestApi } from './rest.ts';

/** A server that is spoken to without its client: the schema by REST, data by gRPC. */
export function directApi(
  rest: RestApi,
  open: () => Promise<Channel>,
  signal?: AbortSignal,
): WeaviateApi {
  return {
    ...rest,
    search: async (place, query) =>
      await orNothing([], async () => {
        const channel = await open();
        const { wire } = channel;
        return readSearch(await channel.call('Search', searchMessage(place, query, wire), signal));
      }),
    count: async (place, filter) =>
      await orNothing(0, async () => {
        const channel = await open();
        const { wire } = channel;
        return readCount(
          await channel.call('Aggregate', countMessage(place, filter, wire), signal),
        );
      }),
    countValues: async (place, property, limit, filter) =>
      await orNothing([], async () => {
        const channel = await open();
        const message = valuesMessage(place, property, limit, filter, channel.wire);
        return readValueCounts(await channel.call('Aggregate', message, signal));
      }),
    deleteMany: async (place, filter) =>
      await orNothing({ matches: 0, successful: 0, failed: 0 }, async () => {
        const channel = await open();
        const { wire } = channel;
        const answer = await channel.call('BatchDelete', deleteMessage(place, filter, wire));
        return readDeletion(answer);
      }),
    close: async () => {},
  };
}

/** A tenant that never wrote has nothing; the server calls it an error. */
export async function orNothing<Result>(
  nothing: Result,
  ask: () => Promise<Result>,
): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (isNoTenant(readFailure(error))) return nothing;
    throw error;
  }
}
