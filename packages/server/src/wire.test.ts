// What is sent to the socket itself: each case has one exact answer, or the connection is closed, and the next request is answered.
import { connect } from 'node:net';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer, type Server } from './create-server.ts';
import type { LogEntry } from './log.ts';

let server: Server;
let port: number;
const log: LogEntry[] = [];

beforeAll(async () => {
  server = createServer({
    embedder: fakeEmbedder(),
    limits: { bodyBytes: 5000, heldBytes: 20_000 },
    onLog: (entry) => log.push(entry),
  });
  ({ port } = await server.listen({ port: 0 }));
  await server.ready();
});
afterAll(async () => await server.close());

/** Statuses of all answers to bytes: once there are so many as are expected, the client leaves. */
async function statusesOf(
  expected: number,
  ...chunks: readonly (string | Uint8Array)[]
): Promise<readonly number[]> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  const statuses = (): readonly number[] =>
    [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    // What is more than expected has a moment to come.
    if (statuses().length >= expected) setTimeout(() => socket.destroy(), 50);
  });
  for (const chunk of chunks) socket.write(chunk);
  if (expected === 0) socket.end();
  await new Promise((resolve) => socket.once('close', resolve));
  return statuses();
}

const host = 'Host: localhost\r\n';
const small = '{"input":"a"}';
const get = (target: string, more = host): string => `GET ${target} HTTP/1.1\r\n${more}\r\n`;
const post = (more: string, body = small): string =>
  `POST /v1/embeddings HTTP/1.1\r\n${host}Content-Type: application/json\r\n${more}\r\n${body}`;
const sized = (body: string | Uint8Array = small, more = ''): Uint8Array =>
  Buffer.concat([
    Buffer.from(post(`${more}Content-Length: ${Buffer.byteLength(body)}\r\n`, '')),
    Buffer.from(body),
  ]);
const chunked = (body: string, more = 'Transfer-Encoding: chunked\r\n'): string => post(more, body);

