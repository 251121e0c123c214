// Every route under every attack. The routes are those that the server describes: one without a row here fails, and so does a row that
// names no place for an image, a field or an id where the description of its route has one.
import { once } from 'node:events';
import { symlink, writeFile } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { hostileImages, hostileTargets } from '../__fixtures__/hostile-images.ts';
import { type Description, png, testServer, type TestServer } from '../__fixtures__/test-server.ts';
import { addAt, secrets, testShop, type TestShop } from '../__fixtures__/test-shop.ts';
import { hashKey } from './keys.ts';

/** What is sent to a route: its own path and right body by default. */
interface Sent {
  readonly path?: string;
  readonly body?: unknown;
}

/** Where an attack can come in at one route. */
interface Row {
  /** A right body, where it takes one. */
  readonly body?: unknown;
  /** Each place that takes an image. */
  readonly images?: readonly ((image: unknown) => unknown)[];
  /** Each place that takes the name of a field. */
  readonly fields?: readonly ((field: string) => unknown)[];
  /** Each place that takes the id of a record. */
  readonly ids?: readonly ((id: string) => Sent)[];
}

const query = 'a red shoe';

function formOf(image: unknown): FormData {
  const form = new FormData();
  form.append(
    'image',
    image instanceof Uint8Array ? new Blob([new Uint8Array(image)]) : String(image),
  );
  return form;
}

const screenOf = (params: object, indexName = 'shop') => ({ requests: [{ indexName, params }] });

const imagesOfQueries = (more: object = {}) => [
  (image: unknown) => ({ query: { image }, ...more }),
  (image: unknown) => ({ query: { all: [{ text: query }, { image }] }, ...more }),
];
const idsOfQueries = (more: object = {}) => [
  (id: string): Sent => ({ body: { query: { like: id }, ...more } }),
  (id: string): Sent => ({ body: { query: { like: ['red', id] }, ...more } }),
  (id: string): Sent => ({ body: { query: { all: [{ text: query }, { like: id }] }, ...more } }),
];
const filtersBy = (more: object = {}) => [
  (field: string) => ({ ...more, filter: { [field]: { $exists: true } } }),
  (field: string) => ({
    ...more,
    filter: { $or: [{ color: 'red' }, { $not: { [field]: null } }] },
  }),
];
const values = { color: { kind: 'values' } };
const byPrice = { sort: { field: 'price' } };

