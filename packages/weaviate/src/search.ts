import type { CallOptions, Hit, SearchRequest, SearchResult } from '@nestvec/core';
import { findHits, fuseByRank, type ResolvedSearch, resolveSearch } from '@nestvec/core/store';
import { capabilities, limits } from './capabilities.ts';
import { databaseName, toStoreError } from './errors.ts';
import { isFlat, nearestExactly } from './exact.ts';
import { keywordHits } from './keyword.ts';
import { nearest } from './nearest.ts';
import { isByIds, rescoreByIds } from './two-stages.ts';
import type { View } from './view.ts';

/** The nearest by the server; core scores again by the full vector, orders equal scores by id, groups and cuts. */
export async function searchCollection(
  view: View,
  request: SearchRequest,
  call: CallOptions | undefined,
): Promise<SearchResult> {
  const { memory, spec, collection } = view;
  const search = resolveSearch(request, {
    spec,
    incomplete: memory.incomplete,
    database: databaseName,
    capabilities,
    maxLimit: limits.candidates,
  });
  const { using, rescore, candidates } = search;
  try {
    return {
      hits:
        search.keyword === undefined
          ? await vectorHits(view, search, call)
          : await fusedHits(view, search, search.keyword, call),
      explain: {
        using,
        rescore: rescore?.name,
        stages: rescore === undefined ? 'single' : 'emulated',
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
  call: CallOptions | undefined,
): Promise<readonly Hit[]> {
  const begin = (): void => view.session.begin('search', call);
  const find = search.exact && !isFlat(view, search.using) ? nearestExactly : nearest;
  const { rescore } = search;
  if (rescore !== undefined && isByIds(view, search, rescore))
    return await rescoreByIds(view, search, rescore, find, begin);
  return await findHits(async (limit) => await find(view, search, limit, begin), search);
}

/** Both lists are as long as the page they are fused for, so that the next page goes on where this one ends. */
async function fusedHits(
  view: View,
  search: ResolvedSearch,
  keyword: string,
  call: CallOptions | undefined,
): Promise<readonly Hit[]> {
  const { limit, offset } = search;
  const page = { ...search, offset: 0, limit: limit + offset };
  const lists = await Promise.all([vectorHits(view, page, call), keywordHits(view, page, keyword)]);
  return fuseByRank(lists).slice(offset, page.limit);
}
