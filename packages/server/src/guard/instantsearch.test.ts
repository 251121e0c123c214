// What is sent to /instantsearch by those who mean harm; other attacks on it stand with those on every route.
import { expect, it } from 'vitest';
import { type Description, testServer } from '../__fixtures__/test-server.ts';
import { secrets, testShop } from '../__fixtures__/test-shop.ts';
import { hashKey } from './keys.ts';

const headers = { authorization: 'Bearer the-key-of-a-reader' };

/** A server, of which a key shows three fields; with tenants, those of `a`. */
async function guarded({ tenants = false } = {}) {
  const shop = await testShop({ tenants });
  const server = await testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    imageRoots: [shop.folder],
    keys: [
      {
        hash: hashKey('the-key-of-a-reader'),
        access: 'read',
        indexes: ['shop'],
        fields: ['title', 'price', 'color'],
        ...(tenants ? { tenant: 'a' } : {}),
      },
    ],
  });
  const send = async (body: unknown) => await server.ask('/instantsearch', body, { headers });
  const screen = async (params: object, more: object = {}) =>
    await send({ requests: [{ indexName: 'shop', params, ...more }] });
  const described = (await server.ask('/openapi.json')).json as Description & {
    readonly components: { readonly schemas: Record<string, { readonly properties?: object }> };
  };
  const names = Object.keys(described.components.schemas['ScreenParams']?.properties ?? {});
  return { ...server, send, screen, names };
}

it('refuses what is not of its type, in every parameter, and names it', async () => {
  const { send, names } = await guarded();
  expect(names.length).toBeGreaterThan(20);
  for (const name of names)
    for (const given of ['null', '{}', '[{}]', '[[[1]]]', '-0.5']) {
      const text = `{"requests":[{"indexName":"shop","params":{"${name}":${given}}}]}`;
      const { status, param } = await send(text);
      expect([status, param?.slice(0, `requests.0.params.${name}`.length)], text).toEqual([
        400,
        `requests.0.params.${name}`,
      ]);
    }
});

it.each([
  ['{"requests":null}', 400],
  ['{"requests":{}}', 400],
  ['{"requests":[null]}', 400],
  ['{"requests":[[]]}', 400],
  ['{"requests":[{"indexName":"shop","params":null}]}', 400],
  ['{"requests":[{"indexName":"shop","params":[]}]}', 400],
  ['{"requests":[{"indexName":["shop"]}]}', 400],
  ['{"requests":[{"indexName":"__proto__"}]}', 404],
  ['{"requests":[{"indexName":"constructor/sort/price:asc"}]}', 404],
  ['{"requests":[{"indexName":"shop/sort/__proto__:asc"}]}', 400],
  ['{"requests":[{"indexName":"shop","params":{"__proto__":{"query":"a"}}}]}', 400],
  ['{"requests":[{"indexName":"shop","params":{"constructor":{"query":"a"}}}]}', 400],
  ['{"requests":[{"indexName":"shop","__proto__":{"type":"facet"}}]}', 400],
  ['{"requests":[{"indexName":"shop","type":"facet","facet":"__proto__"}]}', 400],
  ['{"requests":[{"indexName":"shop","type":"facet","facet":"$id"}]}', 400],
  ['{"requests":[{"indexName":"shop","type":"facet"}]}', 400],
  ['{"requests":[{"indexName":"shop","facet":"color"}]}', 400],
  ['{"requests":[],"more":1}', 400],
  ['{"__proto__":{"requests":[]}}', 400],
] as const)('answers %s with %d', async (body, status) => {
  const { send } = await guarded();
  expect((await send(body)).status).toBe(status);
});

