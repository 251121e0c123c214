import { brotliCompressSync } from 'node:zlib';
import type { JsonObject } from '@nestvec/core';
import { expect, it } from 'vitest';
import { testServer } from '../__fixtures__/test-server.ts';
import { testShop } from '../__fixtures__/test-shop.ts';
import { hashKey } from '../guard/keys.ts';
import type { ServerOptions } from '../options.ts';

const html = {
  type: 'text/html; charset=utf-8',
  bytes: Buffer.from('<!doctype html><title>t</title>'),
};
const script = Buffer.from('console.log(1)');
const page = {
  html,
  assets: {
    'main-abc.js': {
      type: 'text/javascript; charset=utf-8',
      bytes: script,
      brotli: brotliCompressSync(script),
    },
  },
};

async function serving(more: Partial<ServerOptions> = {}) {
  const shop = await testShop();
  const indexes = { shop: shop.index };
  const server = await testServer({ embedder: shop.embedder, indexes, page, ...more });
  return { ...shop, ...server };
}

it('serves the page without a key, and lets nothing run or load in it but what it serves', async () => {
  const { ask } = await serving();
  const answer = await ask('/');
  expect([answer.status, answer.json]).toEqual([200, html.bytes.toString()]);
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-cache');
});

it('serves what the page loads for good, compressed for those who take it', async () => {
  const { server } = await serving();
  const ask = async (encoding: string) =>
    await server.fetch(
      new Request('http://127.0.0.1/page/main-abc.js', {
        headers: { 'accept-encoding': encoding },
      }),
    );
  for (const encoding of ['gzip, br', 'br', 'br;q=0.5, gzip']) {
    const answer = await ask(encoding);
    expect(answer.headers.get('content-encoding'), encoding).toBe('br');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(page.assets['main-abc.js'].brotli);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('vary')).toBe('Accept-Encoding');
  }
  for (const encoding of ['', 'gzip', 'br;q=0', 'brx']) {
    const answer = await ask(encoding);
    expect(answer.headers.get('content-encoding'), encoding).toBeNull();
    expect(await answer.text()).toBe('console.log(1)');
  }
});

it.each([
  '/page/other.js',
  '/page/..%2fpackage.json',
  '/page/__proto__',
  '/page/constructor',
  '/page/',
])('has no file %s', async (path) => {
  const { ask } = await serving();
  expect((await ask(path)).status).toBe(404);
});

it('has no page where none is given', async () => {
  const shop = await testShop();
  const { ask } = await testServer({ embedder: shop.embedder, indexes: { shop: shop.index } });
  for (const path of ['/', '/page/main-abc.js', '/v1/indexes/shop/page'])
    expect((await ask(path)).status, path).toBe(404);
});

