// The same page by Vue InstantSearch.
import { createSearchClient } from '@nestvec/web/instantsearch';
import { createApp, h, reactive } from 'vue';
import {
  AisBreadcrumb,
  AisClearRefinements,
  AisConfigure,
  AisCurrentRefinements,
  AisDynamicWidgets,
  AisHierarchicalMenu,
  AisHighlight,
  AisHits,
  AisHitsPerPage,
  AisIndex,
  AisInfiniteHits,
  AisInstantSearch,
  AisMenu,
  AisMenuSelect,
  AisNumericMenu,
  AisPagination,
  AisPoweredBy,
  AisRangeInput,
  AisRefinementList,
  AisSearchBox,
  AisSnippet,
  AisSortBy,
  AisStats,
  AisToggleRefinement,
  AisVoiceSearch,
} from 'vue-instantsearch/vue3/es';

const searchClient = createSearchClient();
const attributes = ['category_lvl0', 'category_lvl1'];
const own = reactive({ params: {} });
globalThis.upload = async (bytes) => await searchClient.upload(new Blob([Uint8Array.from(bytes)]));
globalThis.configureWith = (params) => (own.params = params);

const at = (id, ...children) => h('div', { id }, children);
const item = ({ item: hit }) => [
  h('b', { 'data-id': hit.objectID }, [h(AisHighlight, { hit, attribute: 'name' })]),
  h('i', [h(AisSnippet, { hit, attribute: 'description' })]),
];
const plain = ({ item: hit }) => h('b', { 'data-id': hit.objectID }, hit.name);

const content = () => [
  h(AisConfigure, { attributesToSnippet: ['description:3'], ...own.params }),
  at('box', h(AisSearchBox)),
  at('voice', h(AisVoiceSearch)),
  at('stats', h(AisStats)),
  at('current', h(AisCurrentRefinements)),
  at('clear', h(AisClearRefinements)),
  at('color', h(AisRefinementList, { attribute: 'color', operator: 'or' })),
  at('tags', h(AisRefinementList, { attribute: 'tags', operator: 'and' })),
  at('brand', h(AisRefinementList, { attribute: 'brand', searchable: true, showMore: true })),
  at('size', h(AisMenu, { attribute: 'size' })),
  at('country', h(AisMenuSelect, { attribute: 'country' })),
  at('category', h(AisHierarchicalMenu, { attributes })),
  at('breadcrumb', h(AisBreadcrumb, { attributes })),
  at('stock', h(AisToggleRefinement, { attribute: 'in_stock', label: 'In stock' })),
  at('price', h(AisRangeInput, { attribute: 'price' })),
  at(
    'rating',
    h(AisNumericMenu, {
      attribute: 'rating',
      items: [{ label: 'All' }, { label: 'Good', start: 4 }],
    }),
  ),
  at('dynamic', h(AisDynamicWidgets, { facets: ['*'] }, () => [h(AisMenu, { attribute: 'size' })])),
  at(
    'sort',
    h(AisSortBy, {
      items: [
        { value: 'shop', label: 'Best' },
        { value: 'shop/sort/price:desc', label: 'Dearest' },
      ],
    }),
  ),
  at(
    'many',
    h(AisHitsPerPage, {
      items: [
        { value: 20, label: '20', default: true },
        { value: 5, label: '5' },
      ],
    }),
  ),
  at('hits', h(AisHits, null, { item })),
  at('pages', h(AisPagination)),
  at('powered', h(AisPoweredBy)),
  h(AisIndex, { indexName: 'shop', indexId: 'more' }, () => [
    h(AisConfigure, { hitsPerPage: 10 }),
    at('infinite', h(AisInfiniteHits, null, { item: plain })),
  ]),
];

const container = document.createElement('div');
document.body.append(container);
createApp({
  render: () =>
    h(
      AisInstantSearch,
      { indexName: 'shop', searchClient, future: { preserveSharedStateOnUnmount: true } },
      content,
    ),
}).mount(container);
