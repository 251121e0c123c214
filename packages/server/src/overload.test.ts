// What many or hostile clients do at once. With NESTVEC_FULL the stated counts; here as many as take a second.
import { connect, type Socket } from 'node:net';
import { env } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { expect, it, onTestFinished } from 'vitest';
import { testShop } from './__fixtures__/test-shop.ts';
import { createServer } from './create-server.ts';
import { hashKey } from './guard/keys.ts';
import type { ServerOptions } from './options.ts';

const isFull = (env['NESTVEC_FULL'] ?? '') !== '';

const head = (more: string, path = '/v1/embeddings'): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${more}\r\n\r\n`;

async function listening(options: ServerOptions) {
  const server = createServer({ embedder: fakeEmbedder(), ...options });
  onTestFinished(async () => await server.close());
  const { url, port } = await server.listen({ port: 0 });
  await server.ready();
  return { server, url, port };
}

async function embed(url: string, input: unknown, key?: string): Promise<Response> {
  return await fetch(`${url}/v1/embeddings`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify({ input }),
  });
}

/** A socket that has sent something, and what becomes of it. */
interface Open {
  readonly socket: Socket;
  /** First line of its answer; empty where it is closed without one. */
  readonly ended: Promise<string>;
}

async function open(port: number, first: string): Promise<Open> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => (text += String(chunk)));
  const ended = new Promise<string>((resolve) =>
    socket.once('close', () => resolve(text.split('\r\n', 1)[0] ?? '')),
  );
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
  await new Promise<void>((resolve) => socket.write(first, () => resolve()));
  return { socket, ended };
}

it(
  'serves beside many sockets that send nothing, or drop by drop, and ends each with an exact answer',
  { timeout: 120_000 },
  async () => {
    const count = isFull ? 9000 : 150;
    const requestTimeoutMs = isFull ? 20_000 : 6000;
    const { url, port } = await listening({ limits: { requestTimeoutMs } });
    const firsts = ['', 'GET /health HTTP/1.1\r\nX: ', head('Content-Length: 30000000')];
    const sockets: Open[] = [];
    for (let i = 0; i < count; i++) sockets.push(await open(port, firsts[i % 3] ?? ''));
    const drip = setInterval(() => {
      for (const [i, { socket }] of sockets.entries()) if (i % 3 > 0) socket.write('x');
    }, 300);
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, i) => (await embed(url, `text ${i}`)).status),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    const ends = await Promise.all(sockets.map(async ({ ended }) => await ended));
    clearInterval(drip);
    const timedOut = 'HTTP/1.1 408 Request Timeout';
    expect(new Set(ends.filter((_, i) => i % 3 === 0))).toEqual(new Set([timedOut]));
    // One that still sends may lose its answer.
    expect(ends.filter((end) => end !== timedOut && end !== '')).toEqual([]);
    expect((await embed(url, 'after')).status).toBe(200);
  },
);

it(
  'keeps no one out for bodies that are announced and do not come',
  { timeout: 60_000 },
  async () => {
    const bodyBytes = 1_000_000;
    const { url, port } = await listening({ limits: { bodyBytes, heldBytes: bodyBytes } });
    const slow = await Promise.all(
      Array.from(
        { length: 20 },
        async () => await open(port, head(`Content-Length: ${bodyBytes}`)),
      ),
    );
    const chunked = await open(port, head('Transfer-Encoding: chunked'));
    expect((await embed(url, 'x'.repeat(400_000))).status).toBe(200);
    for (const { socket } of [...slow, chunked]) socket.destroy();
  },
);

it(
  'keeps no one with a key out for bodies of those who may have none',
  { timeout: 60_000 },
  async () => {
    const key = 'a-key-of-the-test';
    const bodyBytes = 100_000;
    const { url, port } = await listening({
      limits: { bodyBytes, heldBytes: bodyBytes },
      keys: [{ hash: hashKey(key), access: 'embed' }],
    });
    // Qdrant's key stands in the body, so that the body is read first.
    const first = `${head(`Content-Length: ${bodyBytes}`, '/qdrant')}${'['.repeat(bodyBytes - 1)}`;
    const strangers = [await open(port, first), await open(port, first)];
    // The second one finds no room, which shows that the first one has it.
    expect(await strangers[1]?.ended).toMatch(/^(HTTP\/1\.1 429 Too Many Requests)?$/);
    expect((await embed(url, 'x'.repeat(80_000), key)).status).toBe(200);
    for (const { socket } of strangers) socket.destroy();
  },
);

it(
  'answers the one request of a client in the next call while another floods the queue',
  { timeout: 60_000 },
  async () => {
    const calls: string[][] = [];
    const gate = Promise.withResolvers<void>();
    const fake = fakeEmbedder({ limits: { itemsPerCall: 8, concurrency: 1 } });
    const { url } = await listening({
      embedder: {
        ...fake,
        async embed(contents, options) {
          calls.push(contents.map((content) => ('text' in content ? content.text : '')));
          if (calls.length > 1) await gate.promise;
          return await fake.embed(contents, options);
        },
      },
      limits: { itemsPerRequest: 16, queuedItems: 160 },
      keys: ['flood', 'other'].map(
        (name) => ({ hash: hashKey(`a-key-of-the-${name}`), access: 'embed', name }) as const,
      ),
    });
    const sixteen = Array.from({ length: 16 }, (_, i) => `text ${i}`);
    const flood = Array.from(
      { length: 40 },
      async () => (await embed(url, sixteen, 'a-key-of-the-flood')).status,
    );
    const queued = async (): Promise<string> => await (await fetch(`${url}/metrics`)).text();
    // Seven of them are three quarters of the room; the others are refused.
    await expect.poll(queued, { timeout: 20_000 }).toMatch(/queue_items 112\b/);
    await expect.poll(queued, { timeout: 20_000 }).toMatch(/status="429".* 33\b/);
    const other = embed(url, 'one', 'a-key-of-the-other');
    await expect.poll(queued, { timeout: 20_000 }).toMatch(/queue_items 113\b/);
    // The probe, and the first call of the flood, which runs.
    expect(calls).toHaveLength(2);
    gate.resolve();
    expect((await other).status).toBe(200);
    expect(calls[2]).toContain('one');
    const statuses = await Promise.all(flood);
    expect(statuses.filter((status) => status === 200)).toHaveLength(7);
    expect(statuses.filter((status) => status === 429)).toHaveLength(33);
  },
);

it(
  'keeps no one with a key out for questions of those who have none',
  { timeout: 60_000 },
  async () => {
    let isShut = false;
    const { promise, resolve: go } = Promise.withResolvers<void>();
    const { embedder, index } = await testShop({
      wrap: (own) => ({
        ...own,
        async embed(contents, options) {
          if (isShut) await promise;
          return await own.embed(contents, options);
        },
      }),
    });
    const key = 'a-key-of-the-test';
    const { url } = await listening({
      embedder,
      indexes: { shop: index },
      publicIndexes: { shop: { fields: ['title'] } },
      limits: { queuedItems: 8, itemsPerRequest: 4 },
      keys: [{ hash: hashKey(key), access: 'embed' }],
    });
    isShut = true;
    const strangers = Array.from(
      { length: 20 },
      async () =>
        (
          await fetch(`${url}/v1/indexes/shop/search`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{"query":"a"}',
          })
        ).status,
    );
    const metrics = async (): Promise<string> => await (await fetch(`${url}/metrics`)).text();
    // They have three quarters of the room in common.
    await expect.poll(metrics, { timeout: 20_000 }).toMatch(/status="429".* 14\b/);
    const known = embed(url, ['a', 'b'], key);
    await expect.poll(metrics, { timeout: 20_000 }).toMatch(/queue_items 8\b/);
    go();
    expect((await known).status).toBe(200);
    expect((await Promise.all(strangers)).filter((status) => status === 200)).toHaveLength(6);
  },
);

it('lets go of an answer that its client does not take', { timeout: 60_000 }, async () => {
  const log: number[] = [];
  const requestTimeoutMs = 1000;
  const { url, port } = await listening({
    embedder: fakeEmbedder({ model: 'jinaai/jina-clip-v2' }),
    limits: { requestTimeoutMs },
    onLog: ({ status, route }) => {
      if (route === '/v1/embeddings') log.push(status);
    },
  });
  const body = JSON.stringify({ input: Array.from({ length: 1000 }, (_, i) => `text ${i}`) });
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  socket.write(`${head(`Content-Length: ${body.length}`)}${body}`);
  await expect.poll(() => log, { timeout: 30_000 }).toEqual([200]);
  await setTimeout(4 * requestTimeoutMs);
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.resume();
  await closed;
  const length = Number(/^content-length: (\d+)/im.exec(text)?.[1]);
  expect(length).toBeGreaterThan(10_000_000);
  expect(text.length).toBeLessThan(length);
  expect((await embed(url, 'after')).status).toBe(200);
});

it(
  'gives the second of two requests on a connection as long as it takes',
  { timeout: 60_000 },
  async () => {
    const { promise, resolve: go } = Promise.withResolvers<void>();
    const fake = fakeEmbedder();
    let calls = 0;
    const { port } = await listening({
      embedder: {
        ...fake,
        async embed(contents, options) {
          if (calls++ > 0) await promise;
          return await fake.embed(contents, options);
        },
      },
      limits: { requestTimeoutMs: 1000 },
    });
    const body = '{"input":"a"}';
    const { socket, ended } = await open(
      port,
      `GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n${head(`Content-Length: ${body.length}`)}${body}`,
    );
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    await setTimeout(3000);
    go();
    await expect
      .poll(() => text, { timeout: 20_000 })
      .toMatch(/HTTP\/1\.1 200 [^]*"object":"list"/);
    socket.destroy();
    await ended;
  },
);
