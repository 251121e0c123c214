import { aborted } from '@nestvec/core/kit';
import { expect, it } from 'vitest';
import { testServer, type TestServer } from '../__fixtures__/test-server.ts';
import { testShop, type TestShop } from '../__fixtures__/test-shop.ts';
import { hashKey } from '../guard/keys.ts';

const authorization = 'Bearer the-key-of-a-reader';
const all = { hash: hashKey('the-key-of-a-reader'), access: 'read', indexes: '*' } as const;
const headers = { authorization };

async function reading(): Promise<
  TestShop & TestServer & { at: (door: string, body: object) => ReturnType<TestServer['ask']> }
> {
  const shop = await testShop();
  const server = await testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    imageRoots: [shop.folder],
    keys: [all],
  });
  return {
    ...shop,
    ...server,
    at: async (door, body) => await server.ask(`/v1/indexes/shop/${door}`, body, { headers }),
  };
}

interface Hits {
  readonly hits: {
    readonly id: string;
    readonly image?: string;
    readonly metadata: Record<string, unknown>;
  }[];
}

const ids = ({ json }: { json: unknown }): string[] => (json as Hits).hits.map(({ id }) => id);

it('answers every kind of query as the index itself does', async () => {
  const { at, ask, red, index } = await reading();
  const form = new FormData();
  form.append('image', new Blob([new Uint8Array(red)], { type: 'image/png' }), 'any.png');
  const { upload } = (await ask('/v1/uploads', form, { headers })).json as { upload: string };
  const image = red.toString('base64');
  const queries: readonly (readonly [unknown, Parameters<typeof index.search>[0]])[] = [
    ['a red shoe', 'a red shoe'],
    [{ text: 'a blue shoe' }, { text: 'a blue shoe' }],
    [{ image }, { image: red }],
    [{ image: `data:image/png;base64,${image}` }, { image: red }],
    [{ image: { upload } }, { image: red }],
    [{ like: 'red' }, { like: 'red' }],
    [{ like: ['red', 'blue'] }, { like: ['red', 'blue'] }],
    [
      {
        all: [
          { text: 'a red shoe' },
          { image: { upload }, weight: 2 },
          { like: 'green', weight: -0.5 },
        ],
      },
      { all: [{ text: 'a red shoe' }, { image: red, weight: 2 }, { like: 'green', weight: -0.5 }] },
    ],
  ];
  for (const [query, own] of queries) {
    const answer = await at('search', { query });
    expect([answer.status, answer.problem]).toEqual([200, '']);
    const { hits } = await index.search(own);
    expect(
      (answer.json as { hits: unknown[] }).hits,
      JSON.stringify(query).slice(0, 60),
    ).toMatchObject(
      hits.map(({ id, score, modality, lists, metadata, text, parentId }) => ({
        id,
        score,
        modality,
        lists,
        metadata,
        text,
        parentId,
        image: `/image/shop/${id}`,
      })),
    );
  }
});

it('takes every option of a search', async () => {
  const { at } = await reading();
  const query = 'a red shoe';
  const cases: readonly (readonly [object, string[]])[] = [
    [{ limit: 1 }, ['red']],
    [
      { filter: { price: { $gt: 3 } }, sort: { field: 'price', direction: 'desc' } },
      ['green', 'blue'],
    ],
    [{ sort: { field: 'added' } }, ['red', 'blue', 'green']],
    [{ sort: { field: 'added' }, limit: 1, offset: 1 }, ['blue']],
    [{ over: 'text', minScore: 0.99 }, ['red']],
    [{ words: 'green', weights: { words: 5, text: 0, image: 0 } }, ['green']],
    [{ groupBy: { field: 'color' }, limit: 1 }, ['red']],
    [
      {
        over: 'text',
        boost: [{ filter: { color: 'blue' }, weight: 9 }],
        limit: 2,
        fusion: 'relative',
      },
      ['red', 'blue'],
    ],
    [{ using: 'text_64', rescore: 'text', limit: 1 }, ['red']],
    [{ diversity: 0.5, limit: 1 }, ['red']],
    [
      { filter: { $or: [{ tags: 'blue' }, { color: 'green' }] }, sort: { field: 'price' } },
      ['blue', 'green'],
    ],
    [{ filter: { $text: 'green' } }, ['green']],
    [{ filter: { $id: 'blue' } }, ['blue']],
  ];
  for (const [options, expected] of cases) {
    const answer = await at('search', { query, ...options });
    expect([answer.status, answer.problem], JSON.stringify(options)).toEqual([200, '']);
    expect(ids(answer), JSON.stringify(options)).toEqual(expected);
  }
});

it('gives what include asks for', async () => {
  const { at } = await reading();
  const search = async (include: object): Promise<object> =>
    ((await at('search', { query: 'a red shoe', limit: 1, include })).json as { hits: object[] })
      .hits[0] ?? {};
  expect(
    Object.keys(await search({ metadata: false, text: false, links: false })).toSorted(),
  ).toEqual(['fused', 'id', 'lists', 'metadata', 'modality', 'score']);
  expect(await search({ metadata: false })).toMatchObject({ metadata: {} });
  const { vectors } = (await search({ vectors: ['text_64'] })) as {
    vectors: Record<string, number[]>;
  };
  expect(vectors['text_64']).toHaveLength(64);
});

