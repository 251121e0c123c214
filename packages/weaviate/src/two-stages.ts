import type { Hit } from '@nestvec/core';
import { findHits, type ResolvedSearch } from '@nestvec/core/store';
import { candidateOf, type Find, most, nearest, nearQuery, parts } from './nearest.ts';
import { withIds } from './read.ts';
import type { Scope } from './scope.ts';

/** What an object costs beside its vector, as if it were bytes. */
const objectBytes = 1000;

/**
 * From so many bytes on, candidates with their full vectors take longer to fetch than the server takes to score them by their ids
 * (measured with 1,024 dimensions: fetching wins up to 200, asking again from 500).
 */
const bytesByIds = 350 * (objectBytes + 1024 * Float32Array.BYTES_PER_ELEMENT);

/** Whether the second stage is better done by the server. It must score by the full numbers of all candidates. */
export function isByIds(
  { info, layout }: Scope,
  { candidates }: ResolvedSearch,
  rescore: NonNullable<ResolvedSearch['rescore']>,
): boolean {
  if (candidates * (objectBytes + rescore.vector.byteLength) < bytesByIds) return false;
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
  const { limit, offset } = search;
  const bare = find === nearest ? await bareCandidates(scope, search) : undefined;
  const coarse = bare ?? (await candidatesById(scope, search, find));
  if (coarse.length === 0) return [];
  const filter = withIds(coarse);
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

/**
 * The ids of the candidates' objects, of which nothing else is read; `undefined` where the cut goes through equal scores, which the
 * records' ids decide.
 */
async function bareCandidates(
  scope: Scope,
  search: ResolvedSearch,
): Promise<readonly string[] | undefined> {
  const { api, begin, place } = scope;
  const { candidates } = search;
  begin();
  const query = nearQuery(scope, search, candidates + 1, scope.where(search.filter));
  const found = await api.search(place, { ...query, properties: [], vectors: [] });
  const distances = found.map(({ distance = Number.NaN }) => distance);
  const [inside, outside] = distances.slice(candidates - 1);
  // Vectors that can't be compared have no distance.
  const isClear = distances.every(Number.isFinite) && (outside === undefined || inside !== outside);
  if (!isClear || candidates >= most) return undefined;
  return found.slice(0, candidates).map(({ id }) => id);
}

/** The same with the records' ids, by which equal scores are ordered. */
async function candidatesById(
  scope: Scope,
  search: ResolvedSearch,
  find: Find,
): Promise<readonly string[]> {
  const { candidates } = search;
  const first: ResolvedSearch = {
    ...search,
    rescore: undefined,
    limit: candidates,
    depth: candidates,
    offset: 0,
    minScore: -1,
    include: { metadata: false, text: false, vectors: [] },
  };
  const found = await findHits(async (wanted) => await find(scope, first, wanted), first);
  return found.map(({ id }) => scope.layout.objectId(id));
}

/** The server's scores have single precision; neighbors that differ by less may change places here. */
const spare = 16;
