// What an answer to InstantSearch shows: fields, marks, groups, values of facets.
import { expect, it } from 'vitest';
import { idsOf, type Params, screens } from '../__fixtures__/screens.ts';

it('gives the fields that are asked for', async () => {
  const { one } = await screens();
  const fieldsOf = async (attributesToRetrieve: unknown): Promise<string[]> => {
    const [hit = {}] = (await one({ query: 'a red shoe', attributesToRetrieve })).hits;
    return Object.keys(hit)
      .filter((name) => !name.startsWith('_'))
      .toSorted();
  };
  expect(await fieldsOf(['title', 'price'])).toEqual(['objectID', 'price', 'title']);
  expect(await fieldsOf('title, price')).toEqual(['objectID', 'price', 'title']);
  expect(await fieldsOf([])).toEqual(['objectID']);
  expect(await fieldsOf(['title', 'nowhere'])).toEqual(['objectID', 'title']);
  const all = await fieldsOf(['*']);
  expect(await fieldsOf(undefined)).toEqual(all);
  expect(await fieldsOf(['*', '-cost', '-tags'])).toEqual(
    all.filter((name) => name !== 'cost' && name !== 'tags'),
  );
});

it('marks the words of a query in the fields that are asked for, between the tags that are', async () => {
  const { one } = await screens();
  const marks = { highlightPreTag: '[', highlightPostTag: ']', hitsPerPage: 1 };
  const shown = async (params: Params) =>
    (await one({ query: 'RED things', ...marks, ...params })).hits[0];
  expect((await shown({ attributesToHighlight: ['title'] }))?._highlightResult).toEqual({
    title: {
      value: 'the [red] shoe',
      matchLevel: 'partial',
      fullyHighlighted: false,
      matchedWords: ['red'],
    },
  });
  expect((await shown({ attributesToHighlight: [] }))?._highlightResult).toEqual({});
  const text = { attributesToHighlight: ['*', '_nestvec.text'], attributesToSnippet: ['title:2'] };
  expect(await shown(text)).toMatchObject({
    _highlightResult: { color: { value: '[red]' }, _nestvec: { text: { value: 'a [red] shoe' } } },
    _snippetResult: { title: { value: 'the [red]…' } },
  });
  expect((await shown({ ...text, snippetEllipsisText: '>' }))?._snippetResult).toMatchObject({
    title: { value: 'the [red]>' },
  });
});

it('narrows by an expression, with the other conditions', async () => {
  const { one } = await screens();
  const ids = async (params: Params) => idsOf(await one(params)).toSorted();
  expect(await ids({ filters: 'price < 6' })).toEqual(['blue', 'red']);
  expect(await ids({ filters: 'price < 6 AND NOT color:red' })).toEqual(['blue']);
  expect(await ids({ filters: 'color:green OR (tags:red AND price:3 TO 4)' })).toEqual([
    'green',
    'red',
  ]);
  expect(await ids({ query: 'shoe', filters: 'NOT (color:green OR color:red)' })).toEqual(['blue']);
  expect(await ids({ filters: 'price < 6', facetFilters: ['color:red'] })).toEqual(['red']);
  expect(await ids({ filters: '' })).toHaveLength(3);
});

it('makes one hit of each value of a field, with a query and without, and counts those', async () => {
  const { one, index } = await screens();
  const items = ['red', 'red', 'blue', undefined, undefined].map((color, i) => ({
    id: `more-${i}`,
    text: `thing ${i}`,
    metadata: { price: 100 + i, ...(color === undefined ? {} : { color }) },
  }));
  await index.ingest(items);
  for (const params of [{ query: 'a red shoe' }, {}]) {
    const found = await one({ ...params, nestvecGroup: 'color', facets: ['color'] });
    expect(found).toMatchObject({
      nbHits: 5,
      facets: { color: { red: 1, blue: 1, green: 1 } },
      exhaustiveNbHits: true,
    });
    const colors = found.hits.map((hit) => (hit as { color?: string }).color ?? '');
    expect(colors.toSorted()).toEqual(['', '', 'blue', 'green', 'red']);
    expect(await one({ ...params, nestvecGroup: 'color', distinct: false })).toMatchObject({
      nbHits: 8,
    });
  }
  const dear = await one({ nestvecGroup: 'color', hitsPerPage: 2 }, 'shop/sort/price:desc');
  expect(idsOf(dear)).toEqual(['more-4', 'more-3']);
  const next = { nestvecGroup: 'color', hitsPerPage: 2, page: 1 };
  expect(idsOf(await one(next, 'shop/sort/price:desc'))).toEqual(['more-2', 'more-1']);
  for (const distinct of [true, 1])
    expect(await one({ query: 'a red shoe', distinct })).toMatchObject({ nbHits: 8 });
  // Of the parts of one parent, one.
  await index.ingest([
    { id: 'other', text: 'a red shoe', parentId: 'parent-of-red', metadata: { color: 'red' } },
  ]);
  expect(await one({ query: 'a red shoe', distinct: true })).toMatchObject({ nbHits: 8 });
  expect(await one({ query: 'a red shoe' })).toMatchObject({ nbHits: 9 });
});

it('finds a value beyond the 100 most frequent', async () => {
  const { screen, index } = await screens();
  const items = Array.from({ length: 150 }, (_, i) => ({
    id: `more-${i}`,
    text: `thing ${i}`,
    metadata: { color: `shade ${String(i).padStart(3, '0')}`, price: i },
  }));
  await index.ingest(items);
  const values = async (params: Params) => {
    const { json } = await screen([
      { indexName: 'shop', type: 'facet', facet: 'color', params } as never, // as the helper asks
    ]);
    return (json as { results: object[] }).results[0];
  };
  expect(await values({ facetQuery: 'SHADE 149' })).toMatchObject({
    facetHits: [{ value: 'shade 149', count: 1, highlighted: '<em>shade 149</em>' }],
    exhaustiveFacetsCount: true,
  });
  // Of a query, among its best 100 hits.
  const ofQuery = { query: 'thing', facetQuery: 'shade', maxFacetHits: 1000 };
  const { facetHits } = (await values(ofQuery)) as { facetHits: object[] };
  expect(facetHits.length).toBeGreaterThan(90);
  expect(await values({ facetQuery: '', maxFacetHits: 200 })).toMatchObject({
    exhaustiveFacetsCount: false,
  });
  expect(
    await values({ facetQuery: 'shade 14', filters: 'price < 145', maxFacetHits: 200 }),
  ).toMatchObject({ facetHits: [140, 141, 142, 143, 144].map((i) => ({ value: `shade ${i}` })) });
});

it('says which facets there are where all are asked for', async () => {
  const { one } = await screens();
  const all = await one({ facets: ['*'], facetFilters: ['color:red'] });
  expect(all.renderingContent).toEqual({
    facetOrdering: {
      facets: { order: ['title', 'color', 'price', 'added', 'tags', 'cost', 'supplier'] },
    },
  });
  const none = await one({ facets: ['*'], facetFilters: ['color:none'] });
  expect(none.renderingContent).toEqual({ facetOrdering: { facets: { order: [] } } });
  expect(await one({ facets: ['color'] })).not.toHaveProperty('renderingContent');
});
