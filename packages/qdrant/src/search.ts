import type { Hit, SearchRequest, SearchResult } from '@nestvec/core';
import { findHits, resolveSearch, type ResolvedSearch } from '@nestvec/core/store';
import { capabilities, limits } from './capabilities.ts';
import { toCandidate } from './candidate.ts';
import { databaseName, toStoreError } from './errors.ts';
import { readPoints } from './points.ts';
import { coarseQuery } from './query.ts';
import { type Stages, twoStages } from './two-stages.ts';
import type { View } from './view.ts';

/** Both stages by the server; core orders equal scores by id, groups and cuts. */
export async function searchCollection(view: View, request: SearchRequest): Promise<SearchResult> {
  const { memory, info, spec, collection } = view;
  const { graph = true } = info.vectors[view.layout.vectorName(request.using)] ?? {};
  const search = resolveSearch(request, {
    spec,
    incomplete: memory.incomplete,
    database: databaseName,
    capabilities,
    maxLimit: info.strict.queryLimit ?? limits.candidates,
  });
  const { using, rescore, candidates } = search;
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
  return await findHits(async (limit) => {
    const answer = await session.api.query(collection, coarseQuery(view, search, limit));
    return readPoints(answer).map((point) => toCandidate(view, search, point));
  }, search);
}

/**
 * The first stage takes exactly as many candidates as were asked for, so that more of them are asked for only where a group that
 * is wanted may still grow.
 */
async function searchTwice(
  view: View,
  search: ResolvedSearch,
  rescore: NonNullable<ResolvedSearch['rescore']>,
): Promise<{ readonly hits: readonly Hit[]; readonly emulated: boolean }> {
  const { groupBy, limit, offset } = search;
  const largest = view.info.strict.queryLimit ?? limits.candidates;
  for (let count = search.candidates; ; count = Math.min(count * 4, largest)) {
    const stages: Stages = twoStages(view, search, rescore, count);
    // The server has scored by the full vector, so what is left is a search of one stage.
    const rest = {
      ...search,
      rescore: undefined,
      candidates: groupBy === undefined ? limit + offset : count,
    };
    const hits = await findHits(stages.fetch, rest);
    const { emulated, exhausted } = stages.outcome();
    const isFull = groupBy === undefined || hits.length === limit * groupBy.size;
    if (isFull || exhausted || count >= largest) return { hits, emulated };
  }
}
