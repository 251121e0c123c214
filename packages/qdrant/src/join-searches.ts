import type { QdrantApi, Query } from './api.ts';
import { strangeAnswer } from './errors.ts';

/** Searches of one collection that wait to be sent. */
interface Batch {
  readonly collection: string;
  readonly searches: Query[];
  readonly answers: Promise<readonly unknown[]>;
}

/**
 * The same interface, whose searches travel in one request where they are asked for at once, that is, before anything is waited
 * for. All of them fail where one does.
 */
export function joinSearches(api: QdrantApi): QdrantApi {
  let waiting: Batch | undefined;
  const send = async (collection: string, searches: readonly Query[]): Promise<unknown[]> => {
    await Promise.resolve(); // for those that are asked for at once
    waiting = undefined;
    const answer = await api.queryBatch(collection, { searches });
    if (!Array.isArray(answer) || answer.length !== searches.length)
      throw strangeAnswer('it does not hold a result for each search');
    return answer as unknown[]; // what they are is looked at where they are read
  };
  const ask = async (collection: string, asked: readonly Query[]): Promise<unknown[]> => {
    if (waiting?.collection !== collection) {
      const searches: Query[] = [];
      waiting = { collection, searches, answers: send(collection, searches) };
    }
    const { searches, answers } = waiting;
    const start = searches.length;
    searches.push(...asked);
    return (await answers).slice(start, start + asked.length);
  };
  return {
    ...api,
    query: async (collection, request) => (await ask(collection, [request]))[0],
    queryBatch: async (collection, { searches }) => await ask(collection, searches),
  };
}
