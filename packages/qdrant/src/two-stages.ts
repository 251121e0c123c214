import { type Candidate, compareHits, type ResolvedSearch } from '@nestvec/core/store';
import type { PointId, Query, StoredPoint } from './api.ts';
import { toCandidate } from './candidate.ts';
import { readBatch, readPoints } from './points.ts';
import { coarseQuery, firstStage, fullQuery } from './query.ts';
import type { Scope } from './scope.ts';

/** A search of two stages with a first one of a fixed size. */
export interface Stages {
  /** The best by the second stage. */
  readonly fetch: (limit: number) => Promise<readonly Candidate[]>;
  /** Whether the first stage of what was fetched was cut here. */
  readonly isEmulated: () => boolean;
}

/**
 * Both stages in one query, and beside it, bare, the two points around the cut of the first one: among equal scores the server
 * cuts by chance. Then, and only then, the cut is made here, by id, and the second stage gets the ids.
 */
export function twoStages(
  scope: Scope,
  search: ResolvedSearch,
  rescore: NonNullable<ResolvedSearch['rescore']>,
): Stages {
  const { api, begin, collection } = scope;
  const { candidates: count } = search;
  let cut: { readonly ids: readonly PointId[] } | Pick<Query, 'prefetch'> | undefined;
  const toCandidates = (points: readonly StoredPoint[]): Candidate[] =>
    points.map((point) => toCandidate(scope, search, point));
  const full = async (
    limit: number,
    from: NonNullable<typeof cut>,
  ): Promise<readonly Candidate[]> => {
    const query = fullQuery(scope, search, rescore, limit, from);
    begin();
    return toCandidates(readPoints(await api.query(collection, query)));
  };
  return {
    async fetch(limit) {
      const wanted = Math.min(limit, count);
      if (cut !== undefined) return await full(wanted, cut);
      const prefetch = { prefetch: firstStage(scope, search, count) };
      const coarse = coarseQuery(scope, search, count + 1);
      const around = { offset: count - 1, limit: coarse.limit - count + 1 };
      const bare = { ...coarse, ...around, with_payload: false, with_vector: false };
      begin();
      const answer = await api.queryBatch(collection, {
        searches: [fullQuery(scope, search, rescore, wanted, prefetch), bare],
      });
      const [best = [], [inside, outside] = []] = readBatch(answer);
      if (outside === undefined || inside?.score !== outside.score) {
        cut = prefetch;
        return toCandidates(best);
      }
      cut = { ids: await cutById(scope, search, count) };
      return await full(wanted, cut);
    },
    isEmulated: () => cut !== undefined && 'ids' in cut,
  };
}

/** The best of the first stage; of equal scores those of the smallest ids. */
async function cutById(scope: Scope, search: ResolvedSearch, count: number): Promise<PointId[]> {
  const { api, begin, collection, layout } = scope;
  const bare = { metadata: false, text: false, links: false, vectors: [] };
  for (let limit = count * 2; ; limit *= 2) {
    const query = { ...coarseQuery(scope, search, limit), ...layout.parts(bare) };
    begin();
    const points = readPoints(await api.query(collection, query));
    const isCut = points.length === limit && points[count - 1]?.score === points.at(-1)?.score;
    if (isCut) continue; // a limit that strict mode cuts ends it as well
    return points
      .map((point) => ({
        point: point.id,
        id: layout.fromPoint(point, bare).id,
        score: point.score ?? 0,
      }))
      .sort(compareHits)
      .slice(0, count)
      .map(({ point }) => point);
  }
}