const rows: Readonly<Record<string, Row>> = {
  'POST /v1/embeddings': {
    body: { input: 'a' },
    images: [(image) => ({ input: { image } }), (image) => ({ input: ['a', { image }] })],
  },
  'POST /embeddings': {
    body: { input: ['a'], modality: 'text' },
    images: [
      (image) => ({ input: [image], modality: 'image' }),
      (image) => ({ input: image, modality: 'image' }),
      (image) => ({ input: ['a', { image }] }),
    ],
  },
  'POST /v2/embed': {
    body: { texts: ['a'] },
    images: [
      (image) => ({ images: [image] }),
      (image) => ({ inputs: [{ content: [{ type: 'image_url', image_url: { url: image } }] }] }),
      (image) => ({ inputs: [{ content: [{ type: 'image_base64', image_base64: image }] }] }),
    ],
  },
  'POST /v1/multimodalembeddings': {
    body: { inputs: [{ content: [{ type: 'text', text: 'a' }] }] },
    images: [
      (image) => ({ inputs: [{ content: [{ type: 'image_url', image_url: image }] }] }),
      (image) => ({ inputs: [{ content: [{ type: 'image_base64', image_base64: image }] }] }),
    ],
  },
  'POST /api/embed': { body: { input: 'a' } },
  'POST /embed': { body: { inputs: ['a'] } },
  'GET /info': {},
  'POST /rerank': { body: { query: 'a', documents: ['b'] } },
  'POST /vectorize': {
    body: { texts: ['a'] },
    images: [(image) => ({ texts: ['a'], images: [image] })],
  },
  'POST /vectors': { body: { text: 'a' } },
  'POST /qdrant': {
    body: { inputs: [{ data: 'a', data_type: 'text' }] },
    images: [
      (image) => ({ inputs: [{ data: image, data_type: 'image' }] }),
      (image) => ({ inputs: [{ data: { image }, data_type: 'object' }] }),
    ],
  },
  'GET /v1/models': {},
  'GET /meta': {},
  'GET /.well-known/ready': {},
  'GET /.well-known/live': {},
  'GET /health': {},
  'GET /ready': {},
  'GET /metrics': {},
  'GET /openapi.json': {},
  'GET /v1/indexes': {},
  'POST /v1/indexes/{index}/search': {
    body: { query },
    images: imagesOfQueries(),
    ids: [...idsOfQueries(), (id) => ({ body: { query, filter: { $id: id } } })],
    fields: [
      ...filtersBy({ query }),
      (field) => ({ query, sort: { field } }),
      (field) => ({ query, groupBy: { field } }),
      (field) => ({ query, boost: [{ field, weight: 1 }] }),
      (field) => ({ query, boost: [{ filter: { [field]: { $exists: true } }, weight: 1 }] }),
    ],
  },
  'POST /v1/indexes/{index}/retrieve': {
    body: { query },
    images: imagesOfQueries(),
    ids: [...idsOfQueries(), (id) => ({ body: { query, filter: { $id: id } } })],
    fields: filtersBy({ query }),
  },
  'POST /v1/indexes/{index}/facets': {
    body: { fields: values },
    images: imagesOfQueries({ fields: values }),
    ids: [
      ...idsOfQueries({ fields: values }),
      (id) => ({ body: { fields: values, filter: { $id: id } } }),
    ],
    fields: [
      ...filtersBy({ fields: values }),
      (field) => ({ fields: { [field]: { kind: 'range' } } }),
      (field) => ({ query, fields: { [field]: { kind: 'range' } } }),
    ],
  },
  'POST /v1/indexes/{index}/list': {
    body: byPrice,
    ids: [(id) => ({ body: { ...byPrice, filter: { $id: id } } })],
    fields: [...filtersBy(byPrice), (field) => ({ sort: { field } })],
  },
  'POST /v1/indexes/{index}/get': {
    body: { ids: ['red'] },
    ids: [(id) => ({ body: { ids: [id] } })],
  },
  'POST /v1/indexes/{index}/count': {
    body: {},
    ids: [(id) => ({ body: { filter: { $id: id } } })],
    fields: filtersBy(),
  },
  'POST /instantsearch': {
    body: screenOf({ query }),
    ids: [
      (id) => ({ body: screenOf({ nestvecLike: id }) }),
      (id) => ({ body: screenOf({ query, nestvecLike: ['red', id] }) }),
      (id) => ({ body: screenOf({ facetFilters: [`$id:${id}`] }) }),
      (id) => ({ body: screenOf({ query, facetFilters: [['color:none', `$id:${id}`]] }) }),
      (id) => ({ body: screenOf({ filters: `objectID:${id}` }) }),
      (id) => ({ body: screenOf({ query, filters: `color:none OR objectID:"${id}"` }) }),
    ],
    fields: [
      (field) => screenOf({ facets: [field] }),
      (field) => screenOf({ query, facets: field }),
      (field) => screenOf({ facetFilters: [`${field}:red`] }),
      (field) => screenOf({ query, facetFilters: [['color:red', `${field}:-red`]] }),
      (field) => screenOf({ numericFilters: [`${field}>1`] }),
      (field) => screenOf({ query, nestvecBoost: [{ field, weight: 1 }] }),
      (field) =>
        screenOf({ query, nestvecBoost: [{ filter: { [field]: { $exists: true } }, weight: 1 }] }),
      (field) => screenOf({ filters: `${field}:red` }),
      (field) => screenOf({ query, filters: `color:red OR NOT (${field}:1 TO 2)` }),
      (field) => screenOf({ nestvecGroup: field }),
      (field) => screenOf({ query, nestvecGroup: field }),
      (field) => ({ requests: [{ indexName: 'shop', type: 'facet', facet: field, params: {} }] }),
      (field) => ({
        requests: [{ indexName: 'shop', type: 'facet', facet: field, params: { query } }],
      }),
      (field) => screenOf({}, `shop/sort/${field}:asc`),
      (field) => screenOf({ query }, `shop/sort/${field}:desc`),
    ],
  },
  'POST /v1/uploads': { body: 'form', images: [formOf] },
  'GET /': {},
  'GET /page/{file}': {},
  'GET /v1/indexes/{index}/page': {},
  'GET /image/{index}/{id}': { ids: [(id) => ({ path: `/image/shop/${id}` })] },
};

