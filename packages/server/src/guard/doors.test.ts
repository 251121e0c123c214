import { expect, it, vi } from 'vitest';
import { isNestvecError } from '@nestvec/core';
import { type Description, testServer } from '../__fixtures__/test-server.ts';
import { createServer } from '../create-server.ts';
import { hashKey } from './keys.ts';

const embedKey = { hash: hashKey('a-key-of-the-shop'), access: 'embed', name: 'shop' } as const;
const bodies: Readonly<Record<string, object>> = {
  '/v1/embeddings': { input: 'a' },
  '/embeddings': { input: ['a'] },
  '/v2/embed': { texts: ['a'] },
  '/v1/multimodalembeddings': { inputs: [{ content: [{ type: 'text', text: 'a' }] }] },
  '/api/embed': { input: 'a' },
  '/embed': { inputs: ['a'] },
  '/vectorize': { texts: ['a'] },
  '/vectors': { text: 'a' },
  '/qdrant': { inputs: [{ data: 'a', data_type: 'text' }] },
};

/** Every route of a server, with a right body where it takes one. */
async function routesOf(
  ask: (path: string) => Promise<{ json: unknown }>,
): Promise<{ path: string; method: string; body: object | undefined; isOpen: boolean }[]> {
  const { paths } = (await ask('/openapi.json')).json as Description;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      path,
      method: method.toUpperCase(),
      body: method === 'post' ? bodies[path] : undefined,
      isOpen: security.length === 0,
    })),
  );
}

it('answers every route as it stands in its description', { timeout: 60_000 }, async () => {
  const { ask } = await testServer();
  const routes = await routesOf(ask);
  expect(
    routes
      .filter(({ method }) => method === 'POST')
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(Object.keys(bodies).toSorted());
  for (const { path, method, body } of routes)
    expect((await ask(path, body, { method })).status, path).toBeLessThan(300);
});

it('refuses a Host that it does not know, at every route', async () => {
  const { ask } = await testServer();
  for (const { path, method, body } of await routesOf(ask)) {
    for (const host of [
      'evil.example',
      'evil.example:8484',
      'localhost.evil.example',
      '169.254.169.254',
      '',
    ]) {
      const { status } = await ask(path, body, { method, headers: { host } });
      expect(status, `${path} ${host}`).toBe(421);
    }
    for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.1:8484', '[::1]:8484'])
      expect((await ask(path, body, { method, headers: { host } })).status, path).toBeLessThan(300);
  }
});

it('refuses the pages of other origins, at every route, and lets its own and listed ones in', async () => {
  const { ask } = await testServer({ origins: ['https://shop.example'] });
  for (const { path, method, body } of await routesOf(ask)) {
    const by = async (origin: string) =>
      await ask(path, body, { method, headers: { host: 'localhost:8484', origin } });
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost:9',
      'http://shop.example',
      'file://',
    ])
      expect((await by(origin)).status, `${path} ${origin}`).toBe(403);
    expect((await by('http://localhost:8484')).status).toBeLessThan(300);
    const listed = await by('https://shop.example');
    expect(listed.status).toBeLessThan(300);
    expect(listed.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  }
});

