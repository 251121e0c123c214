import instantsearch from 'instantsearch.js';
import type { IndexUiState, UiState, Widget } from 'instantsearch.js';
import connectClearRefinements, {
  type ClearRefinementsRenderState,
} from 'instantsearch.js/es/connectors/clear-refinements/connectClearRefinements';
import connectHits, { type HitsRenderState } from 'instantsearch.js/es/connectors/hits/connectHits';
import connectPagination, {
  type PaginationRenderState,
} from 'instantsearch.js/es/connectors/pagination/connectPagination';
import connectRange, {
  type RangeRenderState,
} from 'instantsearch.js/es/connectors/range/connectRange';
import connectRefinementList, {
  type RefinementListRenderState,
} from 'instantsearch.js/es/connectors/refinement-list/connectRefinementList';
import connectSearchBox, {
  type SearchBoxRenderState,
} from 'instantsearch.js/es/connectors/search-box/connectSearchBox';
import connectSortBy, {
  type SortByRenderState,
} from 'instantsearch.js/es/connectors/sort-by/connectSortBy';
import historyRouter from 'instantsearch.js/es/lib/routers/history';
import type { SearchClient } from '../src/instantsearch/index.ts';
import { fieldsOf, type PageFields, type PageHit } from './fields.ts';
import type { IndexInfo } from './server.ts';
import { fromParams, type QueryImage, toParams } from './url-state.ts';

/** What the widgets of InstantSearch last said. */
interface Found {
  readonly box?: SearchBoxRenderState;
  readonly hits?: HitsRenderState & { readonly items: readonly unknown[] };
  readonly pages?: PaginationRenderState;
  readonly sort?: SortByRenderState;
  readonly clear?: ClearRefinementsRenderState;
  readonly lists: Readonly<Record<string, RefinementListRenderState>>;
  readonly ranges: Readonly<Record<string, RangeRenderState>>;
}

/** What the server says of a result besides what InstantSearch knows. */
export interface OwnResult {
  readonly over: 'all' | 'best';
  readonly n: number;
  readonly explain?: {
    readonly lists: readonly { readonly stages: 'single' | 'native' | 'emulated' }[];
  };
}

/** A search over one index. */
export interface Session {
  readonly info: IndexInfo;
  readonly fields: PageFields;
  readonly found: () => Found;
  readonly status: () => { readonly is: string; readonly error: Error | undefined };
  readonly hits: () => readonly PageHit[];
  /** Whether there is an answer, be it an older one. */
  readonly hasResults: () => boolean;
  readonly own: () => OwnResult | undefined;
  /** What is searched by besides words. */
  readonly image: () => QueryImage;
  /** Searches by something else besides words; the words go with `query`. */
  readonly searchBy: (image: QueryImage, query?: string) => void;
  readonly retry: () => void;
}

const hitsPerPage = 24;
/** As many as the server counts. */
export const mostValues = 100;
/** A pause in typing after which is searched. */
const typingMs = 120;

/**
 * Keeps what is searched by besides words in InstantSearch’s state, so that it stands in the address and goes with each request, with what
 * all requests have. `configure` can’t: what `setUiState` gives it, it does not give back.
 */
function queryImageWidget(always: object): Widget {
  return {
    $$type: 'nestvec.image',
    init() {},
    getWidgetUiState: (uiState, { searchParameters }) => ({
      ...uiState,
      // Names of the server's own.
      configure: imageOf(searchParameters) as object,
    }),
    getWidgetSearchParameters: (state, { uiState }) =>
      state.setQueryParameters({
        ...always,
        nestvecImage: undefined,
        nestvecLike: undefined,
        nestvecMix: undefined,
        ...imageOf(uiState.configure ?? {}),
      } as object), // names of the server's own
  };
}

/** What of a state is ours; it has names of the server's own, which the types of InstantSearch do not know. */
function imageOf(state: object): QueryImage {
  const { nestvecImage, nestvecLike, nestvecMix } = state as QueryImage; // written by this page alone
  return {
    ...(nestvecImage === undefined ? {} : { nestvecImage }),
    ...(nestvecLike === undefined ? {} : { nestvecLike }),
    ...(nestvecMix === undefined ? {} : { nestvecMix }),
  };
}

