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
import { capabilities, limits } from './capabilities.ts';
import { databaseName } from './errors.ts';
import { isFlat, nearestExactly } from './exact.ts';
import { nearest } from './nearest.ts';
import { isByServer, rescoreByServer } from './two-stages.ts';
import type { Scope } from './scope.ts';
import { wordHits } from './words.ts';

/** The nearest by the server; core scores again by the full vector, orders equal scores by id and cuts. */
export async function searchObjects(scope: Scope, request: SearchRequest): Promise<SearchResult> {
  const { memory, spec } = scope;
  const context = {
    spec,
    incomplete: memory.incomplete,
    database: databaseName,
    capabilities,
    maxLimit: limits.candidates,
  };
  const search = isWordSearch(request)
    ? resolveWords(request, context)
    : resolveSearch(request, context);
  const { depth, candidates } = search;
  if ('words' in search) {
    const hits = await wordHits(scope, search);
    const stages = 'single';
    return { hits, explain: { using: undefined, stages, depth, candidates, exact: true } };
  }
  const { using, rescore } = search;
  return {
    hits: await vectorHits(scope, search),
    explain: {
      using,
      rescore: rescore?.name,
      stages: rescore === undefined ? 'single' : 'emulated',
      depth,
      candidates,
      exact: search.exact || isFlat(scope, using),
    },
  };
}

async function vectorHits(scope: Scope, search: ResolvedSearch): Promise<readonly Hit[]> {
  const isExact = search.exact || isFlat(scope, search.using);
  const find = search.exact && !isFlat(scope, search.using) ? nearestExactly : nearest;
  const { rescore } = search;
  if (rescore !== undefined && isByServer(scope, search, rescore))
    return await rescoreByServer(scope, search, rescore, find);
  // A graph is searched the further the more is asked for, so every page asks for the whole list.
  const asked = isExact ? upToPage(search) : search;
  return await findHits(async (limit) => await find(scope, search, limit), asked);
}
