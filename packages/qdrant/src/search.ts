import type { Hit } from '@nestvec/core';
import {
  findHits,
  isWordSearch,
  type ResolvedSearch,
  resolveSearch,
  resolveWords,
  type SearchRequest,
  type SearchResult,
  upToPage,
} from '@nestvec/core/store';
import { searchTheirWords } from './attached-words.ts';
import { capabilities, limits } from './capabilities.ts';
import { toCandidate } from './candidate.ts';
import { databaseName } from './errors.ts';
import { joinSearches } from './join-searches.ts';
import { readPoints } from './points.ts';
import { coarseQuery, looksFurtherForMore } from './query.ts';
import { readRecords } from './read.ts';
import { twoStages } from './two-stages.ts';
import type { Scope } from './scope.ts';
import { searchWords } from './words.ts';

/** Both stages by the server; core orders equal scores by id, groups and cuts. */
export async function searchCollection(
  scope: Scope,
  request: SearchRequest,
): Promise<SearchResult> {
  const { memory, info, spec } = scope;
  const context = {
    spec,
    incomplete: memory.incomplete,
    database: databaseName,
    capabilities,
    maxLimit: info.strict.queryLimit ?? limits.candidates,
  };
  if (isWordSearch(request)) {
    const find = scope.session.options.attach === undefined ? searchWords : searchTheirWords;
    return await find(scope, resolveWords(request, context));
  }
  const search = resolveSearch(request, context);
  const { using, rescore, depth, candidates } = search;
  const { graph = true } = info.vectors[scope.layout.vectorName(using)] ?? {};
  const { hits, emulated } =
    rescore === undefined
      ? { hits: await searchOnce(scope, search), emulated: false }
      : await searchTwice(scope, search, rescore);
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
}

/** Several searches by vectors in one request, and those by words beside it: the server answers one search of a request after another. */
export async function searchCollectionForMany(
  scope: Scope,
  requests: readonly SearchRequest[],
): Promise<{ readonly results: readonly SearchResult[]; readonly read: typeof readRecords }> {
  const joined = { ...scope, api: joinSearches(scope.api) };
  const results = await Promise.all(
    requests.map(async (one) => searchCollection(isWordSearch(one) ? scope : joined, one)),
  );
  return { results, read: readRecords };
}

async function searchOnce(scope: Scope, search: ResolvedSearch): Promise<readonly Hit[]> {
  const { api, begin, collection } = scope;
  return await findHits(
    async (limit) => {
      begin();
      const answer = await api.query(collection, coarseQuery(scope, search, limit));
      return readPoints(answer).map((point) => toCandidate(scope, search, point));
    },
    looksFurtherForMore(scope, search) ? search : upToPage(search),
  );
}

async function searchTwice(
  scope: Scope,
  search: ResolvedSearch,
  rescore: NonNullable<ResolvedSearch['rescore']>,
): Promise<{ readonly hits: readonly Hit[]; readonly emulated: boolean }> {
  const stages = twoStages(scope, search, rescore);
  // The server has scored by the full vector, so what is left is a search of one stage.
  const hits = await findHits(stages.fetch, upToPage({ ...search, rescore: undefined }));
  return { hits, emulated: stages.isEmulated() };
}
