import { type Candidate, compareHits, type ResolvedSearch } from '@nestvec/core/store';
import type { PointId, Query, StoredPoint } from './api.ts';
import { toCandidate } from './candidate.ts';
import { readBatch, readPoints } from './points.ts';
import { coarseQuery, firstStage, fullQuery } from './query.ts';
import type { View } from './view.ts';

/** A search of two stages with a first one of a fixed size. */
export interface Stages {
  /** The best by the second stage. */
  readonly fetch: (limit: number) => Promise<readonly Candidate[]>;
  /** Whether the first stage of what was fetched was cut here. */
  isEmulated(): boolean;
}

/**
 * Both stages in one query, with the first one beside it, bare, to see where it was cut: among equal scores the server cuts by
 * chance. Then, and only then, the cut is made here, by id, and the second stage gets the ids.
 */
export function twoStages(
  view: View,
  search: ResolvedSearch,
  rescore: NonNullable<ResolvedSearch['rescore']>,
): Stages {
  const { session, collection } = view;
  const { api } = session;
  const { candidates: count } = search;
  let cut: { readonly ids: readonly PointId[] } | Pick<Query, 'prefetch'> | undefined;
  const toCandidates = (points: readonly StoredPoint[]): Candidate[] =>
    points.map((point) => toCandidate(view, search, point));
  const full = async (
    limit: number,
    from: NonNullable<typeof cut>,
  ): Promise<readonly Candidate[]> => {
    const query = fullQuery(view, search, rescore, limit, from);
    return toCandidates(readPoints(await api.query(collection, query)));
  };
  return {
    async fetch(limit) {
      const wanted = Math.min(limit, count);
      if (cut !== undefined) return await full(wanted, cut);
      const prefetch = { prefetch: firstStage(view, search, count) };
      const bare = {
        ...coarseQuery(view, search, count + 1),
        with_payload: false,
        with_vector: false,
      };
      const answer = await api.queryBatch(collection, {
        searches: [fullQuery(view, search, rescore, wanted, prefetch), bare],
      });
      const [best = [], coarse = []] = readBatch(answer);
      if (coarse.length <= count || coarse[count - 1]?.score !== coarse[count]?.score) {
        cut = prefetch;
        return toCandidates(best);
      }
      cut = { ids: await cutById(view, search, count) };
      return await full(wanted, cut);
    },
    isEmulated: () => cut !== undefined && 'ids' in cut,
  };
}

/** The best of the first stage; of equal scores those of the smallest ids. */
async function cutById(view: View, search: ResolvedSearch, count: number): Promise<PointId[]> {
  const { session, collection, layout } = view;
  const bare = { metadata: false, text: false, vectors: [] };
  for (let limit = count * 2; ; limit *= 2) {
    const query = { ...coarseQuery(view, search, limit), ...layout.parts(bare) };
    const points = readPoints(await session.api.query(collection, query));
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