it('refuses lists that are too long and nesting that is too deep', async () => {
  const { send, screen } = await guarded();
  const many = (count: number, one: unknown): unknown[] => Array.from({ length: count }, () => one);
  let deep: unknown = { color: 'red' };
  for (let i = 0; i < 2000; i++) deep = { $not: deep };
  const cases: readonly object[] = [
    { facetFilters: many(1001, 'color:red') },
    { facetFilters: [many(1001, 'color:red')] },
    { numericFilters: many(1001, 'price>1') },
    { filters: many(400, 'price>1').join(' AND ') + ' OR price<1' },
    { filters: 'x'.repeat(5001) },
    { filters: '('.repeat(5000) },
    { filters: 'NOT '.repeat(1250) },
    { filters: `"${'\\'.repeat(4990)}` },
    { facets: many(101, 'color') },
    { attributesToRetrieve: many(201, 'color') },
    { attributesToHighlight: many(201, 'color') },
    { attributesToSnippet: many(201, 'color') },
    { nestvecLike: many(101, 'red') },
    { nestvecBoost: many(17, { weight: 1, field: 'price' }) },
    { query: 'a', nestvecBoost: [{ weight: 1, filter: deep }] },
    { hitsPerPage: 101 },
    { page: 2 ** 60 },
    { highlightPreTag: '<'.repeat(101) },
    { facetFilters: ['color:red', 'x'.repeat(5001)] },
  ];
  for (const params of cases)
    expect((await screen(params)).status, JSON.stringify(params).slice(0, 60)).toBe(400);
  const requests = many(33, { indexName: 'shop', params: {} });
  expect((await send({ requests })).status).toBe(400);
  let nested: unknown = 'color:red';
  for (let i = 0; i < 3000; i++) nested = [nested];
  expect((await screen({ facetFilters: nested })).status).toBe(400);
});

// By squares of their lengths, this would take longer than a test may.
it('reads long texts of one character as fast as others', async () => {
  const { screen } = await guarded();
  const spaces = ' '.repeat(4990);
  for (const text of [`price${spaces}x`, `price:${spaces}x`, ':'.repeat(4990), '='.repeat(4990)])
    expect((await screen({ numericFilters: Array.from({ length: 500 }, () => text) })).status).toBe(
      400,
    );
  for (const [filters, status] of [
    [spaces, 200],
    [`price:1${spaces}`, 200],
    [`price${spaces}`, 400],
    ['"'.repeat(4990), 400],
  ] as const)
    expect((await screen({ filters })).status, filters.slice(0, 9)).toBe(status);
  const marks = { query: `${'a-'.repeat(2000)}b`, attributesToSnippet: ['*:500'] };
  expect((await screen(marks)).status).toBe(200);
});

it('shows nothing of hidden fields, whichever way a hit is shown', async () => {
  const { screen } = await guarded();
  const asked: readonly object[] = [
    { attributesToRetrieve: ['*', 'cost', 'supplier', 'note'] },
    { attributesToRetrieve: ['-title'] },
    { attributesToHighlight: ['cost', 'supplier', 'note', '_nestvec.text', '*'] },
    { attributesToSnippet: ['cost:5', 'supplier', '*:9', '_nestvec.text:5', 'note:5'] },
    { facets: ['*'] },
    { nestvecGroup: 'color', facets: '*' },
  ];
  for (const params of asked)
    for (const query of ['', 'supplier-7', '41.5 undeclared']) {
      const { status, json } = await screen({ query, ...params });
      expect(status, JSON.stringify(params)).toBe(200);
      const { results } = json as { results: [{ hits: object[] }] };
      const text = JSON.stringify({ ...results[0], query: '' });
      for (const secret of [...secrets, 'note', 'undeclared', 'a red shoe', 'parent-of'])
        expect(text, `${JSON.stringify(params)} ${query}`).not.toContain(secret);
    }
});

it('counts, finds and groups nothing of another tenant', async () => {
  const { screen } = await guarded({ tenants: true });
  const facet = { type: 'facet', facet: 'color' };
  for (const query of ['', 'a green shoe']) {
    const values = await screen({ query, facetQuery: 'green' }, facet);
    expect(values.json).toMatchObject({ results: [{ facetHits: [] }] });
    const all = await screen({ query, facets: ['*'], nestvecGroup: 'color' });
    const { results } = all.json as { results: [object] };
    expect(JSON.stringify({ ...results[0], query: '' })).not.toContain('green');
    const found = await screen({ query, filters: 'color:green OR objectID:green' });
    expect(found.json).toMatchObject({ results: [{ nbHits: 0, hits: [] }] });
  }
});