it('answers the question of a browser for listed origins only', async () => {
  const { ask } = await testServer({ origins: ['https://shop.example'] });
  const preflight = async (origin: string) =>
    await ask('/v1/embeddings', undefined, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  expect(
    (await preflight('https://shop.example')).headers.get('access-control-allow-methods'),
  ).toContain('POST');
  const other = await preflight('https://evil.example');
  expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([403, null]);
});

it('lets no one in without a right key, at every route but the open ones', async () => {
  const keys = [
    embedKey,
    { hash: hashKey('a-key-of-a-reader'), access: 'read', indexes: [] } as const,
  ];
  const { ask } = await testServer({ keys });
  for (const { path, method, body, isOpen } of await routesOf(ask)) {
    const by = async (authorization?: string) =>
      (
        await ask(path, body, {
          method,
          headers: authorization === undefined ? {} : { authorization },
        })
      ).status;
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
    const wrong = [
      undefined,
      'Bearer other',
      'Bearer ',
      'a-key-of-the-shop',
      `Bearer ${embedKey.hash}`,
      basic('a-key-of-the-shop'),
      basic('a-key-of-the-shop:'),
    ];
    for (const sent of wrong)
      expect(await by(sent), `${path} ${sent}`).toBe(
        isOpen ? 200 + (path.startsWith('/.well') ? 4 : 0) : 401,
      );
    for (const sent of [
      'Bearer a-key-of-the-shop',
      'bearer a-key-of-the-shop',
      basic(':a-key-of-the-shop'),
      basic('anyone:a-key-of-the-shop'),
    ])
      expect(await by(sent), `${path} ${sent}`).toBeLessThan(300);
    expect(await by('Bearer a-key-of-a-reader'), path).toBe(
      isOpen ? 200 + (path.startsWith('/.well') ? 4 : 0) : 403,
    );
  }
});

it('counts what a key asks for in the last minute', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const rate = { requestsPerMinute: 2 };
    const { ask } = await testServer({
      keys: [
        { ...embedKey, rate },
        { hash: hashKey('another-key-of-b'), access: 'embed' },
      ],
    });
    const by = async (key: string) =>
      await ask('/v1/embeddings', { input: 'a' }, { headers: { authorization: `Bearer ${key}` } });
    expect([
      (await by('a-key-of-the-shop')).status,
      (await by('a-key-of-the-shop')).status,
    ]).toEqual([200, 200]);
    vi.advanceTimersByTime(20_000);
    const refused = await by('a-key-of-the-shop');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '41']);
    expect((await by('another-key-of-b')).status).toBe(200);
    vi.advanceTimersByTime(41_000);
    expect((await by('a-key-of-the-shop')).status).toBe(200);
  } finally {
    vi.useRealTimers();
  }
});

it('counts tokens as they were embedded', async () => {
  const keys = [{ ...embedKey, rate: { tokensPerMinute: 10 } }];
  const { ask } = await testServer({ keys });
  const by = async (): Promise<number> =>
    (
      await ask(
        '/v1/embeddings',
        { input: 'one two three four' },
        { headers: { authorization: 'Bearer a-key-of-the-shop' } },
      )
    ).status;
  expect([await by(), await by(), await by()]).toEqual([200, 200, 429]);
});

it('takes JSON only, and says so', async () => {
  const { ask } = await testServer();
  for (const [path, body] of Object.entries(bodies)) {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/jsonx',
    ])
      expect((await ask(path, body, { headers: { 'content-type': type } })).status, type).toBe(415);
    expect((await ask(path, body, { headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
    for (const type of [
      'application/json; charset=utf-8',
      'APPLICATION/JSON',
      'application/problem+json',
    ])
      expect((await ask(path, body, { headers: { 'content-type': type } })).status, type).toBe(200);
  }
});

it(
  'names what is wrong with a body that is not JSON, or not UTF-8',
  { timeout: 60_000 },
  async () => {
    const { ask } = await testServer();
    for (const path of Object.keys(bodies)) {
      for (const body of ['{', '', 'x', '{"input":"a"', '[1', Uint8Array.of(0x22, 0xff, 0x22)])
        expect((await ask(path, body)).status, String(body)).toBe(400);
      for (const body of [[], null, 5, 'a', { input: 5, texts: 5, text: 5, inputs: 5 }].map((one) =>
        JSON.stringify(one),
      ))
        expect((await ask(path, body)).status, body).toBe(400);
      expect((await ask(path, '['.repeat(1_000_000))).status).toBe(400);
    }
    const deep = `${'{"input":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    expect((await ask('/v1/embeddings', deep)).status).toBe(400);
  },
);

it('refuses a body over the limit, whether its length is sent before or not', async () => {
  const { ask, server } = await testServer({ limits: { bodyBytes: 1000, heldBytes: 1000 } });
  for (const path of Object.keys(bodies)) {
    const long = JSON.stringify({ input: 'x'.repeat(1000) });
    expect(
      (await ask(path, long, { headers: { 'content-length': String(long.length) } })).status,
    ).toBe(413);
    const stream = new Blob([long]).stream();
    const request = new Request(`http://127.0.0.1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: stream,
      duplex: 'half',
    });
    expect((await server.fetch(request)).status).toBe(413);
  }
});