const shown = ['title', 'price', 'color', '$text', '$parentId'];
const keyOf = (name: string, more: object) => ({
  hash: hashKey(`the-key-of-${name}-0123`),
  name,
  ...more,
});
const ofReader = { indexes: ['shop'], fields: shown } as const;
const file = { type: 'text/plain', bytes: new Uint8Array(1) };
const authorized = (name: string) => ({ authorization: `Bearer the-key-of-${name}-0123` });

interface AttackedRoute extends Row {
  readonly name: string;
  readonly path: string;
  readonly method: string;
  readonly isOpen: boolean;
  /** What its request may hold, as it is described, with all that this refers to. */
  readonly request: string;
  send(sent?: Sent, headers?: Record<string, string>): ReturnType<TestServer['ask']>;
}

interface Attacked extends TestServer, TestShop {
  readonly routes: readonly AttackedRoute[];
  /** Addresses that were fetched. */
  readonly fetched: string[];
}

/** A server with all doors, to which tenant `a` has a key that shows part of its records; the web is a proxy of this test. */
async function attacked(): Promise<Attacked> {
  const shop = await testShop({ tenants: true });
  const outside = join(dirname(shop.folder), 'secret.png');
  await writeFile(outside, await png());
  await symlink(outside, join(shop.folder, 'link.png'));
  const { proxy, fetched } = await web();
  const server = await testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    reranker: {
      rerank: async (_, texts) =>
        await Promise.resolve(texts.map((_text, index) => ({ index, score: 1 }))),
    },
    page: { html: file, assets: { 'a.js': file } },
    imageRoots: [shop.folder],
    imageUrls: ['http://93.184.215.14/public/'],
    imageLimits: { maxRedirects: 3, proxy: { http: proxy } },
    limits: { joinMs: 0, bodyBytes: 200_000, heldBytes: 200_000 },
    keys: [
      keyOf('a', { access: 'write', tenant: 'a', ...ofReader }),
      keyOf('b', { access: 'write', tenant: 'b', ...ofReader }),
      keyOf('reader', { access: 'read', tenant: 'a', ...ofReader }),
      keyOf('embedder', { access: 'embed' }),
    ] as never, // of the kinds that are named
  });
  const described = (await server.ask('/openapi.json')).json as Description;
  const routes = Object.entries(described.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([lower, operation]): AttackedRoute => {
      const method = lower.toUpperCase();
      const name = `${method} ${template}`;
      const path = template
        .replace('{index}', 'shop')
        .replace('{id}', 'red')
        .replace('{file}', 'a.js');
      const row = rows[name] ?? {};
      const body = row.body === 'form' ? formOf(shop.red) : row.body;
      return {
        ...row,
        body,
        name,
        path,
        method,
        isOpen: operation.security.length === 0,
        request: requestOf(operation, described),
        send: async (sent = {}, headers = {}) =>
          await server.ask(sent.path ?? path, 'body' in sent ? sent.body : body, {
            method,
            headers: { ...authorized('a'), ...headers },
          }),
      };
    }),
  );
  return { ...shop, ...server, routes, fetched };
}

