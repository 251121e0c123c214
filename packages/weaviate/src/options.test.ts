import { describe, expect, it } from 'vitest';
import type { ClientMethods } from './client-collection.ts';
import { listCollections } from './list.ts';
import { resolveOptions, type WeaviateOptions } from './options.ts';

const url = 'http://localhost:8080';

describe('resolveOptions', () => {
  it('fills in what is not said', () => {
    expect(resolveOptions({ url, collection: 'docs' })).toMatchObject({
      batchRecords: 1000,
      batchBytes: 8 * 2 ** 20,
      concurrency: 2,
      timeoutMs: 60_000,
      address: { base: url },
      headers: {},
    });
  });

  it.each<[string, string, boolean]>([
    ['http://localhost:8080', 'localhost:50051', false],
    ['https://host/behind/proxy', 'host:50051', true],
    ['https://abc.c0.europe.gcp.weaviate.cloud', 'grpc-abc.c0.europe.gcp.weaviate.cloud:443', true],
  ])('finds gRPC beside %s at %s', (given, authority, secure) => {
    expect(resolveOptions({ url: given, collection: 'docs' }).grpc).toMatchObject({
      authority,
      secure,
    });
  });

  it('looks for no gRPC beside a client, which has its own', () => {
    const client = {} as ClientMethods; // never called
    expect(resolveOptions({ client, collection: 'docs' }).grpc).toBeUndefined();
    const grpc = { url: 'http://x:1' };
    expect(resolveOptions({ client, grpc, collection: 'docs' }).grpc?.authority).toBe('x:1');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['neither a URL nor a client', {}, 'exactly one of url and client'],
    ['both', { url, client: {} }, 'exactly one of url and client'],
    ['a client that is a number', { client: 5 }, 'weaviate.client'],
    ['a URL without a scheme', { url: 'localhost:8080' }, 'weaviate.url'],
    ['a key within a URL', { url: 'http://a:b@host' }, 'leave them out and pass a key or token'],
    ['a gRPC address without a scheme', { url, grpc: { url: 'localhost:1' } }, 'weaviate.grpc.url'],
    [
      'a time-out that a timer can’t wait',
      { url, timeoutMs: 3e9 },
      'weaviate.timeoutMs: must be a whole number of milliseconds, from 1 to 2147483647',
    ],
    ['an empty key', { url, apiKey: '' }, 'weaviate.apiKey'],
    ['a name with a slash', { url, collection: 'a/b' }, 'weaviate.collection'],
    ['requests beyond what a server takes', { url, batchBytes: 2 ** 27 }, 'weaviate.batchBytes'],
    ['a misspelt option', { url, apikey: 'k' }, 'apikey'],
    ['a misspelt setting of the server', { url, native: { shards: 2 } }, 'shards'],
    ['a level that there is not', { url, consistency: 'SOME' }, 'weaviate.consistency'],
  ])('refuses %s', (_, options, problem) => {
    const given = { collection: 'docs', ...options } as WeaviateOptions; // wrong on purpose
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
