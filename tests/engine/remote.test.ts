import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { createIndex, type Embedder, type Item, normalize } from '@nestvec/core';
import { jina } from '@nestvec/core/remote';
import { type Fault, type FaultProxy, faultProxy } from '@nestvec/testkit';
import { memoryStore } from '@nestvec/testkit/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** As little as a server that speaks Jina's API can be; core's own tests have one that checks every request. */
const server = createServer((incoming, outgoing) => {
  void json(incoming).then((body) => {
    const { input } = body as { input: { text: string }[] }; // what the embedder sends
    if (input.some(({ text }) => text.includes('poison'))) {
      outgoing.writeHead(400, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ detail: 'Cannot process input' }));
      return;
    }
    const data = input.map(({ text }, index) => ({ index, embedding: base64(vectorOf(text)) }));
    outgoing.writeHead(200, { 'content-type': 'application/json' });
    outgoing.end(JSON.stringify({ data: data.toReversed(), usage: { total_tokens: 3 } }));
  });
});
let proxy: FaultProxy;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  proxy = await faultProxy({ target: `http://127.0.0.1:${port}` });
});
afterAll(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
});

function vectorOf(text: string): Float32Array {
  const seed = Buffer.from(text).reduce((sum, byte) => sum * 31 + byte, 7);
  return normalize(Float32Array.from({ length: 1024 }, (_, i) => Math.sin(seed + i * (seed % 97))));
}

function base64({ buffer }: Float32Array): string {
  return Buffer.from(buffer).toString('base64');
}

const key = `jina_${'k'.repeat(60)}`;
let skippedMs = 0;
/** Waits are skipped, not waited for. */
const clock = {
  now: () => performance.now() + skippedMs,
  async sleep(ms: number) {
    skippedMs += ms;
  },
};
const open = (change: { retries?: number; itemsPerRequest?: number } = {}): Embedder =>
  jina(
    {
      apiKey: key,
      baseUrl: `${proxy.url}/v1`,
      budgets: { requestsPerMinute: 1e6, tokensPerMinute: 1e9 },
      batch: { items: change.itemsPerRequest ?? 4 },
      retries: change.retries ?? 5,
      timeoutMs: 2000,
    },
    clock,
  );

const texts = Array.from({ length: 12 }, (_, i) => `text ${i}`);
const contents = texts.map((text) => ({ text }));
const html = { headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' };

const passing: readonly (readonly [name: string, fault: Fault])[] = [
  ['a delay', { kind: 'delay', ms: 50 }],
  ['a request that arrives twice', { kind: 'duplicate' }],
  ['a connection cut before the server has acted', { kind: 'cut-before' }],
  ['a connection cut after the server has acted', { kind: 'cut-after' }],
  ['a connection cut within the answer', { kind: 'cut-within' }],
  [
    'a 429 with Retry-After',
    { kind: 'answer', acted: false, status: 429, headers: { 'retry-after': '1' } },
  ],
  ['a 500 after the server has acted', { kind: 'answer', acted: true, status: 500, body: 'x' }],
  ['a 502 with an HTML page', { kind: 'answer', acted: true, status: 502, ...html }],
  ['a 503', { kind: 'answer', acted: false, status: 503 }],
  ['a 200 without a body', { kind: 'answer', acted: false, status: 200 }],
];

describe('the jina embedder through a proxy that makes requests go wrong', () => {
  it.each(passing)('gives every embedding in its place under %s', async (_name, fault) => {
    for (const skip of [0, 1, 2]) {
      proxy.inject({ fault, skip });
      const { embeddings } = await open().embed(contents, { task: 'document' });
      const expected = texts.map((text) => vectorOf(text));
      expect(embeddings.map((one) => (one.ok ? one.vector : one.error.message))).toEqual(expected);
    }
  });

  it.each(passing.slice(2))(
    'says what happened under %s that does not end',
    async (_name, fault) => {
      proxy.inject({ fault, times: 1000 });
      await expect(
        open({ retries: 2 }).embed(contents, { task: 'document' }),
      ).rejects.toMatchObject({
        code: 'embedder',
        details: { operation: 'embed', retryable: true },
        message: expect.stringMatching(/4 contents at .*retried 2 times$/),
      });
      // Two requests are in flight, three tries each; what waits behind them is not sent.
      expect(proxy.log.length).toBe(6);
    },
  );

  it('does not take a login page for an answer, and does not ask again', async () => {
    proxy.inject({ fault: { kind: 'answer', acted: false, status: 200, ...html }, times: 1000 });
    await expect(open().embed(contents, { task: 'document' })).rejects.toThrow(/login page/);
    expect(proxy.log.length).toBeLessThanOrEqual(2);
  });

  it('fills an index with every item, whatever happens in between', async () => {
    proxy.inject(...passing.map(([, fault], i) => ({ fault, skip: i * 2 })));
    const index = await createIndex({
      embedder: open({ itemsPerRequest: 2 }),
      store: memoryStore({ collection: 'things' }),
    });
    const items: Item[] = Array.from({ length: 60 }, (_, i) => ({
      id: `id ${i}`,
      text: `text ${i}`,
    }));
    const report = await index.ingest(items);
    expect(report).toMatchObject({ failed: 0 });
    const { hits } = await index.search('text 41', { limit: 1 });
    expect(hits.map(({ id }) => id)).toEqual(['id 41']);
  });

  it('names an item that the service refuses by its own id and place, and embeds the rest', async () => {
    proxy.inject();
    const index = await createIndex({
      embedder: open(),
      store: memoryStore({ collection: 'things' }),
    });
    const items: Item[] = texts.map((text, i) => ({
      id: `id ${i}`,
      text: i === 9 ? 'poison' : text,
    }));
    const { written, failures } = await index.ingest(items);
    expect(written).toBe(11);
    expect(failures).toMatchObject([
      {
        id: 'id 9',
        index: 9,
        stage: 'embed',
        error: {
          message: expect.stringMatching(
            /^item id 9 \(9 in the source\): jina: embedding 1 content/,
          ),
          details: { id: 'id 9', index: 9, status: 400, retryable: false },
        },
      },
    ]);
  });

  it('ends an ingest after its own tries, which are not multiplied', async () => {
    proxy.inject({ fault: { kind: 'answer', acted: false, status: 503 }, times: 1000 });
    const index = await createIndex({
      embedder: open({ retries: 2, itemsPerRequest: 100 }),
      store: memoryStore({ collection: 'things' }),
    });
    const items: Item[] = texts.map((text, i) => ({ id: `id ${i}`, text }));
    await expect(index.ingest(items)).rejects.toMatchObject({
      code: 'embedder',
      details: { status: 503, retryable: true, retries: 2 },
    });
    expect(proxy.log.length).toBe(3);
  });
});