/** The web, as a proxy that answers every address, and redirects from `/to/`. */
async function web(): Promise<{ proxy: string; fetched: string[] }> {
  const image = await png();
  const fetched: string[] = [];
  const server = createHttp((request, response) => {
    const { url = '' } = request;
    fetched.push(url);
    const [, target] = /\/public\/to\/(.*)$/.exec(url) ?? [];
    if (target === undefined) response.writeHead(200, { 'content-type': 'image/png' }).end(image);
    else response.writeHead(302, { location: decodeURIComponent(target) }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { proxy: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, fetched };
}

/** The request's part of a description, with the schemas that it refers to. */
function requestOf(operation: object, description: Description): string {
  const { components } = description as { components?: { schemas?: Record<string, object> } };
  const { requestBody = {}, parameters = [] } = operation as {
    requestBody?: object;
    parameters?: object;
  };
  let text = JSON.stringify([requestBody, parameters]);
  const taken = new Set<string>();
  for (;;) {
    const next = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].find(
      ([, name = '']) => !taken.has(name),
    )?.[1];
    if (next === undefined) return text;
    taken.add(next);
    text += JSON.stringify(components?.schemas?.[next] ?? {});
  }
}

const at = (image: string): string => `http://93.184.215.14/public/to/${encodeURIComponent(image)}`;

it('has a row for every route, with a place for everything that its description takes', async () => {
  const { routes } = await attacked();
  expect(routes.map(({ name }) => name).toSorted()).toEqual(Object.keys(rows).toSorted());
  for (const { name, request, images = [], fields = [], ids = [] } of routes) {
    expect(images.length > 0, `${name}: images`).toBe(
      /"(images?|data|image_url|image_base64)":/.test(request),
    );
    expect(fields.length > 0, `${name}: fields`).toBe(
      /"Filter"|schemas\/Filter"|"groupBy":|schemas\/FacetFields"|schemas\/Conditions"/.test(
        request,
      ),
    );
    expect(ids.length > 0, `${name}: ids`).toBe(
      /"(like|ids|nestvecLike)":|"name":"id"|schemas\/Filter"/.test(request),
    );
  }
});

it('answers what is right, at every route, and shows nothing that is not for this key', async () => {
  const { routes } = await attacked();
  for (const { name, send } of routes) {
    const { status, problem, json } = await send();
    expect([Math.floor(status / 100), problem], name).toEqual([2, '']);
    const text = JSON.stringify(json);
    const shownTo = /\/v1\/indexes|instantsearch/.test(name) ? text : '';
    for (const secret of [...secrets, 'green']) expect(shownTo, name).not.toContain(secret);
  }
});

it.each([
  ['evil.example', 421],
  ['evil.example:8484', 421],
  ['localhost.evil.example', 421],
  ['localhost.', 421],
  ['169.254.169.254', 421],
  ['[::ffff:127.0.0.1]', 421],
  ['0.0.0.0', 421],
  ['', 421],
] as const)(
  'refuses Host %j, as a name that was pointed here sends it, at every route',
  async (host, status) => {
    const { routes } = await attacked();
    for (const { name, send } of routes)
      expect((await send({}, { host })).status, name).toBe(status);
  },
);

it('refuses pages of other origins, at every route', async () => {
  const { routes } = await attacked();
  for (const { name, send } of routes)
    for (const origin of [
      'https://evil.example',
      'null',
      'file://',
      'http://localhost:9',
      'http://localhost.evil.example',
      'HTTP://EVIL.EXAMPLE',
    ])
      expect((await send({}, { host: 'localhost:8484', origin })).status, `${name} ${origin}`).toBe(
        403,
      );
});

it('lets no one in without a key that opens it, at every route but the open ones', async () => {
  const { routes } = await attacked();
  for (const { name, isOpen, send } of routes) {
    const by = async (authorization: string): Promise<number> =>
      Math.floor((await send({}, { authorization })).status);
    for (const sent of [
      '',
      'Bearer',
      'Bearer another-key-0123456',
      'Basic Og==',
      `Bearer ${hashKey('the-key-of-a-0123')}`,
    ]) {
      const status = await by(sent);
      expect(isOpen ? status < 300 : status === 401, `${name} ${sent}: ${status}`).toBe(true);
    }
    const kinds = [
      await by(authorized('reader').authorization),
      await by(authorized('embedder').authorization),
    ];
    // Each door is for one of them.
    const opened = kinds.filter((status) => status < 300).length;
    expect([opened, kinds.filter((status) => status === 403).length], name).toEqual(
      isOpen ? [2, 0] : [1, 1],
    );
  }
});

it('reads bodies of its own type only, whole, and no larger than the limit, at every route with a body', async () => {
  const { routes } = await attacked();
  for (const { name, body, send } of routes) {
    if (body === undefined) continue;
    const isForm = body instanceof FormData;
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'text/html',
      isForm ? 'application/json' : 'multipart/form-data; boundary=x',
    ])
      expect((await send({ body: '{}' }, { 'content-type': type })).status, `${name} ${type}`).toBe(
        415,
      );
    const type = isForm ? 'multipart/form-data; boundary=x' : 'application/json';
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '"a"',
      '\0',
      '['.repeat(100_000),
      '--x\r\n'.repeat(30_000),
      Uint8Array.of(0xff),
    ])
      expect(
        (await send({ body: text }, { 'content-type': type })).status,
        `${name} ${String(text).slice(0, 9)}`,
      ).toBe(400);
    expect((await send({ body: ' '.repeat(200_001) }, { 'content-type': type })).status, name).toBe(
      413,
    );
    const packed = isForm ? 400 : 415;
    expect(
      (await send({ body: '{}' }, { 'content-type': type, 'content-encoding': 'gzip' })).status,
      name,
    ).toBe(packed);
  }
});

