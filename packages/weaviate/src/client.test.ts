import { createServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WeaviateClient } from 'weaviate-client';
import { rest, smallRecords } from './__fixtures__/collections.ts';
import { connect, startServer } from './__fixtures__/server.ts';
import { smallSpec, unitVector } from './__fixtures__/spec.ts';
import { className } from './names.ts';
import { weaviate } from './store.ts';

const server = await startServer();
const missing = typeof server === 'string' ? server : '';

describe('the official client, on a real server', { timeout: 60_000 }, () => {
  const { url, grpcUrl, stop } =
    typeof server === 'string'
      ? { url: 'http://x', grpcUrl: 'http://x', stop: async () => {} }
      : server;
  const name = `client${Date.now().toString(36)}`;
  const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;
  let client: WeaviateClient;

  beforeEach(async (context) => {
    context.skip(typeof server === 'string', missing);
    client = await connect({ url, grpcUrl });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    if (typeof server === 'string') return;
    await client.close();
    await rest(url).drop(className(name));
  });
  afterAll(stop);

  it('prints nothing of its own, and is left open', async () => {
    const spies = methods.map((method) => vi.spyOn(console, method));
    const store = weaviate({ client, collection: name, batchRecords: 10 });
    await store.apply(await store.plan(smallSpec({ name, keyword: true })));
    await store.upsert(smallRecords(30));
    await store.search({ vector: unitVector(64, 1), using: 'image_32', rescore: 'image' });
    await store.update([{ id: 'r1', text: 'a quokka' }]);
    await store.search({ words: 'quokka' });
    await store.remove({ ids: ['r1'] });
    expect(await store.count()).toBe(29);
    await store.close();
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    expect(await client.isReady()).toBe(true);
  });

  it('gives its credentials to the transport of bytes beside it', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const guard = createServer().on('stream', (stream, headers) => {
      seen.push(headers);
      const status = { 'content-type': 'application/grpc', 'grpc-status': '16' };
      stream.respond({ ':status': 200, ...status, 'grpc-message': 'no' }, { endStream: true });
    });
    await new Promise<void>((resolve) => guard.listen(0, '127.0.0.1', resolve));
    const { port } = guard.address() as AddressInfo; // it listens on a port
    const given = {
      collections: client.collections,
      getMeta: client.getMeta,
      getConnectionDetails: async () => ({
        host: 'x',
        bearerToken: 'Bearer hush',
        headers: { 'x-one': '1' },
      }),
    };
    const grpc = { url: `http://127.0.0.1:${port}` };
    const store = weaviate({ client: given, grpc, collection: name });
    await store.apply(await store.plan(smallSpec({ name })));
    await expect(store.upsert(smallRecords(3))).rejects.toThrow('(16): no; check apiKey');
    expect(seen[0]).toMatchObject({ authorization: 'Bearer hush', 'x-one': '1' });
    expect(seen[0]?.[':path']).toBe('/weaviate.v1.Weaviate/BatchObjects');
    await store.close();
    await new Promise((resolve) => guard.close(resolve));
  });

  it('refuses what it would change: whole numbers beyond 53 bits in lists and filters', async () => {
    const store = weaviate({ client, collection: name });
    await store.apply(
      await store.plan(smallSpec({ name, fields: { sizes: 'number[]', price: 'number' } })),
    );
    const [record] = smallRecords(1);
    const large = { ...record!, metadata: { sizes: [1, 2 ** 60], price: 2 ** 60 } };
    await expect(store.upsert([large])).rejects.toMatchObject({ code: 'unsupported' });
    await expect(store.count({ filter: { price: 2 ** 60 } })).rejects.toMatchObject({
      code: 'unsupported',
    });
    await store.upsert([{ ...large, metadata: { sizes: [1, 0.5], price: 2 ** 60 } }]);
    expect(await store.count({ filter: { sizes: { $all: [1, 0.5] }, price: { $gt: 5 } } })).toBe(1);
    expect((await store.get(['r0']))[0]?.metadata).toEqual({ sizes: [1, 0.5], price: 2 ** 60 });
  });
});
