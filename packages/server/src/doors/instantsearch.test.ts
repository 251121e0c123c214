// Requests as algoliasearch-helper makes them, which every InstantSearch has inside.
import algoliasearchHelper from 'algoliasearch-helper';
import { expect, it } from 'vitest';
import {
  all,
  headers,
  type Hit,
  idsOf,
  type Params,
  type Result,
  screens,
  type Sent,
} from '../__fixtures__/screens.ts';
import { testServer, type TestServer } from '../__fixtures__/test-server.ts';
import { testShop } from '../__fixtures__/test-shop.ts';

/** A helper over the server, and what it last got. */
function helperOver({ ask }: TestServer, options: object) {
  const sent: Sent[] = [];
  const client = {
    async search(requests: Sent) {
      sent.push(requests);
      const { json, problem } = await ask('/instantsearch', { requests }, { headers });
      if (problem !== '') throw new Error(problem);
      return json as never; // as the helper's type of it
    },
  };
  const helper = algoliasearchHelper(client as never, 'shop', options); // as much of a client as is called
  const search = async (): Promise<algoliasearchHelper.SearchResults<Hit>> =>
    await new Promise((resolve, reject) => {
      helper.once('result', ({ results }) =>
        resolve(results as algoliasearchHelper.SearchResults<Hit>),
      );
      helper.once('error', ({ error }: { error: unknown }) => reject(new Error(String(error))));
      helper.search();
    });
  return { helper, search, sent };
}

it('answers a screen of the helper: a query, two disjunctive facets and a range, embedded once', async () => {
  const server = await screens();
  const { helper, search, sent } = helperOver(server, {
    disjunctiveFacets: ['color', 'tags', 'price'],
    hitsPerPage: 2,
  });
  helper.setQuery('a red shoe');
  helper.addDisjunctiveFacetRefinement('color', 'red');
  helper.addDisjunctiveFacetRefinement('color', 'blue');
  helper.addDisjunctiveFacetRefinement('tags', 'shoe');
  helper.addNumericRefinement('price', '>=', 3);
  helper.addNumericRefinement('price', '<=', 6);
  const results = await search();
  expect(sent[0]).toHaveLength(4);
  expect(server.embedded).toEqual([{ text: 'a red shoe' }]);
  expect(results.hits.map(({ objectID }) => objectID).toSorted()).toEqual(['blue', 'red']);
  // Of each facet the counts without its own refinement.
  expect(results.getFacetValues('color', {})).toMatchObject([
    { name: 'blue', count: 1, isRefined: true },
    { name: 'red', count: 1, isRefined: true },
  ]);
  expect(results.getFacetValues('tags', {})).toMatchObject([
    { name: 'shoe', count: 2, isRefined: true },
    {},
    {},
  ]);
  expect(results.getFacetStats('price')).toEqual({ min: 3, max: 5 });
  expect(results).toMatchObject({ nbHits: 2, nbPages: 1, page: 0, exhaustiveNbHits: true });
});

it('counts all records without a query, and pages through them in one order', async () => {
  const { one } = await screens();
  const pages = [
    await one({ hitsPerPage: 2, page: 0, facets: ['*'] }),
    await one({ hitsPerPage: 2, page: 1 }),
    await one({ hitsPerPage: 2, page: 2 }),
  ];
  expect(pages.flatMap(idsOf).toSorted()).toEqual(['blue', 'green', 'red']);
  expect(pages.map(({ hits }) => hits.length)).toEqual([2, 1, 0]);
  expect(pages[0]).toMatchObject({
    nbHits: 3,
    nbPages: 2,
    exhaustiveNbHits: true,
    exhaustiveFacetsCount: true,
    facets: { color: { red: 1, green: 1, blue: 1 }, tags: { shoe: 3 }, price: {}, added: {} },
    facets_stats: {
      price: { min: 3, max: 7 },
      added: { min: Date.parse('2026-03-01'), max: Date.parse('2026-07-01') },
    },
    nestvec: { over: 'all', n: 3 },
  });
});

