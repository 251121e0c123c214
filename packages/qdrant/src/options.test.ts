import { describe, expect, it } from 'vitest';
import type { ClientMethods } from './client.ts';
import { listCollections } from './list.ts';
import { type QdrantOptions, resolveOptions } from './options.ts';

const url = 'http://localhost:6333';

describe('resolveOptions', () => {
  it('fills in what is not said', () => {
    expect(
      resolveOptions({
        url,
        collection: 'docs',
        apiKey: 'k',
        grpc: { url: 'http://localhost:6334' },
      }),
    ).toMatchObject({
      batchRecords: 1000,
      batchBytes: 8 * 2 ** 20,
      concurrency: 4,
      timeoutMs: 60_000,
      address: { base: url },
      grpc: { address: { authority: 'localhost:6334' }, headers: { 'api-key': 'k' } },
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['neither a URL nor a client', {}, 'exactly one of url and client'],
    ['both', { url, client: {} }, 'exactly one of url and client'],
    ['a client that is a number', { client: 5 }, 'qdrant.client'],
    ['a URL without a scheme', { url: 'localhost:6333' }, 'qdrant.url'],
    [
      'a gRPC address without a scheme',
      { url, grpc: { url: 'localhost:6334' } },
      'qdrant.grpc.url',
    ],
    [
      'a time-out that a timer can’t wait',
      { url, timeoutMs: 3e9 },
      'qdrant.timeoutMs: must be a whole number of milliseconds, from 1 to 2147483647',
    ],
    ['an empty key', { url, apiKey: '' }, 'qdrant.apiKey'],
    ['a name that Qdrant does not take', { url, collection: 'a/b' }, 'qdrant.collection'],
    ['requests beyond what a server takes', { url, batchBytes: 2 ** 26 }, 'qdrant.batchBytes'],
    ['a misspelt option', { url, apikey: 'k' }, 'apikey'],
    ['a misspelt setting of the server', { url, native: { shards: 2 } }, 'shards'],
    [
      'a misspelt part of what is attached',
      { url, attach: { embedder: {}, vectors: {}, idz: 1 } },
      'idz',
    ],
  ])('refuses %s', (_, options, problem) => {
    const given = { collection: 'docs', ...options } as QdrantOptions;
    expect(() => resolveOptions(given)).toThrow(problem);
  });
});

it('takes a URL or a client, by type as well', async () => {
  const client = {} as ClientMethods; // never called
  const collection = 'docs';
  const place = 'exactly one of url and client';
  // @ts-expect-error -- both
  expect(() => resolveOptions({ url, client, collection })).toThrow(place);
  // @ts-expect-error -- neither
  expect(() => resolveOptions({ collection })).toThrow(place);
  // @ts-expect-error -- both
  await expect(listCollections({ url, client })).rejects.toThrow(place);
  // @ts-expect-error -- neither
  await expect(listCollections({})).rejects.toThrow(place);
  expect(resolveOptions({ url, client: undefined, collection }).client).toBeUndefined();
  expect(resolveOptions({ client, url: undefined, collection }).client).toBe(client);
});