/** Starts a search over an index; `paint` is called whenever there is something new. */
export function startSession(info: IndexInfo, client: SearchClient, paint: () => void): Session {
  const { name, settings } = info;
  const fields = fieldsOf(info);
  const states: { -readonly [key in keyof Found]: Found[key] } = { lists: {}, ranges: {} };
  const lists: Record<string, RefinementListRenderState> = {};
  const ranges: Record<string, RangeRenderState> = {};
  const search = instantsearch<UiState, IndexUiState>({
    indexName: name,
    searchClient: client,
    future: { preserveSharedStateOnUnmount: true },
    routing: {
      router: historyRouter<IndexUiState>({
        writeDelay: 300,
        cleanUrlOnDispose: false,
        createURL: ({ routeState, location }) => {
          const params = toParams(routeState, new URLSearchParams(location.search));
          const text = params.toString();
          return `${location.origin}${location.pathname}${text === '' ? '' : `?${text}`}`;
        },
        parseURL: ({ location }) => fromParams(new URLSearchParams(location.search), name),
      }),
      stateMapping: {
        stateToRoute: (state) => state[name] ?? {},
        routeToState: (route) => ({ [name]: route }),
      },
    },
  });
  let typing: ReturnType<typeof setTimeout> | undefined;
  const always = {
    hitsPerPage: Math.min(hitsPerPage, info.hitsPerRequest),
    nestvecBoost: settings.boost,
    nestvecGroup: settings.group,
  };
  const sortItems = fields.sorts.flatMap((field) =>
    ['asc', 'desc'].map((direction) => ({
      value: `${name}/sort/${field}:${direction}`,
      label: `${field}:${direction}`,
    })),
  );
  search.addWidgets([
    connectSearchBox((state) => (states.box = state))({
      queryHook(query, refine) {
        clearTimeout(typing);
        typing = setTimeout(() => refine(query), typingMs);
      },
    }),
    connectHits((state) => (states.hits = state))({ escapeHTML: false }),
    connectPagination((state) => (states.pages = state))({ padding: 2 }),
    connectClearRefinements((state) => (states.clear = state))({}),
    queryImageWidget(always),
    ...(sortItems.length === 0
      ? []
      : [
          connectSortBy((state) => (states.sort = state))({
            items: [{ value: name, label: '' }, ...sortItems],
          }),
        ]),
    ...fields.facets.map((attribute) =>
      connectRefinementList((state) => (lists[attribute] = state))({
        attribute,
        operator: 'or',
        limit: mostValues,
        // What is chosen stays where it is, so that neither the eye nor the keyboard loses it.
        sortBy: ['count:desc', 'name:asc'],
      }),
    ),
    ...fields.ranges.map((attribute) =>
      connectRange((state) => (ranges[attribute] = state))({ attribute, precision: 2 }),
    ),
  ]);
  search.on('error', paint);
  search.on('render', paint);
  search.start();

  const stateOf = (): IndexUiState => search.getUiState()[name] ?? {};
  // As this server answers.
  const result = (): { nestvec?: OwnResult } | undefined => states.hits?.results as never; // of this server
  return {
    info,
    fields,
    found: () => ({ ...states, lists, ranges }),
    status: () => ({ is: search.status, error: search.error }),
    // Of this server's answer.
    hits: () => (states.hits?.items ?? []) as readonly object[] as readonly PageHit[],
    hasResults: () => result()?.nestvec !== undefined,
    own: () => result()?.nestvec,
    image: () => imageOf(stateOf().configure ?? {}),
    searchBy(image, query) {
      clearTimeout(typing);
      const { page: _, ...state } = stateOf();
      search.setUiState({
        [name]: {
          ...state,
          configure: image as object, // names of the server's own
          ...(query === undefined ? {} : { query }),
        },
      });
    },
    retry: () => search.refresh(),
  };
}