it('sorts by what the name of the index says, with a query and without', async () => {
  const { one } = await screens();
  expect(idsOf(await one({}, 'shop/sort/price:asc'))).toEqual(['red', 'blue', 'green']);
  expect(idsOf(await one({ hitsPerPage: 2, page: 1 }, 'shop/sort/price:asc'))).toEqual(['green']);
  expect(idsOf(await one({}, 'shop/sort/price:desc'))).toEqual(['green', 'blue', 'red']);
  expect(idsOf(await one({ query: 'a red shoe' }, 'shop/sort/added:desc'))).toEqual([
    'green',
    'blue',
    'red',
  ]);
});

it('says of a query that its counts are of the best hits, unless there are fewer', async () => {
  const { one, index } = await screens();
  const items = Array.from({ length: 120 }, (_, i) => ({
    id: `more-${i}`,
    text: `thing ${i}`,
    metadata: { color: 'many', price: i },
  }));
  await index.ingest(items);
  const many = await one({ query: 'thing', hitsPerPage: 30, page: 3, facets: ['color'] });
  expect(many).toMatchObject({
    nbHits: 100,
    nbPages: 4,
    exhaustiveNbHits: false,
    exhaustiveFacetsCount: false,
    nestvec: { over: 'best', n: 100 },
  });
  expect(many.hits).toHaveLength(10);
  expect(idsOf(await one({ query: 'thing', hitsPerPage: 30, page: 4 }))).toEqual([]);
  const few = await one({ query: 'thing', facetFilters: ['color:red'] });
  expect(few).toMatchObject({ nbHits: 1, exhaustiveNbHits: true });
});

it('finds by an uploaded image, by a record, and by a mix of words and either', async () => {
  const { one, upload, index, red } = await screens();
  const nestvecImage = await upload();
  const own = async (...given: Parameters<typeof index.search>) =>
    (await index.search(...given)).hits.map(({ id }) => id);
  expect(idsOf(await one({ nestvecImage }))).toEqual(await own({ image: red }));
  expect(idsOf(await one({ nestvecLike: 'red' }))).toEqual(await own({ like: 'red' }));
  expect(idsOf(await one({ nestvecLike: ['red', 'blue'] }))).toEqual(['green']);
  const query = 'a blue shoe';
  const scores = async (params: Params) =>
    (await one(params)).hits.map(({ objectID, _nestvec }) => [objectID, _nestvec.score]);
  const mixed = await index.search(
    {
      all: [
        { text: query, weight: 0.25 },
        { image: red, weight: 0.75 },
      ],
    },
    { words: query },
  );
  expect(await scores({ query, nestvecImage, nestvecMix: 0.75 })).toEqual(
    mixed.hits.map(({ id, score }) => [id, score]),
  );
  expect(await scores({ query, nestvecImage, nestvecMix: 0 })).toEqual(await scores({ query }));
  expect(idsOf(await one({ query, nestvecLike: 'blue' }))).not.toContain('blue');
});

it('gives a hit its fields, and what is ours under one name', async () => {
  const { one } = await screens();
  const [hit] = (await one({ query: 'the red shoe', hitsPerPage: 1 })).hits;
  expect(hit).toMatchObject({
    objectID: 'red',
    title: 'the red shoe',
    price: 3,
    _highlightResult: {
      title: { value: '<em>the</em> <em>red</em> <em>shoe</em>', matchLevel: 'full' },
      tags: [{ value: '<em>shoe</em>' }, { value: '<em>red</em>' }],
      color: { value: '<em>red</em>', matchLevel: 'partial', fullyHighlighted: true },
      price: { value: '3', matchLevel: 'none', matchedWords: [] },
    },
    _nestvec: { image: '/image/shop/red', text: 'a red shoe', score: expect.any(Number) },
  });
  expect(hit?._highlightResult).not.toHaveProperty('_nestvec');
  expect(hit).not.toHaveProperty('_snippetResult');
});

