// A page of stock widgets of instantsearch.js; each container has the id that the test looks for.
import { createSearchClient } from '@nestvec/web/instantsearch';
import instantsearch from 'instantsearch.js';
import {
  breadcrumb,
  clearRefinements,
  configure,
  currentRefinements,
  dynamicWidgets,
  hierarchicalMenu,
  hits,
  hitsPerPage,
  index,
  infiniteHits,
  lookingSimilar,
  menu,
  menuSelect,
  numericMenu,
  pagination,
  panel,
  poweredBy,
  rangeInput,
  rangeSlider,
  refinementList,
  relatedProducts,
  searchBox,
  sortBy,
  stats,
  toggleRefinement,
  voiceSearch,
} from 'instantsearch.js/es/widgets';

function at(id) {
  const container = document.createElement('div');
  container.id = id;
  document.body.append(container);
  return container;
}

const searchClient = createSearchClient();
const search = instantsearch({ indexName: 'shop', searchClient });
const attributes = ['category_lvl0', 'category_lvl1'];
const item = (hit, { html, components }) =>
  html`<b data-id=${hit.objectID}>${components.Highlight({ hit, attribute: 'name' })}</b>
    <i>${components.Snippet({ hit, attribute: 'description' })}</i>`;
const plain = (hit, { html }) => html`<b data-id=${hit.objectID}>${hit.name}</b>`;

let own = configure({ attributesToSnippet: ['description:3'] });
search.addWidgets([
  own,
  searchBox({ container: at('box') }),
  voiceSearch({ container: at('voice') }),
  stats({ container: at('stats') }),
  currentRefinements({ container: at('current') }),
  clearRefinements({ container: at('clear') }),
  refinementList({ container: at('color'), attribute: 'color', operator: 'or' }),
  panel({ templates: { header: () => 'Tags' } })(refinementList)({
    container: at('tags'),
    attribute: 'tags',
    operator: 'and',
  }),
  refinementList({ container: at('brand'), attribute: 'brand', searchable: true, showMore: true }),
  menu({ container: at('size'), attribute: 'size' }),
  menuSelect({ container: at('country'), attribute: 'country' }),
  hierarchicalMenu({ container: at('category'), attributes }),
  breadcrumb({ container: at('breadcrumb'), attributes }),
  toggleRefinement({ container: at('stock'), attribute: 'in_stock' }),
  rangeInput({ container: at('price'), attribute: 'price' }),
  rangeSlider({ container: at('weight'), attribute: 'weight' }),
  numericMenu({
    container: at('rating'),
    attribute: 'rating',
    items: [{ label: 'All' }, { label: 'Good', start: 4 }],
  }),
  dynamicWidgets({
    container: at('dynamic'),
    facets: ['*'],
    widgets: [],
    fallbackWidget: ({ container, attribute }) => refinementList({ container, attribute }),
  }),
  sortBy({
    container: at('sort'),
    items: [
      { value: 'shop', label: 'Best' },
      { value: 'shop/sort/price:desc', label: 'Dearest' },
    ],
  }),
  hitsPerPage({
    container: at('many'),
    items: [
      { value: 20, label: '20', default: true },
      { value: 5, label: '5' },
    ],
  }),
  hits({ container: at('hits'), templates: { item } }),
  pagination({ container: at('pages') }),
  poweredBy({ container: at('powered') }),
  lookingSimilar({ container: at('similar'), objectIDs: ['item-7'], templates: { item: plain } }),
  relatedProducts({ container: at('related'), objectIDs: ['item-8'], limit: 3, templates: { item: plain } }),
  index({ indexName: 'shop', indexId: 'more' }).addWidgets([
    configure({ hitsPerPage: 10 }),
    infiniteHits({ container: at('infinite'), templates: { item: plain } }),
  ]),
]);
search.on('error', ({ error }) => (globalThis.lastError = error.message));
search.start();

globalThis.upload = async (bytes) => await searchClient.upload(new Blob([Uint8Array.from(bytes)]));
globalThis.configureWith = (params) => {
  search.removeWidgets([own]);
  own = configure({ attributesToSnippet: ['description:3'], ...params });
  search.addWidgets([own]);
};
