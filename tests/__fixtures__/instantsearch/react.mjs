// The same page by react-instantsearch, as far as it has these widgets.
import { createSearchClient } from '@nestvec/web/instantsearch';
import { createElement as h, useState } from 'react';
import { createRoot } from 'react-dom/client';
import {
  Breadcrumb,
  ClearRefinements,
  Configure,
  CurrentRefinements,
  DynamicWidgets,
  HierarchicalMenu,
  Highlight,
  Hits,
  HitsPerPage,
  Index,
  InfiniteHits,
  InstantSearch,
  LookingSimilar,
  Menu,
  Pagination,
  PoweredBy,
  RangeInput,
  RefinementList,
  RelatedProducts,
  SearchBox,
  Snippet,
  SortBy,
  Stats,
  ToggleRefinement,
} from 'react-instantsearch';

const searchClient = createSearchClient();
const attributes = ['category_lvl0', 'category_lvl1'];
const at = (id, ...children) => h('div', { id, key: id }, ...children);
const hitComponent = ({ hit }) => [
  h('b', { key: 'b', 'data-id': hit.objectID }, h(Highlight, { hit, attribute: 'name' })),
  h('i', { key: 'i' }, h(Snippet, { hit, attribute: 'description' })),
];
const plain = ({ hit, item = hit }) => h('b', { 'data-id': item.objectID }, item.name);

globalThis.upload = async (bytes) => await searchClient.upload(new Blob([Uint8Array.from(bytes)]));

function App() {
  const [params, setParams] = useState({});
  globalThis.configureWith = setParams;
  return h(
    InstantSearch,
    { indexName: 'shop', searchClient, future: { preserveSharedStateOnUnmount: true } },
    h(Configure, { attributesToSnippet: ['description:3'], ...params }),
    at('box', h(SearchBox)),
    at('stats', h(Stats)),
    at('current', h(CurrentRefinements)),
    at('clear', h(ClearRefinements)),
    at('color', h(RefinementList, { attribute: 'color', operator: 'or' })),
    at('tags', h(RefinementList, { attribute: 'tags', operator: 'and' })),
    at('brand', h(RefinementList, { attribute: 'brand', searchable: true, showMore: true })),
    at('size', h(Menu, { attribute: 'size' })),
    at('category', h(HierarchicalMenu, { attributes })),
    at('breadcrumb', h(Breadcrumb, { attributes })),
    at('stock', h(ToggleRefinement, { attribute: 'in_stock' })),
    at('price', h(RangeInput, { attribute: 'price' })),
    at(
      'dynamic',
      h(DynamicWidgets, { facets: ['*'], fallbackComponent: RefinementList }),
    ),
    at(
      'sort',
      h(SortBy, {
        items: [
          { value: 'shop', label: 'Best' },
          { value: 'shop/sort/price:desc', label: 'Dearest' },
        ],
      }),
    ),
    at(
      'many',
      h(HitsPerPage, {
        items: [
          { value: 20, label: '20', default: true },
          { value: 5, label: '5' },
        ],
      }),
    ),
    at('hits', h(Hits, { hitComponent })),
    at('pages', h(Pagination)),
    at('powered', h(PoweredBy)),
    at('similar', h(LookingSimilar, { objectIDs: ['item-7'], itemComponent: plain })),
    at('related', h(RelatedProducts, { objectIDs: ['item-8'], limit: 3, itemComponent: plain })),
    h(
      Index,
      { indexName: 'shop', indexId: 'more' },
      h(Configure, { hitsPerPage: 10 }),
      at('infinite', h(InfiniteHits, { hitComponent: plain })),
    ),
  );
}

const container = document.createElement('div');
document.body.append(container);
createRoot(container).render(h(App));
