import type { ResolvedSearch } from '@nestvec/core/store';
import type { Parts, PointId, Query, Settings } from './api.ts';
import type { View } from './view.ts';

/** The nearest points by the vector that is searched over. */
export function coarseQuery(view: View, search: ResolvedSearch, limit: number): Query {
  return {
    ...firstStage(view, search, atMost(view, limit)),
    ...partsOf(view, search),
  };
}

/** The same as the first of two stages. */
export function firstStage(
  view: View,
  search: ResolvedSearch,
  limit: number,
): Omit<Query, keyof Parts> {
  const filter = view.where(search.filter);
  return {
    query: Array.from(search.vector),
    using: view.layout.vectorName(search.using),
    limit,
    params: searchParams(view, search),
    ...(filter === undefined ? {} : { filter }),
  };
}

/** The second stage: candidates, of a first one or by their ids, scored by the full numbers of another vector. */
export function fullQuery(
  view: View,
  search: ResolvedSearch,
  rescore: NonNullable<ResolvedSearch['rescore']>,
  limit: number,
  candidates: Pick<Query, 'prefetch'> | { readonly ids: readonly PointId[] },
): Query {
  return {
    ...('ids' in candidates ? { filter: { must: [{ has_id: candidates.ids }] } } : candidates),
    query: Array.from(rescore.vector),
    using: view.layout.vectorName(rescore.name),
    limit: atMost(view, limit),
    // Otherwise a quantised vector would be scored by its few bits, and by its graph where it has one.
    params: view.info.strict.exactAllowed ? { exact: true } : { quantization: { ignore: true } },
    ...partsOf(view, search),
  };
}

function partsOf({ layout }: View, { include }: ResolvedSearch): Parts {
  return layout.parts(include);
}

/** Strict mode sets the largest limit. */
function atMost({ info }: View, limit: number): number {
  return Math.min(limit, info.strict.queryLimit ?? limit);
}

/** A quantised vector gives more candidates than are wanted, whose scores are computed again from the full numbers. */
function searchParams({ info, layout }: View, { using, exact }: ResolvedSearch): Settings {
  if (exact) return { exact: true };
  const { quantization = 'none' } = info.vectors[layout.vectorName(using)] ?? {};
  const oversampling = oversamplings[quantization];
  return oversampling === undefined ? {} : { quantization: { rescore: true, oversampling } };
}

/**
 * Whether the server looks further the more is asked for; otherwise every page is a part of one list, however few of it are asked
 * for.
 */
export function looksFurtherForMore(
  { info, layout }: View,
  { using, exact, candidates }: ResolvedSearch,
): boolean {
  const live = info.vectors[layout.vectorName(using)];
  if (exact || live === undefined || !live.graph) return false;
  return candidates > live.effort || live.quantization in oversamplings;
}

/** The coarser the numbers, the more candidates it takes to hold the best ones. */
const oversamplings: Readonly<Record<string, number>> = {
  scalar: 2,
  product: 4,
  turbo: 4,
  binary: 8,
};