it('searches among the values of a facet as the helper asks it', async () => {
  const server = await screens();
  const { helper } = helperOver(server, { disjunctiveFacets: ['color', 'tags'] });
  helper.addDisjunctiveFacetRefinement('color', 'red');
  helper.addDisjunctiveFacetRefinement('tags', 'shoe');
  const { facetHits } = await helper.searchForFacetValues('color', 'RE', 5, {});
  expect(facetHits).toMatchObject([
    { value: 'green', count: 1, isRefined: false },
    { value: 'red', count: 1, isRefined: true },
  ]);
  const marks = { highlightPreTag: '<b>', highlightPostTag: '</b>' };
  const asked = {
    indexName: 'shop',
    type: 'facet',
    facet: 'color',
    params: { facetQuery: 'e', maxFacetHits: 1, ...marks },
  };
  const { json } = await server.screen([asked]);
  expect((json as { results: [Result] }).results[0].facetHits).toEqual([
    { value: 'blue', count: 1, highlighted: 'blu<b>e</b>' },
  ]);
});

it('leaves nothing of a facet’s own refinement out of a hierarchy’s parents', async () => {
  const server = await screens();
  const { helper, search } = helperOver(server, {
    hierarchicalFacets: [{ name: 'menu', attributes: ['color'], separator: ' > ' }],
  });
  helper.toggleFacetRefinement('menu', 'red');
  const results = await search();
  expect(results.hits.map(({ objectID }) => objectID)).toEqual(['red']);
  expect(results.getFacetValues('menu', {})).toMatchObject({
    data: expect.arrayContaining([
      expect.objectContaining({ name: 'red', isRefined: true, count: 1 }),
    ]),
  });
});

it('groups and boosts as the other doors do', async () => {
  const { one, index } = await screens();
  await index.ingest([
    { id: 'red-2', text: 'a red shoe', parentId: 'parent-of-red', metadata: {} },
  ]);
  for (const index of ['shop', 'shop/sort/price:asc']) {
    const grouped = await one({ query: 'a red shoe', nestvecGroup: '$parentId' }, index);
    expect(idsOf(grouped).filter((id) => id.startsWith('red'))).toHaveLength(1);
    expect(grouped.nbHits).toBe(3);
  }
  await index.ingest([
    { id: 'alone', text: 'a shoe without a parent', metadata: { color: 'grey' } },
  ]);
  const heads = await one({ nestvecGroup: '$parentId', facets: ['color'] });
  expect([idsOf(heads), heads.nbHits, heads.facets]).toEqual([
    ['alone'],
    1,
    { color: { grey: 1 } },
  ]);
  const boosted = await one({
    query: 'something to wear',
    nestvecBoost: [{ filter: { color: 'green' }, weight: 100 }],
  });
  expect(idsOf(boosted)[0]).toBe('green');
});

it('shows, counts and filters nothing beyond the fields of a key', async () => {
  const shop = await testShop();
  const { ask } = await testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    publicIndexes: { shop: { fields: ['title', 'color'], filter: { price: { $lt: 6 } } } },
  });
  const one = async (params: Params) =>
    await ask('/instantsearch', { requests: [{ indexName: 'shop', params }] });
  const { json } = await one({ query: 'shoe', facets: ['*'] });
  const [result] = (json as { results: [Result] }).results;
  expect(idsOf(result).toSorted()).toEqual(['blue', 'red']);
  expect(Object.keys(result.facets)).toEqual(['title', 'color']);
  expect(Object.keys(result.hits[0] ?? {}).toSorted()).toEqual([
    '_highlightResult',
    '_nestvec',
    'color',
    'objectID',
    'title',
  ]);
  expect(result.hits[0]?._nestvec).not.toHaveProperty('text');
  for (const params of [
    { facets: ['cost'] },
    { facetFilters: ['supplier:supplier-7'] },
    { numericFilters: ['cost>1'] },
    { nestvecGroup: '$parentId' },
    { query: 'a', nestvecBoost: [{ field: 'cost', weight: 1 }] },
  ])
    expect((await one(params)).status, JSON.stringify(params)).toBe(400);
});

