import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { isNestvecError } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { expect, it, onTestFinished } from 'vitest';
import { createServer } from './create-server.ts';
import { hashKey } from './guard/keys.ts';
import type { ServerOptions } from './options.ts';

async function listening(options: ServerOptions = {}) {
  const server = createServer({ embedder: fakeEmbedder(), ...options });
  onTestFinished(async () => await server.close());
  const { url, port } = await server.listen({ port: 0 });
  await server.ready();
  return { server, url, port };
}

async function embed(url: string, input: unknown = 'a'): Promise<Response> {
  return await fetch(`${url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ input }),
  });
}

/** Sends bytes as they are and gives the first line of the answer, or nothing where the connection is closed without one. */
async function send(port: number, ...chunks: readonly (string | Uint8Array)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  for (const chunk of chunks) socket.write(chunk);
  await new Promise((resolve) => socket.once('data', resolve).once('close', resolve));
  socket.destroy();
  return text.split('\r\n', 1)[0] ?? '';
}

const head = (more: string): string =>
  `POST /v1/embeddings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${more}\r\n\r\n`;

it('answers over HTTP, and says where', async () => {
  const { url, port } = await listening();
  expect(url).toBe(`http://127.0.0.1:${port}`);
  expect((await embed(url)).status).toBe(200);
  expect((await fetch(`${url}/health`)).status).toBe(200);
});

it('refuses to be reached by others without keys, a port that is taken, and to listen twice', async () => {
  const { server, port } = await listening();
  await expect(server.listen({ port: 0 })).rejects.toSatisfy((error) =>
    isNestvecError(error, 'invalid-input'),
  );
  const other = createServer({ embedder: fakeEmbedder() });
  await expect(other.listen({ port })).rejects.toThrow(
    `options.port: ${port} is taken on 127.0.0.1 (EADDRINUSE); end what listens there`,
  );
  for (const hostname of ['0.0.0.0', '::', '10.0.0.1'])
    await expect(other.listen({ port: 0, hostname })).rejects.toThrow('there are no keys');
  const keyed = createServer({ keys: [{ hash: hashKey('a-key-of-the-test'), access: 'embed' }] });
  onTestFinished(async () => await keyed.close());
  const { url } = await keyed.listen({ port: 0, hostname: '0.0.0.0' });
  expect((await fetch(url.replace('0.0.0.0', '127.0.0.1') + '/health')).status).toBe(200);
});

/** An embedder whose calls, but the first, which is the probe, wait until they are let go. */
function heldEmbedder() {
  const fake = fakeEmbedder();
  const held = Promise.withResolvers<void>();
  let calls = 0;
  const embed: typeof fake.embed = async (contents, options) => {
    if (calls++ > 0) await held.promise;
    return await fake.embed(contents, options);
  };
  return { embedder: { ...fake, embed }, go: held.resolve };
}

/** How many contents wait, as the metrics say. */
async function queued(url: string): Promise<string | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return /queue_items (\d+)/.exec(text)?.[1];
}

it(
  'answers what was accepted before it closes, refuses what comes later, and closes',
  { timeout: 60_000 },
  async () => {
    const { embedder, go } = heldEmbedder();
    const { server, url } = await listening({ embedder });
    const accepted = Array.from({ length: 20 }, async (_, i) => await embed(url, `text ${i}`));
    await expect.poll(async () => await queued(url), { timeout: 20_000 }).toBe('20');
    const closing = server.close();
    const late = await embed(url).then(
      ({ status, headers }) => [status, headers.get('retry-after')],
      () => 'refused',
    );
    expect(['refused', [503, '1']]).toContainEqual(late);
    go();
    expect((await Promise.all(accepted)).map(({ status }) => status)).toEqual(
      Array.from({ length: 20 }, () => 200),
    );
    await closing;
    await expect(embed(url)).rejects.toThrow('fetch failed');
  },
);

