import { createServer } from 'node:http';
import { type Http2Server, type ServerHttp2Session, createServer as http2 } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { resolveOptions } from './options.ts';
import { createSession } from './session.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

async function urlOf(server: Server | Http2Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // of a TCP server
  return `http://127.0.0.1:${port}`;
}

const point = { id: 1, vector: { image: Float32Array.of(0.5) }, payload: {} };

it('reads once more over REST where the connection was closed meanwhile, and writes nothing twice', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    // Each second request finds its connection closed.
    if (asked.length % 2 === 0) request.socket.destroy();
    else response.end('{"result":{"count":7},"status":"ok"}');
  });
  opened.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = await urlOf(server);
  const { api, apiUntil } = createSession(resolveOptions({ url, collection: 'docs' }));
  expect(await api.count('docs', { exact: true })).toEqual({ count: 7 });
  const { signal } = new AbortController();
  expect(await apiUntil(signal).count('docs', { exact: true })).toEqual({ count: 7 });
  expect(asked).toHaveLength(3);
  await expect(api.upsert('docs', { points: [point], wait: true })).rejects.toThrow('fetch failed');
  expect(asked).toHaveLength(4);
});

it('reads once more over gRPC, and writes nothing twice', async () => {
  const asked: string[] = [];
  const sessions = new Set<ServerHttp2Session>();
  const server = http2();
  server.on('session', (session) => sessions.add(session));
  server.on('sessionError', () => undefined); // the sockets below
  server.on('stream', (stream, headers) => {
    asked.push(String(headers[':path']));
    stream.on('error', () => undefined);
    if (asked.length !== 2) {
      stream.session?.socket.destroy();
      return;
    }
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc' },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.from([0, 0, 0, 0, 9, 0x19, 0, 0, 0, 0, 0, 0, 0, 0])); // a message that says how long it took
  });
  opened.push(async () => {
    for (const session of sessions) session.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = await urlOf(server);
  const session = createSession(
    resolveOptions({ url: 'http://127.0.0.1:9', grpc: { url }, collection: 'docs' }),
  );
  opened.unshift(session.close);
  const transport = await session.transport();
  const page = { limit: 1, with_payload: false, with_vector: false };
  expect(await transport.scroll('docs', page)).toEqual([]);
  expect(asked).toEqual(['/qdrant.Points/Scroll', '/qdrant.Points/Scroll']);
  const [request] = transport.requests('docs', [point], { records: 10, bytes: 1_000_000 });
  await expect(request?.send()).rejects.toMatchObject({ code: 14 });
  expect(asked.slice(2)).toEqual(['/qdrant.Points/Upsert']);
});
