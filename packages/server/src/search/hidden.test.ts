import { expect, it } from 'vitest';
import { testServer } from '../__fixtures__/test-server.ts';
import { secrets, testShop } from '../__fixtures__/test-shop.ts';
import { hashKey } from '../guard/keys.ts';

const key = (name: string, more: object = {}) =>
  ({
    hash: hashKey(`the-key-of-${name}-0123`),
    access: 'read',
    indexes: ['shop'],
    name,
    ...more,
  }) as const;
const by = (name: string) => ({ headers: { authorization: `Bearer the-key-of-${name}-0123` } });
const fields = ['title', 'price', 'color'];

/** Requests that would learn of what is not shown; `X` stands for a field. */
const curious: readonly (readonly [string, object])[] = [
  ['search', { filter: { X: { $gt: 1 } } }],
  ['search', { filter: { X: { $exists: true } } }],
  ['search', { filter: { $or: [{ color: 'red' }, { $not: { X: { $exists: false } } }] } }],
  ['search', { filter: { $and: [{ $and: [{ X: null }] }] } }],
  ['search', { sort: { field: 'X' } }],
  ['search', { groupBy: { field: 'X' } }],
  ['search', { boost: [{ field: 'X', weight: 1 }] }],
  ['search', { boost: [{ filter: { X: { $exists: true } }, weight: 1 }] }],
  ['retrieve', { filter: { X: { $exists: true } } }],
  ['facets', { fields: { X: { kind: 'values' } } }],
  ['facets', { fields: { X: { kind: 'range' } } }],
  ['facets', { fields: { color: { kind: 'values' } }, filter: { X: { $exists: true } } }],
  ['list', { sort: { field: 'X' } }],
  ['list', { sort: { field: 'price' }, filter: { X: { $exists: true } } }],
  ['count', { filter: { X: { $exists: true } } }],
];

it('answers of a hidden field what it answers of one that is not there', async () => {
  const { index, embedder, folder } = await testShop();
  const { ask } = await testServer({
    embedder,
    indexes: { shop: index },
    imageRoots: [folder],
    keys: [key('shop', { fields })],
  });
  for (const [door, template] of curious) {
    const of = async (field: string) => {
      const query = door === 'search' || door === 'retrieve' ? { query: 'a red shoe' } : {};
      const text = JSON.stringify({ ...query, ...template }).replaceAll('"X"', `"${field}"`);
      const { status, json } = await ask(`/v1/indexes/shop/${door}`, text, by('shop'));
      return [
        status,
        JSON.stringify({ ...(json as object), request_id: '' }).replaceAll(field, 'X'),
      ];
    };
    const [missing, cost, supplier] = [await of('nowhere'), await of('cost'), await of('supplier')];
    expect(missing[0], `${door} ${JSON.stringify(template)}`).toBe(400);
    expect(cost, door).toEqual(missing);
    expect(supplier, door).toEqual(missing);
  }
});

it('asks nothing of texts, parents, vectors and places that are not shown', async () => {
  const { index, embedder } = await testShop();
  const { ask } = await testServer({
    embedder,
    indexes: { shop: index },
    keys: [key('shop', { fields })],
  });
  const query = 'a red shoe';
  const refused: readonly (readonly [string, object])[] = [
    ['search', { query, words: 'shoe' }],
    ['search', { query, filter: { $text: 'shoe' } }],
    ['search', { query, filter: { $uri: { $startsWith: '/' } } }],
    ['search', { query, filter: { $not: { $source: 'x' } } }],
    ['search', { query, filter: { $parentId: 'parent-of-red' } }],
    ['search', { query, groupBy: { field: '$parentId' } }],
    ['search', { query, groupBy: { field: 'parentId' } }],
    ['search', { query, boost: [{ filter: { $uri: 'x' }, weight: 1 }] }],
    ['search', { query, include: { vectors: ['image'] } }],
    ['retrieve', { query }],
    ['facets', { query, words: 'shoe', fields: { color: { kind: 'values' } } }],
    ['list', { sort: { field: 'price' }, filter: { $uri: 'x' } }],
    ['list', { sort: { field: 'price' }, include: { vectors: ['text'] } }],
    ['get', { ids: ['red'], include: { vectors: ['text'] } }],
    ['count', { filter: { $source: { $exists: true } } }],
  ];
  for (const [door, body] of refused) {
    const { status, problem } = await ask(`/v1/indexes/shop/${door}`, body, by('shop'));
    expect([status, problem === ''], `${door} ${JSON.stringify(body)}`).toEqual([400, false]);
  }
});