it.each([
  [{ page: -1 }, 'requests.0.params.page'],
  [{ page: 1.5 }, 'requests.0.params.page'],
  [{ page: '1' }, 'requests.0.params.page'],
  [{ hitsPerPage: 101 }, 'requests[0].params.hitsPerPage'],
  [{ query: 5 }, 'requests.0.params.query'],
  [{ query: ['a'] }, 'requests.0.params.query'],
  [{ filters: 'price >' }, 'requests[0].params.filters'],
  [{ filters: ['color:red'] }, 'requests.0.params.filters'],
  [{ filters: 'cost > 1 AND nowhere:1' }, 'requests[0].params.filters'],
  [{ filters: '$uri:a' }, 'filter.$uri'],
  [{ distinct: 2 }, 'requests.0.params.distinct'],
  [{ nestvecGroup: 'tags' }, 'requests[0].params.nestvecGroup'],
  [{ nestvecGroup: '$id' }, 'requests[0].params.nestvecGroup'],
  [{ nestvecGroup: 'nowhere' }, 'requests[0].params.nestvecGroup'],
  [{ sortFacetValuesBy: 'alpha' }, 'requests.0.params.sortFacetValuesBy'],
  [{ attributesToRetrieve: 5 }, 'requests.0.params.attributesToRetrieve'],
  [{ advancedSyntax: true }, 'requests.0.params.advancedSyntax'],
  [{ hitsPerPgae: 5 }, 'requests.0.params.hitsPerPgae'],
  [{ tagFilters: ['a'] }, 'requests.0.params.tagFilters'],
  [{ aroundLatLng: '1,2' }, 'requests.0.params.aroundLatLng'],
  [{ nestvecVector: [1] }, 'requests.0.params.nestvecVector'],
  [{ nestvecMix: 2 }, 'requests.0.params.nestvecMix'],
  [{ facetFilters: [[['color:red']]] }, 'requests.0.params.facetFilters'],
  [{ facetFilters: { color: 'red' } }, 'requests.0.params.facetFilters'],
  [{ facetFilters: ['$uri:a'] }, 'filter.$uri'],
  [{ facets: ['nowhere'] }, 'requests[0].params.facets'],
  [{ facets: ['$id'] }, 'requests[0].params.facets'],
  [{ nestvecImage: 'guessed' }, 'query.image.upload'],
  [
    { nestvecBoost: [{ weight: 1, field: 'price', more: 1 }] },
    'requests.0.params.nestvecBoost.0.more',
  ],
] as const)('refuses %j and says where', async (params, param) => {
  const { screen } = await screens();
  const answer = await screen([{ indexName: 'shop', params }]);
  expect([Math.floor(answer.status / 100), answer.param]).toEqual([4, param]);
});

it.each([
  ['nowhere', 404],
  ['', 404],
  ['shop/', 400],
  ['shop/sort/price', 400],
  ['shop/sort/price:up', 400],
  ['shop/sort/nowhere:asc', 400],
  ['shop/sort/color:asc', 400],
  ['../shop', 400],
] as const)('refuses the index %j with %d', async (indexName, status) => {
  const { screen } = await screens();
  expect((await screen([{ indexName, params: {} }])).status).toBe(status);
});

it('takes no more than 32 requests, and names of Algolia that change nothing of what is found', async () => {
  const { screen, one } = await screens();
  const many = Array.from({ length: 33 }, () => ({ indexName: 'shop', params: {} }));
  expect((await screen(many)).status).toBe(400);
  expect((await screen([])).json).toEqual({ results: [] });
  const { hits } = await one({
    analytics: false,
    tagFilters: '',
    userToken: 'a',
    typoTolerance: true,
  });
  expect(hits).toHaveLength(3);
});

it('counts every text of a screen for the key’s rate', async () => {
  const shop = await testShop();
  const { ask, log } = await testServer({
    embedder: shop.embedder,
    indexes: { shop: shop.index },
    keys: [all],
  });
  const requests = ['one', 'two', 'two', 'three'].map((query) => ({
    indexName: 'shop',
    params: { query },
  }));
  await ask('/instantsearch', { requests }, { headers });
  expect(log.at(-1)).toMatchObject({ route: '/instantsearch', items: 3 });
});
