import type { Hit } from '@nestvec/core';
import { findHits, type ResolvedSearch } from '@nestvec/core/store';
import { type Find, candidateOf, parts } from './nearest.ts';
import { withIds } from './read.ts';
import type { Scope } from './scope.ts';

/**
 * From so many candidates on, their full vectors take longer to fetch than the server takes to score them by their ids
 * (measured: fetching wins up to 200, asking again from 500).
 */
const candidatesByIds = 350;

/** Whether the second stage is better done by the server. It must score by the full numbers of all candidates. */
export function isByIds(
  { info, layout }: Scope,
  { candidates }: ResolvedSearch,
  rescore: NonNullable<ResolvedSearch['rescore']>,
): boolean {
  if (candidates < candidatesByIds) return false;
  const live = info.vectors[layout.vectorName(rescore.name)];
  if (live === undefined || live.quantization !== 'none') return false;
  return (
    live.index === 'flat' || (live.index === 'hnsw' && candidates < (live.flatSearchCutoff ?? 0))
  );
}

/**
 * Two stages in two requests: candidates by the coarse vector, bare, then the best of those by the full one, a few more than
 * wanted, whose scores are computed here from their full vectors as in any other search.
 */
export async function rescoreByIds(
  scope: Scope,
  search: ResolvedSearch,
  rescore: NonNullable<ResolvedSearch['rescore']>,
  find: Find,
): Promise<readonly Hit[]> {
  const { api, begin, place, layout } = scope;
  const { candidates, limit, offset } = search;
  const first: ResolvedSearch = {
    ...search,
    rescore: undefined,
    limit: candidates,
    depth: candidates,
    offset: 0,
    minScore: -1,
    include: { metadata: false, text: false, vectors: [] },
  };
  const coarse = await findHits(async (wanted) => await find(scope, first, wanted), first);
  if (coarse.length === 0) return [];
  const filter = withIds(coarse.map(({ id }) => layout.objectId(id)));
  const second = { ...search, candidates: limit + offset + spare };
  return await findHits(async (wanted) => {
    begin();
    const found = await api.search(place, {
      ...parts(scope, search),
      limit: Math.min(wanted, coarse.length),
      filter,
      near: { target: layout.vectorName(rescore.name), vector: rescore.vector },
    });
    return found.map((object) => candidateOf(scope, search, object));
  }, second);
}

/** The server's scores have single precision; neighbors that differ by less may change places here. */
const spare = 16;
