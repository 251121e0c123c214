import instantsearch from 'instantsearch.js';
import { expect, it } from 'vitest';
import { createSearchClient, SearchClientError } from './index.ts';

interface Asked {
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly signal: AbortSignal | null | undefined;
}

/** A server with these answers, and what it was asked. */
function server(answer: (asked: Asked, i: number) => Response | Promise<Response>) {
  const asked: Asked[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const { headers, body, signal } = init;
    const url = String(input instanceof Request ? input.url : input);
    const one = {
      url,
      headers: new Headers(headers),
      body: typeof body === 'string' ? JSON.parse(body) : body,
      signal,
    };
    asked.push(one);
    return await answer(one, asked.length - 1);
  };
  return { asked, fetch };
}

const empty = {
  hits: [],
  nbHits: 0,
  page: 0,
  nbPages: 0,
  hitsPerPage: 20,
  facets: {},
  facets_stats: {},
  query: '',
  params: '',
  index: 'shop',
  processingTimeMS: 1,
  exhaustiveNbHits: true,
};
const ok = (results: readonly object[] = [empty]): Response => Response.json({ results });
const request = { indexName: 'shop', params: { query: 'a' } };

it('asks for all of a screen at once, with its key', async () => {
  const { asked, fetch } = server(() => ok([{ hits: [1] }, { hits: [2] }]));
  const client = createSearchClient({ url: 'https://search.example/', key: 'the-key', fetch });
  // The second counts a facet as if nothing of it were chosen.
  const chosen = { ...request, params: { ...request.params, facetFilters: [['color:red']] } };
  const { results } = await client.search([chosen, request]);
  expect(results).toEqual([{ hits: [1] }, { hits: [2] }]);
  expect(asked).toMatchObject([{ url: 'https://search.example/instantsearch' }]);
  expect(asked[0]?.body).toEqual({ requests: [chosen, request] });
  expect(asked[0]?.headers.get('authorization')).toBe('Bearer the-key');
});

it('asks for a key anew each time where it is given by a function', async () => {
  const { asked, fetch } = server(() => ok());
  const keys = [undefined, 'one', 'two'];
  const client = createSearchClient({ fetch, key: () => keys.shift() });
  for (let i = 0; i < 3; i++) await client.search([request]);
  expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual([
    null,
    'Bearer one',
    'Bearer two',
  ]);
});

it('ends an older search where it may, which then never settles', async () => {
  const { asked, fetch } = server(
    async ({ signal }, i) =>
      await new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
        if (i === 1) resolve(ok());
      }),
  );
  const client = createSearchClient({ fetch, abortOlder: true });
  const settled: string[] = [];
  const older = client.search([request]);
  older.then(
    () => settled.push('older'),
    () => settled.push('older failed'),
  );
  await client.search([request]).then(() => settled.push('newer'));
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(settled).toEqual(['newer']);
  expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true, false]);
});

it('lets searches of one client be where it was not asked to end them', async () => {
  const { asked, fetch } = server(() => ok());
  const client = createSearchClient({ fetch });
  await Promise.all([client.search([request]), client.search([request])]);
  expect(asked.map(({ signal }) => signal)).toEqual([undefined, undefined]);
});

it('says in the server’s words what went wrong, and how long to wait', async () => {
  const error = { code: 'busy', message: 'too much; wait', field: null };
  const { fetch } = server(() =>
    Response.json({ error }, { status: 429, headers: { 'retry-after': '3' } }),
  );
  const failing = createSearchClient({ fetch }).search([request]);
  await expect(failing).rejects.toThrow(SearchClientError);
  await expect(failing).rejects.toThrow('too much; wait');
  await expect(failing).rejects.toMatchObject({
    details: { status: 429, code: 'busy', retryAfterSeconds: 3 },
  });
});

it.each([
  ['no network', () => Promise.reject(new TypeError('fetch failed')), { code: 'unreachable' }],
  [
    'a page of a proxy',
    () => new Response('<html>', { status: 502 }),
    { status: 502, code: 'unreadable' },
  ],
  [
    'an empty answer',
    () => new Response(null, { status: 200 }),
    { status: 200, code: 'unreadable' },
  ],
  [
    'JSON of something else',
    () => Response.json({}, { status: 500 }),
    { status: 500, code: 'unknown' },
  ],
] as const)('tells %s from other failures', async (_, answer, details) => {
  const { fetch } = server(answer);
  await expect(createSearchClient({ fetch }).search([request])).rejects.toMatchObject({
    name: 'SearchClientError',
    details,
  });
});