it(
  'reads no file and no address, whatever an image says, at every route',
  { timeout: 60_000 },
  async () => {
    const { ask, calls } = await testServer({ imageUrls: ['https://images.example/public/'] });
    const hostile = [
      '/etc/passwd',
      '../../etc/passwd',
      '..\\..\\secret.png',
      'C:\\secret.png',
      '\\\\server\\share\\secret.png',
      '//server/share/secret.png',
      'file:///etc/passwd',
      'FILE:///etc/passwd',
      ' file:///etc/passwd',
      'file://server/share/secret.png',
      import.meta.filename,
      'ftp://images.example/public/a.png',
      'blob:https://images.example/public/a.png',
      'http://169.254.169.254/latest/meta-data/',
      'http://127.0.0.1:8484/metrics',
      'http://localhost/',
      'https://images.example/private/a.png',
      'https://images.example/public/../private/a.png',
      'https://images.example/public/%2e%2e/private/a.png',
      'https://images.example/publicly/a.png',
      'https://images.example:444/public/a.png',
      'http://images.example/public/a.png',
      'https://images.example@evil.example/public/a.png',
      'https://user:word@images.example/public/a.png',
      'https://evil.example/https://images.example/public/a.png',
      'https:images.example/private',
      'data:text/html,hello',
      'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/>',
      '',
      'x'.repeat(10_000),
    ];
    for (const image of hostile) {
      const asks: Record<string, object> = {
        '/v1/embeddings': { input: [{ image }] },
        '/vectorize': { images: [image] },
        '/qdrant': {
          inputs: [
            { data: image, data_type: 'image' },
            { data: { image }, data_type: 'object' },
          ],
        },
      };
      for (const [path, body] of Object.entries(asks)) {
        const { status, json } = await ask(path, body);
        expect(status, `${path} ${image.slice(0, 80)}: ${JSON.stringify(json)}`).toBe(400);
        expect(JSON.stringify(json)).not.toContain('root:');
      }
    }
    expect(calls).toEqual([]);
  },
);

it('answers unknown routes, methods and prefixes', async () => {
  const { ask } = await testServer();
  for (const path of [
    '/',
    '/v1',
    '/v1/embeddings/',
    '/v1/embeddings/x',
    '/d/1/d/2/v1/embeddings',
    '/q/q/v1/embeddings',
    '/d/x/v1/embeddings',
    '/%2e%2e/etc/passwd',
    '//v1/embeddings',
  ])
    expect((await ask(path)).status, path).toBe(404);
  const { status, headers } = await ask('/v1/embeddings', undefined, { method: 'DELETE' });
  expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  expect((await ask('/v1/models', { a: 1 })).status).toBe(405);
});

it('gives the request id back, and one of its own for none or a hostile one', async () => {
  const { ask, log } = await testServer({ keys: [embedKey] });
  const headers = { authorization: 'Bearer a-key-of-the-shop', 'x-request-id': 'abc-1' };
  const { headers: got } = await ask('/v1/embeddings', { input: 'my secret text' }, { headers });
  expect(got.get('x-request-id')).toBe('abc-1');
  const other = await ask(
    '/v1/embeddings',
    { input: 5 },
    { headers: { ...headers, 'x-request-id': 'a b"<' } },
  );
  expect(other.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  expect(log.slice(-2)).toMatchObject([
    {
      requestId: 'abc-1',
      route: '/v1/embeddings',
      status: 200,
      key: 'shop',
      items: 1,
      tokens: 5,
      level: 'info',
    },
    { route: '/v1/embeddings', status: 400, code: 'invalid_request' },
  ]);
  const written = JSON.stringify(log);
  for (const secret of ['my secret text', 'a-key-of-the-shop', embedKey.hash])
    expect(written).not.toContain(secret);
});

it.each<readonly [string, object, string]>([
  ['an option that it does not know', { embeder: 1 }, 'options.embeder'],
  ['what is not an embedder', { embedder: {} }, 'options.embedder'],
  [
    'a key instead of its hash',
    { keys: [{ hash: 'secret', access: 'embed' }] },
    'options.keys.0.hash',
  ],
  ['a key twice', { keys: [embedKey, embedKey] }, 'options.keys[1].hash'],
  ['another name without keys', { hosts: ['embed.example'] }, 'options.keys'],
  [
    'an address in place of a name',
    { keys: [embedKey], hosts: ['https://a.example'] },
    'options.hosts.0',
  ],
  ['an origin with a path', { origins: ['https://a.example/'] }, 'options.origins.0'],
  ['a path of images', { imageUrls: ['/srv/images'] }, 'options.imageUrls.0'],
  ['room for less than one body', { limits: { heldBytes: 5 } }, 'options.limits.heldBytes'],
])('refuses %s', (_, options, field) => {
  const make = (): unknown => createServer(options);
  expect(make).toThrow(expect.objectContaining({ details: { field } }));
  expect(make).toThrow(expect.toSatisfy((error) => isNestvecError(error, 'invalid-input')));
});