it('waits for what was accepted where it is mounted in another server, and refuses what comes later', async () => {
  const { embedder, go } = heldEmbedder();
  const server = createServer({ embedder });
  await server.ready();
  const ask = async (path: string, body?: string): Promise<Response> =>
    await server.fetch(
      new Request(`http://localhost${path}`, {
        ...(body === undefined ? {} : { method: 'POST', body }),
        headers: { 'content-type': 'application/json' },
      }),
    );
  const accepted = ask('/v1/embeddings', '{"input":"a"}');
  const waiting = async (): Promise<string> => await (await ask('/metrics')).text();
  await expect.poll(waiting, { timeout: 20_000 }).toMatch(/queue_items 1\b/);
  const ends: string[] = [];
  const closing = server.close().then(() => ends.push('closed'));
  const late = await ask('/v1/embeddings', '{"input":"b"}');
  expect([late.status, late.headers.get('retry-after')]).toEqual([503, '1']);
  expect(ends).toEqual([]);
  go();
  expect((await accepted).status).toBe(200);
  await closing;
});

it('answers a request whose body comes in after it was asked to close', async () => {
  const { server, port } = await listening();
  const body = '{"input":"a"}';
  const socket = connect(port, '127.0.0.1');
  const said = async (): Promise<string> =>
    await new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk))));
  socket.write(head(`Content-Length: ${body.length}\r\nExpect: 100-continue`));
  expect(await said()).toMatch(/^HTTP\/1\.1 100 /);
  const closing = server.close();
  socket.write(body);
  const answer = await said();
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toMatch(/^connection: close\r$/im);
  await closing;
});

it('says 503 while it loads and stops, and is ready in between', async () => {
  let finish = (): void => {};
  const fake = fakeEmbedder();
  const loaded = new Promise<void>((resolve) => (finish = resolve));
  const server = createServer({
    embedder: {
      ...fake,
      embed: async (contents, options) => {
        await loaded;
        return await fake.embed(contents, options);
      },
    },
  });
  const { url } = await server.listen({ port: 0 });
  const ready = async (): Promise<unknown> => {
    const answer = await fetch(`${url}/ready`);
    return [answer.status, await answer.json()];
  };
  expect(await ready()).toEqual([503, { state: 'loading' }]);
  const early = await embed(url);
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
  const patient = fetch(`${url}/vectorize`, {
    method: 'POST',
    body: '{"texts":["a"]}',
    headers: { 'content-type': 'application/json' },
  });
  finish();
  expect((await patient).status).toBe(200);
  expect(await ready()).toEqual([200, { state: 'ready' }]);
  const closing = server.close();
  const answer = await server.fetch(new Request(`${url}/ready`));
  expect([answer.status, await answer.json()]).toEqual([503, { state: 'stopping' }]);
  await closing;
});

it('tells why it can’t load to its operator alone, and tries again', async () => {
  const fake = fakeEmbedder();
  const log: unknown[] = [];
  let tries = 0;
  const server = createServer({
    embedder: {
      ...fake,
      embed: async (contents, options) => {
        if (tries++ === 0) throw new Error('no file /secret/model.onnx');
        return await fake.embed(contents, options);
      },
    },
    onLog: (entry) => log.push(entry.error),
  });
  const ask = async () => await server.fetch(new Request('http://localhost/ready'));
  await expect(server.ready()).rejects.toThrow('/secret');
  expect(log).toEqual([expect.objectContaining({ message: expect.stringContaining('/secret') })]);
  const failed = await ask();
  expect([failed.status, await failed.text()]).toEqual([503, '{"state":"failed"}']);
  await expect.poll(async () => (await ask()).status).toBe(200);
});

