import { expect, it } from 'vitest';
import { type Description, testServer, type TestServer } from '../__fixtures__/test-server.ts';
import { testShop, type TestShop } from '../__fixtures__/test-shop.ts';
import { hashKey } from './keys.ts';
import type { ServerOptions } from '../options.ts';

const headers = { authorization: 'Bearer the-key-of-a-reader' };
const key = { hash: hashKey('the-key-of-a-reader'), access: 'read', indexes: '*' } as const;

/** A right body for each route that takes one. */
const bodies: Readonly<Record<string, object>> = {
  '/v1/indexes/shop/search': { query: 'a red shoe' },
  '/v1/indexes/shop/retrieve': { query: 'a red shoe' },
  '/v1/indexes/shop/facets': { fields: { color: { kind: 'values' } } },
  '/v1/indexes/shop/list': { sort: { field: 'price' } },
  '/v1/indexes/shop/get': { ids: ['red'] },
  '/v1/indexes/shop/count': {},
};

interface Opened extends TestShop, TestServer {
  readonly routes: readonly {
    readonly path: string;
    readonly method: string;
    readonly body: unknown;
  }[];
}

/** A server, and every route to its indexes as its description lists them. */
async function opened(options: Partial<ServerOptions> = {}): Promise<Opened> {
  const shop = await testShop();
  const server = await testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    imageRoots: [shop.folder],
    keys: [key],
    ...options,
  });
  const { paths } = (await server.ask('/openapi.json')).json as Description;
  const form = (): FormData => {
    const made = new FormData();
    made.append('image', new Blob([new Uint8Array(shop.red)]));
    return made;
  };
  const routes = Object.entries(paths).flatMap(([template, methods]) => {
    if (!/^\/(v1\/indexes|v1\/uploads|image)/.test(template)) return [];
    const path = template.replace('{index}', 'shop').replace('{id}', 'red');
    return Object.keys(methods).map((method) => ({
      path,
      method: method.toUpperCase(),
      body: path === '/v1/uploads' ? form() : bodies[path],
    }));
  });
  return { ...shop, ...server, routes };
}

it('answers every route as it stands in its description', async () => {
  const { ask, routes } = await opened();
  expect(routes.map(({ path }) => path).toSorted()).toEqual(
    [...Object.keys(bodies), '/image/shop/red', '/v1/indexes', '/v1/uploads'].toSorted(),
  );
  for (const { path, method, body } of routes) {
    const { status, problem } = await ask(path, body, { method, headers });
    expect([status, problem], path).toEqual([200, '']);
  }
});

it('refuses other Hosts, pages of other origins and callers without a key, at every route', async () => {
  const { ask, routes } = await opened();
  for (const { path, method, body } of routes) {
    const by = async (more: Record<string, string>) =>
      (await ask(path, body, { method, headers: { ...headers, ...more } })).status;
    for (const host of [
      'evil.example',
      'evil.example:8484',
      '169.254.169.254',
      'localhost.evil.example',
    ])
      expect(await by({ host }), `${path} ${host}`).toBe(421);
    for (const origin of ['https://evil.example', 'null', 'file://'])
      expect(await by({ origin, host: 'localhost' }), `${path} ${origin}`).toBe(403);
    for (const authorization of ['Bearer another-key-0123456', 'Bearer ', ''])
      expect(await by({ authorization }), `${path} ${authorization}`).toBe(401);
  }
});

it('takes the type of body that a route is for, at every route', async () => {
  const { ask, routes } = await opened();
  for (const { path, method, body } of routes) {
    if (method !== 'POST') continue;
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/xml',
      'text/html',
      '',
    ])
      expect(
        (await ask(path, JSON.stringify(body), { headers: { ...headers, 'content-type': type } }))
          .status,
        `${path} ${type}`,
      ).toBe(415);
  }
});

