import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeMemory } from '@nestvec/core/store';
import { afterEach, describe, expect, it } from 'vitest';
import { httpServer } from './__fixtures__/http-server.ts';
import { smallSpec, unitVector } from './__fixtures__/spec.ts';
import type { QdrantApi } from './api.ts';
import type { ClientMethods } from './client.ts';
import { listCollections } from './list.ts';
import { qdrant } from './store.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

const description = {
  config: {
    params: {
      vectors: {
        image: { size: 64, distance: 'Cosine' },
        image_32: { size: 32, distance: 'Cosine' },
      },
    },
    hnsw_config: { m: 16, ef_construct: 100 },
    metadata: { nestvec: encodeMemory({ spec: smallSpec(), incomplete: [] }) },
  },
  payload_schema: { color: { data_type: 'keyword' }, price: { data_type: 'float' } },
};

/** A server with one empty collection. */
async function emptyCollection() {
  const server = await httpServer(({ path }) => ({
    body: JSON.stringify({ result: resultOf(path) }),
  }));
  opened.push(server.close);
  return server;
}

function resultOf(path: string): unknown {
  if (path === '/collections') return { collections: [{ name: 'b' }, { name: 'a' }] };
  if (path.endsWith('/query/batch')) return [{ points: [] }, { points: [] }];
  if (path.endsWith('/query')) return { points: [] };
  if (path.includes('/points')) return { status: 'completed' };
  return description;
}

const search = { vector: unitVector(64, 1), using: 'image', limit: 3 };

describe('requests of a store', () => {
  it('are two for the first search and one for each that follows within a moment', async () => {
    const { url, received } = await emptyCollection();
    const store = qdrant({ url, collection: 'docs' });
    for (let i = 0; i < 4; i++) await store.search(search);
    await store.search({ ...search, using: 'image_32', rescore: 'image' });
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /collections/docs',
      ...Array.from({ length: 4 }, () => 'POST /collections/docs/points/query'),
      'POST /collections/docs/points/query/batch',
    ]);
  });

  it('ask for the collection before every write', async () => {
    const { url, received } = await emptyCollection();
    const store = qdrant({ url, collection: 'docs' });
    for (const id of ['a', 'b'])
      await store.upsert([{ id, vectors: { image: unitVector(64, 1) }, metadata: {} }]);
    expect(received.map(({ method }) => method)).toEqual(['GET', 'PUT', 'GET', 'PUT']);
  });

  it('carry the key and the headers that are given', async () => {
    const { url, received } = await emptyCollection();
    const headers = { 'x-proxy': 'yes' };
    expect(await listCollections({ url, apiKey: 'k', headers })).toEqual(['a', 'b']);
    expect(received[0]?.headers).toMatchObject({ 'api-key': 'k', 'x-proxy': 'yes' });
  });

  it('end at the server as soon as the signal of a read fires', async () => {
    const ended = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const server = createServer((request, response) => {
      if (request.method === 'GET') {
        response.end(JSON.stringify({ result: description }));
        return;
      }
      response.on('close', ended.resolve);
      started.resolve();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    opened.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    const { port } = server.address() as AddressInfo; // it listens
    const store = qdrant({ url: `http://127.0.0.1:${port}`, collection: 'docs' });
    const controller = new AbortController();
    const searching = store.search(search, { signal: controller.signal });
    await started.promise;
    controller.abort();
    await expect(searching).rejects.toMatchObject({ code: 'aborted' });
    await ended.promise;
  });

  it('do not go on after the signal where the user’s client has sent the one in flight', async () => {
    const controller = new AbortController();
    const tied = (count: number) => ({
      points: Array.from({ length: count }, (_, id) => ({
        id,
        score: 0.5,
        payload: { _id: `r${id}` },
      })),
    });
    let queries = 0;
    const client: Partial<QdrantApi> = {
      getCollection: async () => await Promise.resolve(description),
      queryBatch: async () => await Promise.resolve([tied(0), tied(101)]),
      // Equal scores to the end, so that more and more are asked for.
      async query(_, { limit }) {
        if (++queries === 2) controller.abort();
        await new Promise((resolve) => setImmediate(resolve));
        return tied(queries < 10 ? limit : 0);
      },
    };
    const store = qdrant({ client: client as unknown as ClientMethods, collection: 'docs' }); // it searches only
    const request = { ...search, using: 'image_32', rescore: 'image', depth: 100, oversample: 1 };
    await expect(store.search(request, { signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    for (let i = 0; i < 30; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(queries).toBe(2);
  });
});

describe('a key with a line break', () => {
  it.each([
    ['in the middle', { apiKey: 'SECRET\nKEY' }],
    ['at the end', { apiKey: 'SECRETKEY\n' }],
    ['of gRPC', { grpc: { url: 'http://localhost:6334', apiKey: 'SECRETKEY\n' } }],
    ['in a header', { headers: { 'x-key': 'SECRET\nKEY' } }],
  ])('%s is refused, and not repeated', (_, options) => {
    const open = () => qdrant({ url: 'http://localhost', collection: 'docs', ...options });
    expect(open).toThrow(/^qdrant\.(apiKey|grpc\.apiKey|headers\.x-key): /);
    expect(open).not.toThrow(/SECRET/);
  });
});