it('knows no path of this machine by its own, at every route', async () => {
  const { routes } = await attacked();
  for (const { name, path, send } of routes)
    for (const more of [
      '/..%2f..%2fetc%2fpasswd',
      '/%2e%2e%2f%2e%2e%2fetc/passwd',
      '%00',
      '%2f..%2f..%2fetc%2fpasswd',
      '/file:%2f%2f%2fetc%2fpasswd',
      '%c0%ae%c0%ae%c0%af',
    ])
      expect((await send({ path: path + more })).status, `${name} ${more}`).toBe(404);
});

it(
  'takes no file, share or address for an image, at every place of an image',
  { timeout: 120_000 },
  async () => {
    const { routes, folder, calls, fetched } = await attacked();
    for (const { name, images = [], send } of routes)
      for (const image of hostileImages(folder))
        for (const place of images) {
          const { status, json } = await send({ body: place(image) });
          expect(status, `${name} ${image} ${JSON.stringify(json)}`).toBe(400);
          expect(JSON.stringify(json)).not.toContain('root:');
        }
    expect([calls, fetched]).toEqual([[], []]);
  },
);

it(
  'follows a redirect where that is allowed, and none to the inside, at every place of an image',
  { timeout: 120_000 },
  async () => {
    const { routes, fetched } = await attacked();
    for (const { name, images = [], send } of routes)
      for (const place of images) {
        if (place === formOf) continue;
        expect(
          (await send({ body: place(at('http://93.184.215.14/public/a.png')) })).status,
          name,
        ).toBe(200);
        for (const target of hostileTargets) {
          fetched.length = 0;
          const { status, json } = await send({ body: place(at(target)) });
          expect(status, `${name} ${target}`).toBe(400);
          // Nor does the client learn the address of a name.
          expect(JSON.stringify(json).replaceAll(at(target), '')).not.toMatch(
            /127\.0\.0\.1|169\.254|::/,
          );
          expect(fetched, name).toEqual([at(target)]);
        }
      }
  },
);

it(
  'shows no file outside of its folders, and no address inside, whatever a record says',
  { timeout: 120_000 },
  async () => {
    const { index, folder, routes, fetched, ask } = await attacked();
    const redirected = hostileTargets.map((target) => at(target));
    const uris = [...hostileImages(folder), ...redirected].filter(
      (uri) => uri !== '' && !/^(file:\/\/)?\/.*red\.png$/i.test(uri),
    );
    for (const [i, uri] of uris.entries()) await addAt(index.tenant('a'), `x${i}`, uri);
    const ids = uris.map((_, i) => `x${i}`);
    const answers = new Set<string>();
    for (const [i, id] of ids.entries()) {
      const { status, json } = await ask(`/image/shop/${id}`, undefined, {
        headers: authorized('a'),
      });
      expect(status, uris[i]).toBe(404);
      answers.add(JSON.stringify((json as { error: object }).error));
    }
    // One answer for all, so that nothing is learnt of what is there.
    expect(answers.size).toBe(1);
    expect(fetched).toEqual(redirected);
    for (const { name, send } of routes) {
      if (!name.includes('/v1/indexes')) continue;
      const text = JSON.stringify(
        (await send(name.endsWith('/get') ? { body: { ids } } : {})).json,
      );
      for (const secret of ['passwd', 'link.png', 'secret', '169.254', 'file:'])
        expect(text, name).not.toContain(secret);
    }
    const good = 'http://93.184.215.14/public/a.png';
    await addAt(index.tenant('a'), 'good', good);
    expect((await ask('/image/shop/good', undefined, { headers: authorized('a') })).status).toBe(
      200,
    );
  },
);