it('shows nothing outside of the fields of a key, whatever is asked', async () => {
  const { index, embedder, folder } = await testShop();
  const { ask } = await testServer({
    embedder,
    indexes: { shop: index },
    imageRoots: [folder],
    keys: [key('shop', { fields })],
  });
  const include = { metadata: true, text: true, links: true };
  const asks: readonly (readonly [string, object])[] = [
    ['search', { query: 'a red shoe', include }],
    ['search', { query: { like: 'red' }, include }],
    ['list', { sort: { field: 'price' }, include }],
    ['get', { ids: ['red', 'blue'], include }],
    ['facets', { query: 'a red shoe', fields: { color: { kind: 'values' } } }],
  ];
  for (const [door, body] of asks) {
    const { status, json } = await ask(`/v1/indexes/shop/${door}`, body, by('shop'));
    expect(status).toBe(200);
    const text = JSON.stringify(json);
    for (const secret of [
      ...secrets,
      'a red shoe',
      'a blue shoe',
      'undeclared',
      'parent-of',
      'source',
      'uri',
      'contentHash',
    ])
      expect(text, door).not.toContain(secret);
    expect(text).toMatch(/red|blue/);
  }
  const { json } = await ask('/v1/indexes', undefined, by('shop'));
  expect(json).toMatchObject({
    indexes: [{ fields: { title: 'string', color: 'string', price: 'number' }, words: false }],
  });
  expect(JSON.stringify(json)).not.toContain('cost');
});

it('never gives uri, source and hash, not even to a key that opens all', async () => {
  const { index, embedder, folder } = await testShop();
  const { ask } = await testServer({
    embedder,
    indexes: { shop: index },
    imageRoots: [folder],
    keys: [key('all')],
  });
  for (const [door, body] of [
    ['search', { query: 'a red shoe' }],
    ['get', { ids: ['red'] }],
    ['list', { sort: { field: 'price' } }],
    ['retrieve', { query: 'a red shoe' }],
  ] as const) {
    const { status, json } = await ask(`/v1/indexes/shop/${door}`, body, by('all'));
    expect(status).toBe(200);
    expect(JSON.stringify(json)).not.toContain(folder);
  }
  expect((await ask('/v1/indexes/shop/count', { filter: { $uri: 'x' } }, by('all'))).status).toBe(
    400,
  );
});

it('keeps a key to its filter, which nothing loosens', async () => {
  const { index, embedder, folder } = await testShop();
  const filter = { supplier: { $in: ['supplier-3', 'supplier-5'] } };
  const { ask } = await testServer({
    embedder,
    indexes: { shop: index },
    imageRoots: [folder],
    keys: [key('shop', { filter, fields })],
  });
  const at = async (door: string, body: object) =>
    await ask(`/v1/indexes/shop/${door}`, body, by('shop'));
  const loose = [
    {},
    { $or: [{ color: 'green' }, {}] },
    { $not: { color: 'none' } },
    { $id: 'green' },
    { $or: [{ $id: { $in: ['green'] } }] },
    { $not: { $and: [] } },
    { price: { $gt: 0 } },
  ];
  for (const one of loose) {
    for (const [door, body] of [
      ['search', { query: 'a green shoe', filter: one }],
      ['list', { sort: { field: 'price' }, filter: one }],
      ['facets', { fields: { color: { kind: 'values' } }, filter: one }],
    ] as const) {
      const { status, json } = await at(door, body);
      expect(status, JSON.stringify(one)).toBe(200);
      expect(JSON.stringify(json), `${door} ${JSON.stringify(one)}`).not.toContain('green');
    }
  }
  expect((await at('count', {})).json).toEqual({ count: 2 });
  expect((await at('count', { filter: { color: 'green' } })).json).toEqual({ count: 0 });
  expect((await at('get', { ids: ['green', 'red'] })).json).toMatchObject({
    records: [null, { id: 'red' }],
  });
  const hiddenId = await at('search', { query: { like: 'green' } });
  const noId = await at('search', { query: { like: 'none' } });
  expect([hiddenId.status, hiddenId.problem]).toEqual([404, noId.problem]);
  expect(
    (await at('search', { query: { all: [{ text: 'a' }, { like: ['red', 'green'] }] } })).status,
  ).toBe(404);
  expect((await ask('/image/shop/green', undefined, by('shop'))).status).toBe(404);
  expect((await ask('/image/shop/red', undefined, by('shop'))).status).toBe(200);
});

it('keeps a key to its tenant', async () => {
  const { index, embedder, folder } = await testShop({ tenants: true });
  const keys = [
    key('a', { tenant: 'a' }),
    key('b', { tenant: 'b' }),
    key('none', { indexes: '*' }),
  ];
  const { ask } = await testServer({
    embedder,
    indexes: { shop: index },
    imageRoots: [folder],
    keys,
  });
  const at = async (door: string, body: object, name = 'a') =>
    await ask(`/v1/indexes/shop/${door}`, body, by(name));
  expect((await at('count', {})).json).toEqual({ count: 2 });
  expect((await at('count', {}, 'b')).json).toEqual({ count: 1 });
  for (const [door, body] of [
    ['search', { query: 'a green shoe' }],
    ['list', { sort: { field: 'price' } }],
    ['facets', { fields: { color: { kind: 'values' } } }],
    ['retrieve', { query: 'a green shoe' }],
  ] as const)
    expect(JSON.stringify((await at(door, body)).json)).not.toContain('green shoe');
  expect((await at('get', { ids: ['green'] })).json).toEqual({ records: [null] });
  expect((await at('search', { query: { like: 'green' } })).status).toBe(404);
  expect((await at('search', { query: 'a', tenant: 'b' })).status).toBe(400);
  expect((await ask('/image/shop/green', undefined, by('a'))).status).toBe(404);
  expect((await ask('/image/shop/green?tenant=b', undefined, by('a'))).status).toBe(404);
  expect((await ask('/image/shop/green', undefined, by('b'))).status).toBe(200);
  const none = await at('count', {}, 'none');
  expect([none.status, none.code]).toEqual([403, 'wrong_tenancy']);
  expect((await ask('/v1/indexes', undefined, by('none'))).json).toEqual({ indexes: [] });
});

