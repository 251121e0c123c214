import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { pineconeFake, type PineconeFake } from '@nestvec/testkit/pinecone';
import { afterEach, expect, it } from 'vitest';
import { picture, pictures, smallSpec, unitVector } from './__fixtures__/spec.ts';
import { connect } from './client.ts';
import { homeIndexName } from './names.ts';
import { resolveOptions } from './options.ts';
import { openOn, type StoreChanges } from './__fixtures__/open.ts';
import type { PineconeStore } from './store.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const start = async (): Promise<PineconeFake> => {
  const fake = await pineconeFake({ quiet: true });
  closing.push(fake.close);
  return fake;
};
const open = (fake: PineconeFake, changes: StoreChanges = {}): PineconeStore =>
  openOn(fake.url, changes);
const fill = async (fake: PineconeFake): Promise<PineconeStore> => {
  const store = open(fake);
  await store.apply(await store.plan(smallSpec()));
  await store.upsert(pictures(3));
  return store;
};
/** Requests to the control plane since a moment. */
const asked = (fake: PineconeFake, since: number): string[] =>
  fake.log.slice(since).filter((line) => line.includes(' /indexes'));
const search = { vector: unitVector(64, 1), using: 'image_32', rescore: 'image', limit: 2 };

it('asks once what a collection is, for searches at once and for those soon after', async () => {
  const fake = await start();
  await fill(fake);
  const store = open(fake);
  const before = fake.log.length;
  const both = await Promise.all([store.search(search), store.search(search), store.count()]);
  expect(both[0].hits[0]?.id).toBe('p1');
  await store.get(['p0']);
  expect(asked(fake, before)).toEqual(['GET /indexes']);
});

it('is opened and searched over both modalities by at most seven requests', async () => {
  const fake = await start();
  const embedder = fakeEmbedder();
  const first = await createIndex({ embedder, store: open(fake) });
  await first.ingest(['a red shoe', 'a cat'].map((text, i) => ({ id: `i${i}`, text })));
  const before = fake.log.length;
  const index = await createIndex({ embedder, store: open(fake) });
  const { hits } = await index.search('a red shoe');
  expect(hits[0]?.id).toBe('i0');
  expect(asked(fake, before)).toEqual(['GET /indexes']);
  expect(fake.log.length - before).toBeLessThanOrEqual(7);
});

it('asks for nothing but the first index before a write', async () => {
  const fake = await start();
  const store = await fill(fake);
  const before = fake.log.length;
  await store.upsert([picture('a', 9)]);
  expect(asked(fake, before)).toEqual([`GET /indexes/${homeIndexName('docs')}`]);
});

it('believes a description for the reading that follows it', async () => {
  const fake = await start();
  await fill(fake);
  const store = open(fake);
  const before = fake.log.length;
  expect(await store.describe()).toMatchObject({ count: 3 });
  await store.search(search);
  expect(asked(fake, before)).toEqual(['GET /indexes']);
});

it('does not believe that a collection is missing', async () => {
  const fake = await start();
  const store = open(fake);
  await expect(store.search(search)).rejects.toMatchObject({ code: 'not-found' });
  await fill(fake);
  expect((await store.search(search)).hits).toHaveLength(2);
});

it('waits with an update for that of another store of this process, by whichever key or client', async () => {
  const fake = await start();
  await fill(fake);
  const getConfig = () => ({ apiKey: 'third', controllerHostUrl: fake.url });
  const stores = [
    open(fake),
    open(fake, { apiKey: 'another' }),
    open(fake, { apiKey: undefined, controllerHost: undefined, client: { getConfig } }),
  ];
  await Promise.all(
    stores.map((store, i) => store.update([{ id: 'p0', metadata: { [`by${i}`]: i } }])),
  );
  expect(await open(fake).get(['p0'])).toMatchObject([{ metadata: { by0: 0, by1: 1, by2: 2 } }]);
});

it('breaks a reading off where its signal fires, and leaves alone who waits for the same', async () => {
  const fake = await start();
  await fill(fake);
  for (const pattern of [/\/indexes$/, /\/query$/, /\/fetch/]) {
    const waiting = Promise.withResolvers<AbortSignal | null | undefined>();
    const going = Promise.withResolvers<void>();
    const fetchApi: typeof fetch = async (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      if (!pattern.test(pathname)) return await fetch(input, init);
      waiting.resolve(init?.signal);
      const broken = new Promise<never>((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      });
      await Promise.race([going.promise, broken]);
      return await fetch(input, init);
    };
    const getConfig = () => ({ apiKey: 'any', controllerHostUrl: fake.url, fetchApi });
    const store = open(fake, { apiKey: undefined, client: { getConfig } });
    const controller = new AbortController();
    const reading = store.search(search, { signal: controller.signal });
    await waiting.promise;
    const other = store.search(search);
    controller.abort(new Error('enough'));
    await expect(reading, pattern.source).rejects.toMatchObject({
      code: 'aborted',
      message: expect.stringMatching(/^pinecone: search on "docs" was aborted/) as string,
    });
    going.resolve();
    expect((await other).hits[0]?.id, pattern.source).toBe('p1');
  }
});

it('reads once more where the connection was closed meanwhile, and writes nothing twice', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    // Each second request finds its connection closed.
    if (asked.length % 2 === 0) request.socket.destroy();
    else response.setHeader('content-type', 'application/json').end('{"indexes":[],"matches":[]}');
  });
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // of a TCP server
  const controllerHost = `http://127.0.0.1:${port}`;
  const api = await connect(resolveOptions({ apiKey: 'k', controllerHost, collection: 'docs' }));
  expect(await api.list()).toEqual([]);
  const data = api.data(`${controllerHost}/data`);
  const query = { vector: [1], topK: 1, includeMetadata: false, includeValues: false };
  expect(await data.query('a', query)).toEqual({ matches: [], seen: undefined });
  expect(asked).toEqual(['GET /indexes', 'POST /data/query', 'POST /data/query']);
  await expect(data.upsert('a', [{ id: 'x', values: [1], metadata: {} }])).rejects.toThrow(
    'fetch failed',
  );
  expect(asked.slice(3)).toEqual(['POST /data/vectors/upsert']);
});