it('uploads an image as a form', async () => {
  const { asked, fetch } = server(() =>
    Response.json({ upload: 'abc', expires: '', width: 1, height: 1 }),
  );
  const client = createSearchClient({ url: 'http://127.0.0.1:8484', fetch });
  expect(await client.upload(new Blob([Uint8Array.of(1)]))).toBe('abc');
  expect(asked[0]?.url).toBe('http://127.0.0.1:8484/v1/uploads');
  expect(asked[0]?.headers.get('content-type')).toBeNull();
  expect((asked[0]?.body as FormData | undefined)?.get('image')).toBeInstanceOf(Blob);
});

it('asks for values of a facet beside a search, which it does not end', async () => {
  let answerNow = (): void => {};
  const { asked, fetch } = server(async (_, i) => {
    if (i === 0) await new Promise<void>((resolve) => (answerNow = resolve));
    return ok([{ facetHits: [] }]);
  });
  const client = createSearchClient({ fetch, abortOlder: true });
  const searching = client.search([request]);
  const values = { type: 'facet', facet: 'color', indexName: 'shop', params: { facetQuery: 're' } };
  expect(await client.search([values])).toEqual({ results: [{ facetHits: [] }] });
  expect(asked[1]?.body).toEqual({ requests: [values] });
  expect(asked[0]?.signal?.aborted).toBe(false);
  answerNow();
  await searching;
});

it('asks for what resembles a record where a widget asks for recommendations', async () => {
  const { asked, fetch } = server(() => ok([{ hits: [1] }, { hits: [2] }]));
  const client = createSearchClient({ fetch });
  const own = { indexName: 'shop', objectID: 'red', threshold: 0 };
  const recommendations = [
    {
      ...own,
      model: 'looking-similar',
      maxRecommendations: 3,
      queryParameters: { filters: 'a:b' },
    },
    { ...own, model: 'related-products' },
  ];
  const { results } = await client.getRecommendations(recommendations);
  expect(results).toEqual([{ hits: [1] }, { hits: [2] }]);
  expect(asked.map(({ body }) => body)).toEqual([
    {
      requests: [
        { indexName: 'shop', params: { filters: 'a:b', hitsPerPage: 3, nestvecLike: 'red' } },
        { indexName: 'shop', params: { nestvecLike: 'red' } },
      ],
    },
  ]);
});

it.each([
  [{ model: 'bought-together', objectID: 'a' }, 'model'],
  [{ model: 'trending-items' }, 'model'],
  [{ model: 'looking-similar' }, 'model'],
  [{ model: 'related-products', objectID: 'a', threshold: 50 }, 'threshold'],
] as const)('refuses recommendations %j', async (recommendation, field) => {
  const { asked, fetch } = server(() => ok());
  const failing = createSearchClient({ fetch }).getRecommendations([
    { indexName: 'shop', ...recommendation },
  ]);
  await expect(failing).rejects.toMatchObject({ details: { code: 'unsupported', field } });
  expect(asked).toEqual([]);
});

/** As much of an instance as is called. */
interface Search {
  addWidgets(widgets: readonly object[]): void;
  start(): void;
  dispose(): void;
}

it('is a client that instantsearch.js takes', async () => {
  const { asked, fetch } = server(() => ok());
  const searchClient = createSearchClient({ fetch, abortOlder: true });
  // Its types are written for bundlers and can't be resolved for Node; the page's build checks the client against them.
  const search = instantsearch({ indexName: 'shop', searchClient }) as unknown as Search;
  const found = new Promise<number>((resolve) => {
    const widget = {
      $$type: 'any',
      init() {},
      getWidgetSearchParameters: (state: { addFacet(name: string): unknown }) =>
        state.addFacet('color'),
      render: ({ results }: { results?: { nbHits: number } }) => resolve(results?.nbHits ?? -1),
      dispose() {},
    };
    search.addWidgets([widget]);
  });
  search.start();
  expect(await found).toBe(0);
  expect(asked[0]?.body).toMatchObject({
    requests: [{ indexName: 'shop', params: { facets: ['color'] } }],
  });
  search.dispose();
});