const cases: readonly (readonly [string, string | Uint8Array, readonly number[]])[] = [
  ['a request', sized(), [200]],
  [
    'three requests at once, in their order',
    `${post(`Content-Length: 13\r\n`)}${get('/health')}${get('/none')}`,
    [200, 200, 404],
  ],
  ['HEAD', `HEAD /health HTTP/1.1\r\n${host}\r\n`, [200]],
  ['HEAD of a door', `HEAD /v1/embeddings HTTP/1.1\r\n${host}\r\n`, [405]],
  ['OPTIONS', `OPTIONS /v1/embeddings HTTP/1.1\r\n${host}\r\n`, [405]],
  ['OPTIONS *', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, [400]],
  ['TRACE', `TRACE /health HTTP/1.1\r\n${host}\r\n`, [405]],
  ['CONNECT', `CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`, []],
  ['an unknown method', `BREW /health HTTP/1.1\r\n${host}\r\n`, [400]],
  [
    'another method by a header',
    get('/v1/embeddings', `${host}X-HTTP-Method-Override: POST\r\n`),
    [405],
  ],
  // Targets
  ['a target with its host', get('http://localhost/health'), [200]],
  ['a target with another host than Host', get('http://evil.example/health'), [421]],
  [
    'a target with a host, and another Host',
    get('http://localhost/health', 'Host: evil.example\r\n'),
    [200],
  ],
  ['a file as target', get('file:///etc/passwd'), [400]],
  ['a target without a slash', get('health'), [400]],
  ['a target of another server', get('//evil.example/health'), [404]],
  ['a target with a broken escape', get('/%zz'), [404]],
  ['a query with a broken escape', get('/health?a=%zz'), [200]],
  ['a NUL in the target', get('/hea\0lth'), [400]],
  ['a target with a user', get('http://localhost@evil.example/health'), [421]],
  ['a target whose host is empty', get('http:////evil.example/health'), [421]],
  ['a target that is a host and a port', get('localhost:80'), [400]],
  ['a target with dots', get('/v1/../health'), [200]],
  ['a target that climbs', get('/../../../etc/passwd'), [404]],
  ['an escaped slash', get('/v1%2fmodels'), [404]],
  ['an escaped NUL', get('/health%00'), [404]],
  ['dots that are longer than they must be', get('/%c0%ae%c0%ae/%c0%af'), [404]],
  ['bytes that are not ASCII', Buffer.from(get('/h\u00E4')), [400]],
  ['a method in small letters', `get /health HTTP/1.1\r\n${host}\r\n`, [400]],
  ['a request without a version', 'GET /health\r\n\r\n', [400]],
  ['lines that end with a bare LF', 'GET /health HTTP/1.1\nHost: localhost\n\n', [400]],
  ['a bare CR', 'GET /health HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n', [400]],
  // Hosts
  ['two Hosts', get('/health', `${host}Host: evil.example\r\n`), [421]],
  ['two Hosts, the right one last', get('/health', `Host: evil.example\r\n${host}`), [421]],
  ['no Host', get('/health', ''), [400]],
  ['HTTP/1.0 with a Host', `GET /health HTTP/1.0\r\n${host}\r\n`, [200]],
  ...(
    [
      ['evil.example', 421],
      ['localhost.', 421],
      ['localhost,evil.example', 421],
      ['127.1', 421],
      ['0', 421],
      ['localhost@evil.example', 400],
      ['evil.example#localhost', 400],
      ['localhost/evil', 400],
      ['localhost:99999', 400],
      ['local host', 400],
      ['%6cocalhost', 400],
    ] as const
  ).map(
    ([name, status]) => [`Host ${name}`, get('/health', `Host: ${name}\r\n`), [status]] as const,
  ),
  [
    'a Host that a proxy says',
    get('/health', 'Host: evil.example\r\nX-Forwarded-Host: localhost\r\n'),
    [421],
  ],
  [
    'two Origins',
    get('/health', `${host}Origin: http://localhost\r\nOrigin: http://evil.example\r\n`),
    [403],
  ],
  // Lengths
  ['two lengths', post('Content-Length: 13\r\nContent-Length: 14\r\n'), [400]],
  ['a list of lengths', post('Content-Length: 13, 13\r\n'), [400]],
  ['a length with a sign', post('Content-Length: +13\r\n'), [400]],
  ['a length in hexadecimal digits', post('Content-Length: 0xd\r\n'), [400]],
  ['a length that no number holds', post('Content-Length: 99999999999999999999\r\n'), [400]],
  [
    'a length and chunks',
    chunked(`d\r\n${small}\r\n0\r\n\r\n`, 'Content-Length: 13\r\nTransfer-Encoding: chunked\r\n'),
    [400],
  ],
  ['a length that is too short', post('Content-Length: 5\r\n'), [400]],
  ['a body over the limit', post('Content-Length: 6000\r\n', ''), [413]],
  // Chunks
  ['chunks', chunked(`3\r\n${small.slice(0, 3)}\r\na\r\n${small.slice(3)}\r\n0\r\n\r\n`), [200]],
  ['chunks with a trailer', chunked(`d\r\n${small}\r\n0\r\nHost: evil.example\r\n\r\n`), [200]],
  ['a chunk that is longer than it says', chunked(`5\r\n${small}\r\n0\r\n\r\n`), [400]],
  ['a chunk whose size is a word', chunked(`zz\r\n${small}\r\n0\r\n\r\n`), [400]],
  ['a chunk of more than can be', chunked('fffffffffffffffff\r\n'), [400]],
  ['chunks over the limit', chunked(`1770\r\n${'x'.repeat(6000)}\r\n0\r\n\r\n`), [413]],
  [
    'chunks within chunks',
    chunked(`d\r\n${small}\r\n0\r\n\r\n`, 'Transfer-Encoding: chunked, identity\r\n'),
    [400],
  ],
  ['chunks with words behind their size', chunked(`d;a=b\r\n${small}\r\n0\r\n\r\n`), [200]],
  ['chunks that end with a bare LF', chunked(`d\n${small}\n0\n\n`), [400]],
  ['a chunk whose size has a sign', chunked(`+d\r\n${small}\r\n0\r\n\r\n`), [400]],
  ['a chunk whose size has 0x', chunked(`0xd\r\n${small}\r\n0\r\n\r\n`), [400]],
  ['words behind a size without end', chunked(`d;${'a'.repeat(20_000)}\r\n${small}`), [413]],
  [
    'chunks, said over two lines',
    chunked(`d\r\n${small}\r\n0\r\n\r\n`, 'Transfer-Encoding:\r\n chunked\r\n'),
    [400],
  ],
  [
    'chunks, said twice',
    chunked(`0\r\n\r\n`, 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n'),
    [400],
  ],
  [
    'chunks by another name',
    chunked(small, 'Transfer-Encoding: xchunked\r\nContent-Length: 13\r\n'),
    [400],
  ],
  ['a request within a body', sized(get('/v1/models')), [400]],
  [
    'a body of GET, which is not another request',
    get('/health', `${host}Content-Length: 20\r\n`) + ' '.repeat(20) + get('/none'),
    [200, 404],
  ],
  // Headers
  ['headers that are too long', get('/health', `${host}X: ${'x'.repeat(20_000)}\r\n`), [431]],
  ['a NUL in a header', get('/health', `${host}X: a\0b\r\n`), [400]],
  ['a space before a colon', 'GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n', [400]],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
  ['TLS', Uint8Array.of(22, 3, 1, 0, 5, 1, 2, 3, 4, 5), [400]],
  [
    'another protocol asked for',
    get('/health', `${host}Connection: Upgrade\r\nUpgrade: websocket\r\n`),
    [200],
  ],
  // Bodies
  ['an encoding', sized(small, 'Content-Encoding: gzip\r\n'), [415]],
  ['no encoding, by name', sized(small, 'Content-Encoding: identity\r\n'), [200]],
  ['a NUL in the JSON', sized('{"input":"a\0b"}'), [400]],
  ['a NUL, escaped', sized(String.raw`{"input":"a\u0000b"}`), [200]],
  ['half a character, escaped', sized(String.raw`{"input":"a\ud800b"}`), [200]],
  ['half a character', sized(Buffer.from('7b22696e707574223a22c3227d', 'hex')), [400]],
  ['a byte order mark', sized(`\uFEFF${small}`), [200]],
  ['a prototype', sized('{"input":"a","__proto__":{"dimensions":7}}'), [200]],
  ['a model of that name', sized('{"input":"a","model":"__proto__"}'), [404]],
  ['a number that is too large', sized('{"input":"a","dimensions":1e999}'), [400]],
  // What a client sends once it is answered
  ['Expect', post(`Content-Length: 13\r\nExpect: 100-continue\r\n`), [100, 200]],
  [
    'Expect for a body over the limit',
    post('Content-Length: 6000\r\nExpect: 100-continue\r\n', ''),
    [413],
  ],
  ['Expect for something else', post('Content-Length: 13\r\nExpect: tea\r\n'), [417]],
];

it.each(cases)('answers %s', { timeout: 30_000 }, async (_, bytes, statuses) => {
  log.length = 0;
  expect(await statusesOf(statuses.length, bytes)).toEqual(statuses);
  expect(log.filter(({ status }) => status >= 500)).toEqual([]);
  expect(await statusesOf(1, get('/health'))).toEqual([200]);
});

it('answers a request behind one whose body is refused, or closes', async () => {
  const hidden = get('/v1/models');
  const answers = await statusesOf(
    1,
    post(`Content-Length: ${6000 + hidden.length}\r\n`, 'x'.repeat(6000) + hidden),
  );
  expect(answers).toEqual([413]);
});

it.each([
  ['a body that breaks off', post('Content-Length: 20\r\n')],
  ['chunks that break off', chunked(`d\r\n${small}\r\n`)],
  ['headers that break off', 'GET /health HTTP/1.1\r\nHo'],
])('answers %s', async (_, bytes) => {
  expect(await statusesOf(0, bytes)).toEqual([400]);
});