it('answers broken requests exactly, and goes on', async () => {
  const { url, port } = await listening({ limits: { bodyBytes: 1000, heldBytes: 1000 } });
  const body = JSON.stringify({ input: 'a' });
  expect(await send(port, 'no http\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request');
  expect(await send(port, 'GET /health HTTP/1.1\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request');
  expect(
    await send(port, `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`),
  ).toBe('HTTP/1.1 431 Request Header Fields Too Large');
  expect(await send(port, head('Content-Length: 5000000000'))).toBe(
    'HTTP/1.1 413 Payload Too Large',
  );
  expect(await send(port, head('Content-Length: -1'))).toBe('HTTP/1.1 400 Bad Request');
  expect(
    await send(port, head(`Content-Length: ${body.length}\r\nTransfer-Encoding: chunked`), body),
  ).toBe('HTTP/1.1 400 Bad Request');
  expect(
    await send(
      port,
      head('Transfer-Encoding: chunked'),
      `3e8\r\n${'x'.repeat(1000)}\r\n3e8\r\n${'x'.repeat(1000)}\r\n0\r\n\r\n`,
    ),
  ).toBe('HTTP/1.1 413 Payload Too Large');
  expect(await send(port, head('Transfer-Encoding: chunked'), 'zz\r\n')).toMatch(
    /^(HTTP\/1\.1 400 Bad Request)?$/,
  );
  expect(await send(port, head('Content-Length: 3'), '{"a')).toBe('HTTP/1.1 400 Bad Request');
  expect((await embed(url)).status).toBe(200);
});

it('answers before a large body has come in, and takes the next request', async () => {
  const { url } = await listening({ limits: { bodyBytes: 1000, heldBytes: 1000 } });
  const refused = await embed(url, 'x'.repeat(5_000_000)).then(
    ({ status }) => status,
    () => 'closed',
  );
  expect([413, 'closed']).toContain(refused);
  expect((await embed(url)).status).toBe(200);
});

it('ends requests that never arrive in whole, while it serves others', async () => {
  const { url, port } = await listening({ limits: { requestTimeoutMs: 1000 } });
  const slow = async (first: string): Promise<string> => {
    const socket: Socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk))).on('error', () => {});
    socket.write(first);
    const drip = setInterval(() => socket.write('x'), 100);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(drip);
    return text.split('\r\n', 1)[0] ?? '';
  };
  const [headers, body] = [slow('GET /health HTTP/1.1\r\nX: '), slow(head('Content-Length: 900'))];
  expect((await embed(url)).status).toBe(200);
  expect(await headers).toBe('HTTP/1.1 408 Request Timeout');
  expect(await body).toMatch(/^(HTTP\/1\.1 408 Request Timeout)?$/);
  expect((await embed(url)).status).toBe(200);
});

it('forgets a client that has gone', async () => {
  const { url, port } = await listening({
    embedder: fakeEmbedder({ latencyMs: 50, limits: { concurrency: 1, itemsPerCall: 1 } }),
  });
  const body = JSON.stringify({ input: Array.from({ length: 200 }, (_, i) => `text ${i}`) });
  const asked = httpRequest({
    port,
    path: '/v1/embeddings',
    method: 'POST',
    headers: { 'content-type': 'application/json', host: 'localhost' },
  });
  asked.on('error', () => {});
  asked.end(body);
  await expect.poll(async () => await queued(url), { timeout: 20_000 }).toBe('200');
  asked.destroy();
  await expect.poll(async () => await queued(url), { timeout: 10_000 }).toBe('0');
});

it('refuses what is over the queue, and lets Weaviate wait for room', async () => {
  const { url } = await listening({
    embedder: fakeEmbedder({ latencyMs: 30 }),
    limits: { queuedItems: 4, itemsPerRequest: 4 },
  });
  const four = ['a', 'b', 'c', 'd'];
  const ask = async (path: string, body: object, agent: string): Promise<Response> =>
    await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': agent },
      body: JSON.stringify(body),
    });
  const answers = await Promise.all(
    Array.from({ length: 10 }, async () => await ask('/v1/embeddings', { input: four }, 'openai')),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => status === 200).length + refused.length).toBe(10);
  for (const { headers } of refused) expect(headers.get('retry-after')).toBe('1');
  const patient = [
    ...Array.from({ length: 5 }, async () => await ask('/vectorize', { texts: four }, 'x')),
    ...Array.from(
      { length: 5 },
      async () => await ask('/v1/embeddings', { input: four }, 'Go-http-client/1.1'),
    ),
  ];
  expect((await Promise.all(patient)).map(({ status }) => status)).toEqual(
    Array.from({ length: 10 }, () => 200),
  );
});
