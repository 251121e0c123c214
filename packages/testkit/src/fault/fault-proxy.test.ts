import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { faultProxy } from './fault-proxy.ts';
import { tcpFaultProxy } from './tcp-fault-proxy.ts';

const seen: string[] = [];
const server = createServer((request, response) => {
  void text(request).then((body) => {
    seen.push(`${request.method} ${request.url} ${body}`);
    const status = request.url === '/missing' ? 404 : 201;
    response
      .writeHead(status, { 'x-kept': request.headers['x-asked'] ?? '' })
      .end(`answer to ${body}`);
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const proxy = await faultProxy({ target: `http://127.0.0.1:${port}/base` });
const tcp = await tcpFaultProxy({ target: `127.0.0.1:${port}`, quietMs: 50 });

afterAll(async () => {
  await proxy.close();
  await tcp.close();
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  proxy.inject();
  seen.length = 0;
});

const put = (path = '/base/x', body = 'b'): Promise<Response> =>
  fetch(`${new URL(proxy.url).origin}${path}`, {
    method: 'PUT',
    body,
    headers: { 'x-asked': 'yes' },
  });

it('passes everything on where no fault is injected', async () => {
  expect(proxy.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/base$/);
  const response = await put('/base/x?y=1&z=%20', 'body');
  expect([response.status, response.headers.get('x-kept'), await response.text()]).toEqual([
    201,
    'yes',
    'answer to body',
  ]);
  expect((await put('/missing')).status).toBe(404);
  expect(seen).toEqual(['PUT /base/x?y=1&z=%20 body', 'PUT /missing b']);
  expect(proxy.log.map(({ method, path, confirmed }) => [method, path, confirmed])).toEqual([
    ['PUT', '/base/x?y=1&z=%20', true],
    ['PUT', '/missing', false],
  ]);
});

it('cuts before the server has acted', async () => {
  proxy.inject({ fault: { kind: 'cut-before' } });
  await expect(put()).rejects.toThrow('fetch failed');
  expect(seen).toEqual([]);
  expect((await put()).status).toBe(201);
});

it('cuts after the server has acted, and within its answer', async () => {
  proxy.inject({ fault: { kind: 'cut-after' } });
  await expect(put()).rejects.toThrow('fetch failed');
  proxy.inject({ fault: { kind: 'cut-within' } });
  const response = await put();
  expect(response.status).toBe(201);
  await expect(response.text()).rejects.toThrow('terminated');
  expect(seen).toHaveLength(2);
  expect(proxy.log.map(({ confirmed }) => confirmed)).toEqual([false]);
});

it('answers in place of the server, whether it acted or not', async () => {
  const answer = {
    kind: 'answer',
    status: 429,
    headers: { 'retry-after': '7' },
    body: 'slow',
  } as const;
  proxy.inject(
    { fault: { ...answer, acted: false } },
    { fault: { ...answer, acted: true }, skip: 1 },
  );
  const first = await put();
  expect([first.status, first.headers.get('retry-after'), await first.text()]).toEqual([
    429,
    '7',
    'slow',
  ]);
  expect(seen).toHaveLength(0);
  expect((await put()).status).toBe(429);
  expect(seen).toHaveLength(1);
});

it('sends a request twice and passes on the first answer', async () => {
  proxy.inject({ fault: { kind: 'duplicate' } });
  expect(await (await put('/base/x', 'twice')).text()).toBe('answer to twice');
  expect(seen).toHaveLength(2);
});

it('delays', async () => {
  proxy.inject({ fault: { kind: 'delay', ms: 60 } });
  const begun = performance.now();
  await put();
  expect(performance.now() - begun).toBeGreaterThan(55);
});

it('befalls the requests that a rule means, after those that it skips, as often as it says', async () => {
  const fault = { kind: 'answer', acted: false, status: 500 } as const;
  proxy.inject({
    fault,
    when: ({ path, body }) => path === '/base/x' && body.toString() === 'b',
    skip: 1,
    times: 2,
  });
  const statuses: number[] = [];
  for (const [path, body] of [
    ['/base/x', 'b'],
    ['/other', 'b'],
    ['/base/x', 'c'],
    ['/base/x', 'b'],
    ['/base/x', 'b'],
    ['/base/x', 'b'],
  ]) {
    statuses.push((await put(path, body)).status);
  }
  expect(statuses).toEqual([201, 201, 201, 500, 500, 201]);
});

it('cuts a connection of bytes before and after the server has acted', async () => {
  const send = (): Promise<Response> =>
    fetch(`http://${tcp.address}/x`, { method: 'POST', body: 'tcp' });
  expect((await send()).status).toBe(201);
  tcp.cutNext('before');
  await expect(send()).rejects.toThrow('fetch failed');
  expect(seen).toHaveLength(1);
  tcp.cutNext('after');
  await expect(send()).rejects.toThrow('fetch failed');
  expect(seen).toHaveLength(2);
  tcp.delayNext(40);
  const begun = performance.now();
  expect((await send()).status).toBe(201);
  expect(performance.now() - begun).toBeGreaterThan(35);
  tcp.cutNext('before');
  tcp.clear();
  expect((await send()).status).toBe(201);
});
