import type { CallOptions, Hit, SearchRequest, SearchResult } from '@nestvec/core';
import {
  findHits,
  isWordSearch,
  type ResolvedSearch,
  resolveSearch,
  resolveWords,
  upToPage,
} from '@nestvec/core/store';
import { capabilities, limits } from './capabilities.ts';
import { databaseName, toStoreError } from './errors.ts';
import { isFlat, nearestExactly } from './exact.ts';
import { nearest } from './nearest.ts';
import { isByIds, rescoreByIds } from './two-stages.ts';
import type { View } from './view.ts';
import { wordHits } from './words.ts';

/** The nearest by the server; core scores again by the full vector, orders equal scores by id and cuts. */
export async function searchCollection(
  view: View,
  request: SearchRequest,
  call: CallOptions | undefined,
): Promise<SearchResult> {
  const { memory, spec, collection } = view;
  const context = {
    spec,
    incomplete: memory.incomplete,
    database: databaseName,
    capabilities,
    maxLimit: limits.candidates,
  };
  const begin = (): void => view.session.begin('search', call);
  const search = isWordSearch(request)
    ? resolveWords(request, context)
    : resolveSearch(request, context);
  const { depth, candidates } = search;
  try {
    if ('words' in search) {
      const hits = await wordHits(view, search, begin);
      const stages = 'single';
      return { hits, explain: { using: undefined, stages, depth, candidates, exact: true } };
    }
    const { using, rescore } = search;
    return {
      hits: await vectorHits(view, search, begin),
      explain: {
        using,
        rescore: rescore?.name,
        stages: rescore === undefined ? 'single' : 'emulated',
        depth,
        candidates,
        exact: search.exact || isFlat(view, using),
      },
    };
  } catch (error) {
    throw toStoreError(error, { collection, operation: 'search' });
  }
}

async function vectorHits(
  view: View,
  search: ResolvedSearch,
  begin: () => void,
): Promise<readonly Hit[]> {
  const isExact = search.exact || isFlat(view, search.using);
  const find = search.exact && !isFlat(view, search.using) ? nearestExactly : nearest;
  const { rescore } = search;
  if (rescore !== undefined && isByIds(view, search, rescore))
    return await rescoreByIds(view, search, rescore, find, begin);
  // A graph is searched the further the more is asked for, so every page asks for the whole list.
  const asked = isExact ? upToPage(search) : search;
  return await findHits(async (limit) => await find(view, search, limit, begin), asked);
}
