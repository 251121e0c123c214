import type { Hit, SearchRequest, SearchResult } from '@nestvec/core';
import { findHits, resolveSearch, type ResolvedSearch, upToPage } from '@nestvec/core/store';
import { capabilities, limits } from './capabilities.ts';
import { toCandidate } from './candidate.ts';
import { databaseName, toStoreError } from './errors.ts';
import { readPoints } from './points.ts';
import { coarseQuery, looksFurtherForMore } from './query.ts';
import { twoStages } from './two-stages.ts';
import type { View } from './view.ts';

/** Both stages by the server; core orders equal scores by id, groups and cuts. */
export async function searchCollection(view: View, request: SearchRequest): Promise<SearchResult> {
  const { memory, info, spec, collection } = view;
  const search = resolveSearch(request, {
    spec,
    incomplete: memory.incomplete,
    database: databaseName,
    capabilities,
    maxLimit: info.strict.queryLimit ?? limits.candidates,
  });
  const { using, rescore, depth, candidates } = search;
  const { graph = true } = info.vectors[view.layout.vectorName(using)] ?? {};
  try {
    const { hits, emulated } =
      rescore === undefined
        ? { hits: await searchOnce(view, search), emulated: false }
        : await searchTwice(view, search, rescore);
    return {
      hits,
      explain: {
        using,
        rescore: rescore?.name,
        stages: rescore === undefined ? 'single' : emulated ? 'emulated' : 'native',
        depth,
        candidates,
        exact: search.exact || !graph,
      },
    };
  } catch (error) {
    throw toStoreError(error, { collection, operation: 'search' });
  }
}

async function searchOnce(view: View, search: ResolvedSearch): Promise<readonly Hit[]> {
  const { session, collection } = view;
  return await findHits(
    async (limit) => {
      const answer = await session.api.query(collection, coarseQuery(view, search, limit));
      return readPoints(answer).map((point) => toCandidate(view, search, point));
    },
    looksFurtherForMore(view, search) ? search : upToPage(search),
  );
}

async function searchTwice(
  view: View,
  search: ResolvedSearch,
  rescore: NonNullable<ResolvedSearch['rescore']>,
): Promise<{ readonly hits: readonly Hit[]; readonly emulated: boolean }> {
  const stages = twoStages(view, search, rescore);
  // The server has scored by the full vector, so what is left is a search of one stage.
  const hits = await findHits(stages.fetch, upToPage({ ...search, rescore: undefined }));
  return { hits, emulated: stages.isEmulated() };
}