it('answers of another tenant’s id what it answers of none, at every place of an id', async () => {
  const { routes } = await attacked();
  for (const { name, ids = [], send } of routes)
    for (const place of ids) {
      const of = async (id: string): Promise<string> => {
        const { status, json } = await send(place(id));
        return `${status} ${JSON.stringify(json)
          .replaceAll(id, 'X')
          .replace(/"request_id":"[^"]*"|"processingTimeMS":\d+/, '')}`;
      };
      const absent = await of('never');
      expect(await of('green'), name).toBe(absent);
      expect(await of('blue'), name).not.toBe(absent);
    }
});

it('answers of a hidden field what it answers of none, at every place of a field', async () => {
  const { routes } = await attacked();
  for (const { name, fields = [], send } of routes)
    for (const place of fields) {
      const of = async (field: string): Promise<string> => {
        const { status, json } = await send({ body: place(field) });
        return `${status} ${JSON.stringify(json)
          .replaceAll(field, 'X')
          .replace(/"request_id":"[^"]*"|"processingTimeMS":\d+/, '')}`;
      };
      const absent = await of('nowhere');
      expect(absent, name).toMatch(/^400 /);
      for (const field of ['cost', 'supplier', 'tags', 'added'])
        expect(await of(field), `${name} ${field}`).toBe(absent);
      const seen = [await of('price'), await of('color')];
      expect(
        seen.some((one) => one.startsWith('200 ')),
        `${name} ${String(seen)}`,
      ).toBe(true);
      // A name that schemas pass over would be a condition that is lost.
      const lost = JSON.stringify(place('nowhere')).replaceAll('nowhere', '__proto__');
      expect((await send({ body: lost })).status, name).toBe(400);
    }
});

it('knows no upload by a guess, nor that of another key, at every place of an image', async () => {
  const { routes, ask, red } = await attacked();
  const { json } = await ask('/v1/uploads', formOf(red), { headers: authorized('b') });
  const { upload } = json as { upload: string };
  const { json: own } = await ask('/v1/uploads', formOf(red), { headers: authorized('a') });
  for (const { name, request, images = [], send } of routes) {
    if (!request.includes('"upload":')) continue;
    for (const place of images) {
      const of = async (id: string) => {
        const { status, problem } = await send({ body: place({ upload: id }) });
        return [status, problem];
      };
      const guessed = await of('A'.repeat(32));
      expect(guessed[0], name).toBe(404);
      expect(await of(upload), name).toEqual(guessed);
      for (const id of ['', '../uploads', '__proto__', upload.slice(0, -1)])
        expect(await of(id), name).toEqual(guessed);
      expect((await of((own as { upload: string }).upload))[0], name).toBe(200);
    }
  }
});

it('knows no upload of another key at /instantsearch, which names it by a param of its own', async () => {
  const { ask, red } = await attacked();
  const search = async (nestvecImage: unknown) =>
    await ask('/instantsearch', screenOf({ nestvecImage }), { headers: authorized('a') });
  const uploadBy = async (name: string): Promise<string> => {
    const { json } = await ask('/v1/uploads', formOf(red), { headers: authorized(name) });
    return (json as { upload: string }).upload;
  };
  const of = async (id: unknown) => {
    const { status, problem } = await search(id);
    return [status, problem];
  };
  const guessed = await of('A'.repeat(32));
  const theirs = await uploadBy('b');
  expect(guessed[0]).toBe(404);
  for (const id of [theirs, '../uploads', '__proto__', theirs.slice(0, -1)])
    expect(await of(id)).toEqual(guessed);
  for (const id of [{ upload: theirs }, [theirs], 5, null]) expect((await of(id))[0]).toBe(400);
  expect((await of(await uploadBy('a')))[0]).toBe(200);
});
