import { expect, it } from 'vitest';
import type { QdrantApi, Query } from './api.ts';
import { joinSearches } from './join-searches.ts';

function search(limit: number): Query {
  const vector = Float32Array.of(1);
  return { query: vector, using: 'a', limit, with_payload: false, with_vector: false };
}

function watched(
  answer = (searches: readonly Query[]): unknown => searches.map(({ limit }) => limit),
) {
  const requests: number[][] = [];
  // The two methods that are called.
  const api = {
    queryBatch: async (
      _collection: string,
      { searches }: { readonly searches: readonly Query[] },
    ) => {
      requests.push(searches.map(({ limit }) => limit));
      return await Promise.resolve(answer(searches));
    },
  } as unknown as QdrantApi;
  return { api: joinSearches(api), requests };
}

it('sends searches that are asked for at once in one request, and gives each its own results', async () => {
  const { api, requests } = watched();
  const found = await Promise.all([
    api.queryBatch('c', { searches: [search(1), search(2)] }),
    api.query('c', search(3)),
    api.queryBatch('c', { searches: [search(4)] }),
  ]);
  expect(found).toEqual([[1, 2], 3, [4]]);
  expect(requests).toEqual([[1, 2, 3, 4]]);
});

it('sends what is asked for later, or of another collection, by itself', async () => {
  const { api, requests } = watched();
  await Promise.all([api.query('c', search(1)), api.query('d', search(2))]);
  expect(await api.query('c', search(3))).toBe(3);
  expect(requests).toEqual([[1], [2], [3]]);
});

it('fails every search of a request that fails, or is not answered whole', async () => {
  const { api } = watched(() => [1]);
  const asked = [api.query('c', search(1)), api.query('c', search(2))];
  for (const one of asked) await expect(one).rejects.toThrow('a result for each search');
});