it('takes no path, no file: URL, no share and no inner address for an image, at every route with a query', async () => {
  const { ask, folder } = await opened({ imageUrls: ['https://images.example/public/'] });
  const hostile = [
    '/etc/passwd',
    `${folder}/red.png`,
    '../../etc/passwd',
    '..\\..\\secret.png',
    'file:///etc/passwd',
    `file://${folder}/red.png`,
    'file://server/share/a.png',
    '\\\\server\\share\\a.png',
    '//server/share/a.png',
    'C:\\a.png',
    'http://169.254.169.254/latest/meta-data/',
    'http://127.0.0.1:8484/metrics',
    'https://images.example/public/../private/a.png',
    'https://images.example@evil.example/public/a.png',
    'data:text/html,hello',
  ];
  for (const image of hostile)
    for (const door of ['search', 'retrieve', 'facets'])
      for (const query of [{ image }, { all: [{ text: 'a' }, { image }] }]) {
        const body = {
          query,
          ...(door === 'facets' ? { fields: { color: { kind: 'values' } } } : {}),
        };
        const { status, json } = await ask(`/v1/indexes/shop/${door}`, body, { headers });
        expect(status, `${door} ${image} ${JSON.stringify(json)}`).toBe(400);
        expect(JSON.stringify(json)).not.toContain('root:');
      }
  for (const index of [
    '..%2f..%2fetc',
    '%2fetc%2fpasswd',
    'file:%2f%2f',
    '__proto__',
    '%00',
    '%E0%A4%A',
  ])
    for (const path of [`/v1/indexes/${index}/count`, `/image/${index}/red`]) {
      const body = path.startsWith('/v1') ? {} : undefined;
      expect((await ask(path, body, { headers })).status, path).toBe(404);
    }
});

it('refuses broken, deep and oversized bodies, at every route', async () => {
  const { ask } = await opened({ limits: { joinMs: 0, bodyBytes: 100_000, heldBytes: 100_000 } });
  for (const path of Object.keys(bodies)) {
    for (const body of [
      '{',
      '',
      '[]',
      'null',
      '5',
      '"a"',
      '{"query":5,"sort":5,"ids":5,"fields":5,"filter":5}',
      Uint8Array.of(0xff),
    ])
      expect((await ask(path, body, { headers })).status, `${path} ${String(body)}`).toBe(400);
    const deep = `${'{"filter":{"$not":'.padEnd(18)}${'{"$not":'.repeat(5000)}{}${'}'.repeat(5002)}`;
    expect((await ask(path, deep, { headers })).status, path).toBe(400);
    expect(
      (await ask(path, JSON.stringify({ query: 'x'.repeat(100_001) }), { headers })).status,
      path,
    ).toBe(413);
    expect((await ask(path, undefined, { method: 'GET', headers })).status, path).toBe(405);
  }
});

it('refuses bodies of millions of values by their number, wherever they lie', async () => {
  const { ask } = await opened();
  const many = `[${'0,'.repeat(1_000_000)}0]`;
  const keys = `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":0`).join()}}`;
  const lists = `[${`[${'0,'.repeat(999)}0],`.repeat(999)}[0]]`;
  const deep = `${'{"$not":'.repeat(5000)}0${'}'.repeat(5000)}`;
  for (const [door, body] of [
    ['get', `{"ids":${many}}`],
    ['search', `{"query":{"like":${many}}}`],
    ['search', `{"query":{"all":${lists}}}`],
    ['search', `{"query":"a","boost":${many}}`],
    ['search', `{"query":"a","filter":${keys}}`],
    ['retrieve', `{"query":"a","include":${keys}}`],
    ['facets', `{"fields":${keys}}`],
    ['list', keys],
    ['count', `{"filter":{"price":{"$in":${many}}}}`],
    ['count', `{"filter":${deep}}`],
  ] as const) {
    const { status, problem } = await ask(`/v1/indexes/shop/${door}`, body, { headers });
    const name = `${door} ${body.slice(0, 40)}`;
    expect([status, problem], name).toEqual([
      400,
      'the body has more than 4000 keys and values; ask in parts',
    ]);
  }
});
