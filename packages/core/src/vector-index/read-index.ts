import type { CallOptions } from '../async/signal.ts';
import { isNestvecError } from '../errors.ts';
import { facetIndex } from './facet-index.ts';
import type { IndexView } from './index-view.ts';
import { listIndex } from './list-index.ts';
import {
  emptyResult,
  type IndexSearchResult,
  searchIndex,
  type SearchTarget,
} from './search-index.ts';

/** What reading needs to know of an index. */
export interface ReadParts {
  /** What is searched now. */
  readonly target: () => SearchTarget;
  /** Whether the collection is there. */
  readonly exists: (call: CallOptions) => Promise<boolean>;
  /** Looks again at which embedder the collection names; says whether it is there. */
  readonly rebind: (call: CallOptions) => Promise<boolean>;
}

/** How often a collection may change its embedder during one search. */
const mostMoves = 3;

/** The calls of an index that only read. */
export function readIndex({ target, exists, rebind }: ReadParts): IndexView {
  const { store } = target();
  const view: IndexView = {
    get spec() {
      return target().spec;
    },
    get embedder() {
      return target().embedder;
    },
    store,
    async search(query, options) {
      const call = { signal: options?.signal };
      const search = async (): Promise<IndexSearchResult> =>
        await searchIndex(target(), query, options);
      if (!(await exists(call))) return emptyResult(target(), query, options);
      for (let moves = 0; ; moves++) {
        try {
          return await search();
        } catch (error) {
          const isOther = isNestvecError(error, 'identity') && moves < mostMoves;
          if (!isOther || !(await rebind(call))) throw error;
        }
      }
    },
    list: async (request) =>
      await listIndex(target(), request, async () => await exists({ signal: request.signal })),
    facets: async (request) =>
      await facetIndex(view, request, async () => await exists({ signal: request.signal })),
  };
  return view;
}
