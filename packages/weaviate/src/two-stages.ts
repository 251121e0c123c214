import type { Hit } from '@nestvec/core';
import { findHits, type ResolvedSearch } from '@nestvec/core/store';
import type { StoredObject } from './api.ts';
import { candidateOf, type Find, most, nearest, nearQuery, parts } from './nearest.ts';
import { withIds } from './read.ts';
import type { Scope } from './scope.ts';
import { settleNeighbors } from './settle-neighbors.ts';

type Rescore = NonNullable<ResolvedSearch['rescore']>;

/** What an object costs beside its vector, as if it were bytes. */
const objectBytes = 1000;

/**
 * From so many bytes on, candidates with their full vectors take longer to fetch than the server takes to score them, which reads every
 * vector of an object where one is asked for. Measured by the CPU time of both sides: from about 120 candidates of 256 numbers, or 48
 * of 1,024.
 */
const bytesByServer = 120 * (objectBytes + 256 * Float32Array.BYTES_PER_ELEMENT);

/** Whether the second stage is better done by the server. It must score by the full numbers of all candidates. */
export function isByServer(
  { info, layout }: Scope,
  { candidates }: ResolvedSearch,
  rescore: Rescore,
): boolean {
  if (candidates * (objectBytes + rescore.vector.byteLength) < bytesByServer) return false;
  const live = info.vectors[layout.vectorName(rescore.name)];
  if (live === undefined || live.quantization !== 'none') return false;
  return (
    live.index === 'flat' || (live.index === 'hnsw' && candidates < (live.flatSearchCutoff ?? 0))
  );
}

/**
 * Two stages in two requests: candidates by the coarse vector, bare, then the best of those by the full one, a few more than
 * wanted, as the server scores them. Where its single precision leaves their order open, it is settled here by their full vectors.
 */
export async function rescoreByServer(
  scope: Scope,
  search: ResolvedSearch,
  rescore: Rescore,
  find: Find,
): Promise<readonly Hit[]> {
  const { limit, offset } = search;
  const bare = find === nearest ? await bareCandidates(scope, search) : undefined;
  const coarse = bare ?? { ids: await candidatesById(scope, search, find), areAll: false };
  const { length } = coarse.ids;
  if (length === 0) return [];
  const ofCoarse = new Set(coarse.ids);
  const second = { ...search, rescore: undefined, candidates: limit + offset + spare };
  const ask = async (
    wanted: number,
    filter: ReturnType<Scope['where']>,
  ): Promise<readonly StoredObject[]> => {
    scope.begin();
    const { vector, name } = rescore;
    const near = { target: scope.layout.vectorName(name), vector };
    const query = { ...parts(scope, second), limit: wanted, filter, near };
    const found = await scope.api.search(scope.place, query);
    const kept = found.filter(({ id }) => ofCoarse.has(id));
    const isCut = found.length === wanted && kept.length < wanted;
    return isCut ? await ask(wanted, byIds()) : kept;
  };
  const byIds = (): ReturnType<Scope['where']> => withIds(coarse.ids);
  return await findHits(async (wanted) => {
    // Where all that may be found are candidates, the server need not look each up by its id.
    const filter = coarse.areAll ? scope.where(search.filter) : byIds();
    const found = await ask(Math.min(wanted, length), filter);
    const scores = await settleNeighbors(scope, rescore, found);
    return found.map((object) => candidateOf(scope, second, object, scores.get(object.id)));
  }, second);
}

/** Objects that the second stage scores. */
interface Coarse {
  readonly ids: readonly string[];
  /** Whether there were no more that the first stage could find. */
  readonly areAll: boolean;
}

/**
 * The ids of the candidates' objects, of which nothing else is read; `undefined` where the cut goes through equal scores, which the
 * records' ids decide.
 */
async function bareCandidates(scope: Scope, search: ResolvedSearch): Promise<Coarse | undefined> {
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
  const ids = found.slice(0, candidates).map(({ id }) => id);
  return { ids, areAll: outside === undefined };
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
    include: { metadata: false, text: false, links: false, vectors: [] },
  };
  const found = await findHits(async (wanted) => await find(scope, first, wanted), first);
  return found.map(({ id }) => scope.layout.objectId(id));
}

/** Neighbors that the server scores alike may change places here, so a few more than wanted are looked at. */
const spare = 16;