it('counts, lists, gives and describes', async () => {
  const { at, ask } = await reading();
  expect((await at('count', {})).json).toEqual({ count: 3 });
  expect((await at('count', { filter: { price: { $lt: 6 } } })).json).toEqual({ count: 2 });
  const fields = { color: { kind: 'values' }, price: { kind: 'range' } };
  expect((await at('facets', { fields })).json).toMatchObject({
    over: 'all',
    facets: {
      price: { min: 3, max: 7, count: 3 },
      color: { values: [{ value: 'blue', count: 1 }, { value: 'green' }, { value: 'red' }] },
    },
  });
  expect(
    (await at('facets', { fields, query: 'a red shoe', over: 'text', minScore: 0.9 })).json,
  ).toMatchObject({
    over: 'best',
    n: 1,
    facets: { color: { values: [{ value: 'red', count: 1 }] } },
  });
  const first = (await at('list', { sort: { field: 'price', direction: 'desc' }, limit: 2 }))
    .json as { records: { id: string }[]; cursor: string };
  expect(first.records.map(({ id }) => id)).toEqual(['green', 'blue']);
  const rest = (
    await at('list', { sort: { field: 'price', direction: 'desc' }, after: first.cursor })
  ).json;
  expect(rest).toMatchObject({ records: [{ id: 'red', image: '/image/shop/red' }] });
  expect(rest).not.toHaveProperty('cursor');
  expect(
    (await at('get', { ids: ['blue', 'none', 'red'], include: { text: false } })).json,
  ).toMatchObject({
    records: [{ id: 'blue', metadata: { price: 5 } }, null, { id: 'red' }],
  });
  expect((await ask('/v1/indexes', undefined, { headers })).json).toMatchObject({
    indexes: [
      {
        name: 'shop',
        fields: { price: 'number' },
        words: true,
        shows: { text: true, vectors: true },
      },
    ],
  });
  const { passages } = (await at('retrieve', { query: 'a red shoe', limit: 1 })).json as {
    passages: unknown[];
  };
  expect(passages).toMatchObject([
    { id: 'red', text: 'a red shoe', image: '/image/shop/red', before: [], after: [] },
  ]);
});

it('says where a request is wrong and what to do, with a request id', async () => {
  const { at } = await reading();
  const cases: readonly (readonly [string, object, number, string | undefined])[] = [
    ['search', {}, 400, 'query'],
    ['search', { query: { txt: 'a' } }, 400, 'query.txt'],
    ['search', { query: { text: 'a', like: 'red' } }, 400, 'query'],
    ['search', { query: { image: { upload: 'none' } } }, 404, 'query.image.upload'],
    ['search', { query: { image: 'AAAA' } }, 400, 'query.image'],
    ['search', { query: 'a', limt: 1 }, 400, undefined],
    ['search', { query: 'a', limit: 101 }, 400, 'limit'],
    ['search', { query: 'a', depth: 1001 }, 400, 'depth'],
    ['search', { query: 'a', filter: { nothing: 1 } }, 400, undefined],
    [
      'search',
      { query: 'a', filter: { $or: Array.from({ length: 600 }, () => ({ color: 'x' })) } },
      400,
      'filter',
    ],
    ['search', { query: 'a', filter: 'x' }, 400, 'filter'],
    ['search', { query: { like: 'none' } }, 404, undefined],
    ['retrieve', { query: 'a', neighbors: 21 }, 400, 'neighbors'],
    ['facets', { fields: {} }, 400, 'fields'],
    ['list', {}, 400, undefined],
    ['get', { ids: ['x'.repeat(600)] }, 400, undefined],
    ['get', { ids: Array.from({ length: 101 }, String) }, 400, 'ids'],
  ];
  for (const [door, body, status, field] of cases) {
    const answer = await at(door, body);
    const name = JSON.stringify(body).slice(0, 80);
    expect([answer.status, answer.problem === ''], name).toEqual([status, false]);
    expect(answer.param, name).toEqual(field ?? answer.param);
    expect(answer.json, name).toMatchObject({ request_id: answer.headers.get('x-request-id') });
  }
  const { json } = await at('search', { query: 'a', limit: 101 });
  expect(json).toMatchObject({
    error: { code: 'too_many_hits', field: 'limit', fix: 'ask for fewer' },
  });
});

it('stops a search whose client has gone', async () => {
  const shop = await testShop({ latencyMs: 20 });
  let stopped: unknown;
  const asked = Promise.withResolvers<void>();
  const index = { ...shop.index };
  Object.assign(index, {
    spec: shop.index.spec,
    embedder: shop.embedder,
    view: (options: object) => ({
      ...shop.index.view(options),
      search: async (_: unknown, { signal }: { signal: AbortSignal }) => {
        asked.resolve();
        await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(aborted('searching', signal.reason))),
        );
      },
    }),
  });
  const { server, log } = await testServer({
    embedder: shop.embedder,
    indexes: { shop: index },
    keys: [all],
  });
  const { url } = await server.listen({ port: 0 });
  const gone = new AbortController();
  const request = fetch(`${url}/v1/indexes/shop/search`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{"query":"a"}',
    signal: gone.signal,
  }).catch((error: unknown) => (stopped = error));
  await asked.promise;
  gone.abort();
  await request;
  expect(stopped).toBeInstanceOf(DOMException);
  await expect
    .poll(() => log.at(-1))
    .toMatchObject({ route: '/v1/indexes/:index/search', code: 'aborted' });
});

it('counts what a key embeds by searching towards its rate', async () => {
  const shop = await testShop();
  const keys = [{ ...all, rate: { tokensPerMinute: 5 } }];
  const { ask } = await testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    keys,
  });
  const search = async (): Promise<number> =>
    (await ask('/v1/indexes/shop/search', { query: 'one two three four' }, { headers })).status;
  expect([await search(), await search()]).toEqual([200, 429]);
});