it('says what the page needs to know of an index, as far as a key sees it', async () => {
  const key = 'the-key-of-a-reader';
  const { ask } = await serving({
    keys: [{ hash: hashKey(key), access: 'read', indexes: '*' }],
    publicIndexes: { shop: { fields: ['title', 'price'] } },
    pageSettings: {
      shop: {
        heading: 'Our things',
        title: 'title',
        description: 'note',
        price: 'cost',
        currency: 'EUR',
        facets: ['color', 'price'],
        sorts: ['price', 'cost'],
        group: '$parentId',
        boost: [
          { filter: { price: { $lt: 6 } }, weight: 1 },
          { field: 'cost', weight: 1 },
        ],
      },
    },
  });
  const all = await ask('/v1/indexes/shop/page', undefined, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(all.json).toMatchObject({
    name: 'shop',
    model: 'jinaai/jina-clip-v2',
    fields: { title: 'string', cost: 'number' },
    modalities: ['image', 'text'],
    shows: { text: true, parentId: true },
    settings: {
      description: 'note',
      price: 'cost',
      facets: ['color', 'price'],
      sorts: ['price', 'cost'],
      group: '$parentId',
    },
  });
  const open = await ask('/v1/indexes/shop/page');
  expect(open.json).toEqual({
    name: 'shop',
    model: 'jinaai/jina-clip-v2',
    fields: { title: 'string', price: 'number' },
    modalities: ['image', 'text'],
    shows: { text: false, parentId: false },
    hitsPerRequest: 100,
    settings: {
      heading: 'Our things',
      title: 'title',
      currency: 'EUR',
      facets: ['price'],
      sorts: ['price'],
      boost: [{ filter: { price: { $lt: 6 } }, weight: 1 }],
    },
  });
  expect((await ask('/v1/indexes/other/page')).status).toBe(404);
});

it('groups by a field where a key sees it', async () => {
  const { ask } = await serving({
    publicIndexes: { shop: { fields: ['title', 'color'] } },
    pageSettings: { shop: { group: 'color' } },
  });
  const settings = (await ask('/v1/indexes/shop/page')).json;
  expect(settings).toMatchObject({ settings: { group: 'color' } });
  const hiding = await serving({
    publicIndexes: { shop: { fields: ['title'] } },
    pageSettings: { shop: { group: 'color' } },
  });
  const { json } = await hiding.ask('/v1/indexes/shop/page');
  expect((json as { settings: object }).settings).toEqual({});
});

it('shows images from where a field says that they are, which need not be shown', async () => {
  const shop = await testShop();
  const { ask } = await testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    page,
    imageRoots: [shop.folder],
    publicIndexes: { shop: { fields: ['title'] } },
    pageSettings: { shop: { image: 'photo' } },
  });
  const metadata = (photo: unknown) => ({ title: 'a', photo }) as JsonObject;
  await shop.index.ingest([
    { id: 'named', text: 'a', metadata: metadata('blue.png') },
    { id: 'outside', text: 'b', uri: `${shop.folder}/red.png`, metadata: metadata('/etc/passwd') },
    { id: 'other', text: 'c', uri: `${shop.folder}/red.png`, metadata: metadata(5) },
  ]);
  const of = async (id: string) => (await ask(`/image/shop/${id}`)).status;
  expect([await of('named'), await of('outside'), await of('other')]).toEqual([200, 404, 200]);
  const requests = [{ indexName: 'shop', params: { query: 'a' } }];
  const { json } = await ask('/instantsearch', { requests });
  const [{ hits }] = (
    json as { results: [{ hits: { objectID: string; _nestvec: { image?: string } }[] }] }
  ).results;
  const imageOf = (id: string) => hits.find(({ objectID }) => objectID === id)?._nestvec.image;
  expect([imageOf('named'), imageOf('outside'), imageOf('other')]).toEqual([
    '/image/shop/named',
    undefined,
    '/image/shop/other',
  ]);
  expect(JSON.stringify(json)).not.toMatch(/blue\.png|passwd/);
});

it.each([
  [{ other: {} }, 'options.pageSettings.other'],
  [{ shop: { facets: ['nowhere'] } }, 'options.pageSettings.shop.facets'],
  [{ shop: { sorts: ['color'] } }, 'options.pageSettings.shop.sorts'],
  [{ shop: { group: 'tags' } }, 'options.pageSettings.shop.group'],
  [
    { shop: { boost: [{ field: 'title', weight: 1 }] } },
    'options.pageSettings.shop.boost[0].field',
  ],
  [
    { shop: { boost: [{ filter: { nowhere: 1 }, weight: 1 }] } },
    'options.pageSettings.shop.boost[0].filter',
  ],
  [{ shop: { currency: 'euro' } }, 'options.pageSettings.shop.currency'],
  [{ shop: { colour: 'red' } }, 'options.pageSettings.shop.colour'],
] as const)('refuses settings %j', async (pageSettings, field) => {
  const shop = await testShop();
  const failing = testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    page,
    pageSettings: pageSettings as never, // what the types forbid
  });
  await expect(failing).rejects.toMatchObject({ details: { field } });
});