it('tells a key nothing of indexes that it does not open', async () => {
  const { index, embedder, folder } = await testShop();
  const keys = [
    key('shop'),
    key('other', { indexes: ['other'] }),
    { ...key('embed'), indexes: undefined, access: 'embed' } as const,
  ];
  const { ask } = await testServer({
    embedder,
    indexes: { shop: index, other: index },
    imageRoots: [folder],
    keys,
  });
  for (const [path, body] of [
    ['count', {}],
    ['search', { query: 'a' }],
    ['get', { ids: ['red'] }],
  ] as const) {
    const answers = [];
    for (const name of ['shop', 'nowhere', '__proto__', 'constructor']) {
      const { status, problem } = await ask(`/v1/indexes/${name}/${path}`, body, by('other'));
      answers.push([status, problem]);
    }
    expect(new Set(answers.map(String)).size).toBe(1);
    expect(answers[0]?.[0]).toBe(404);
    expect((await ask(`/v1/indexes/shop/${path}`, body, by('embed'))).status).toBe(403);
    expect((await ask(`/v1/indexes/shop/${path}`, body)).status).toBe(401);
  }
  expect((await ask('/image/shop/red', undefined, by('other'))).status).toBe(404);
  expect((await ask('/image/shop/red')).status).toBe(401);
  expect((await ask('/v1/indexes', undefined, by('other'))).json).toMatchObject({
    indexes: [{ name: 'other' }],
  });
});

it('opens without a key what is public, and no more of it than is said', async () => {
  const { index, embedder, folder } = await testShop();
  const indexes = { shop: index, own: index };
  const publicIndexes = { shop: { fields: ['title'], filter: { color: { $ne: 'green' } } } };
  for (const keys of [[], [key('shop')]]) {
    const { ask } = await testServer({
      embedder,
      indexes,
      imageRoots: [folder],
      publicIndexes,
      keys,
    });
    const { status, json } = await ask('/v1/indexes/shop/search', { query: 'a green shoe' });
    expect(status).toBe(200);
    expect((json as { hits: { metadata: object }[] }).hits.map(({ metadata }) => metadata)).toEqual(
      expect.arrayContaining([{ title: 'the red shoe' }, { title: 'the blue shoe' }]),
    );
    expect(JSON.stringify(json)).not.toContain('green');
    expect((await ask('/v1/indexes/shop/count', { filter: { color: 'red' } })).status).toBe(400);
    expect((await ask('/v1/indexes/own/count', {})).status).toBe(404);
    const { headers } = await ask('/image/shop/red');
    expect(headers.get('cache-control')).toMatch(/^public/);
    expect((await ask('/image/shop/green')).status).toBe(404);
  }
});

it.each<readonly [string, object, string]>([
  [
    'a key to read without indexes',
    { keys: [{ ...key('x'), indexes: undefined }] },
    'options.keys[0].indexes',
  ],
  [
    'a key to an index that is not there',
    { keys: [key('x', { indexes: ['shp'] })] },
    'options.keys[0].indexes',
  ],
  [
    'a filter on a field that is not there',
    { keys: [key('x', { filter: { nowhere: 1 } })] },
    'options.keys[0].filter',
  ],
  ['a filter by words', { keys: [key('x', { filter: { $text: 'a' } })] }, 'options.keys[0].filter'],
  [
    'a tenant of an index without any',
    { keys: [key('x', { tenant: 'a' })] },
    'options.keys[0].tenant',
  ],
  ['parts that never leave', { keys: [key('x', { fields: ['$uri'] })] }, 'options.keys[0].fields'],
  [
    'a key to embed with fields',
    { keys: [{ ...key('x'), access: 'embed', indexes: undefined, fields: [] }] },
    'options.keys[0].fields',
  ],
  [
    'a public index that is not there',
    { publicIndexes: { other: { fields: [] } } },
    'options.publicIndexes.other',
  ],
  [
    'a public index without fields',
    { publicIndexes: { shop: {} } },
    'options.publicIndexes.shop.fields',
  ],
  ['a folder that is not there', { imageRoots: ['/nowhere/at/all'] }, 'options.imageRoots[0]'],
  ['the root of all files', { imageRoots: ['/'] }, 'options.imageRoots[0]'],
])('refuses %s', async (_, options, field) => {
  const { index, embedder } = await testShop();
  const { createServer } = await import('../create-server.ts');
  expect(() => createServer({ embedder, indexes: { shop: index }, ...options })).toThrow(
    expect.objectContaining({ details: { field } }),
  );
});
