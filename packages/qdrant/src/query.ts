import type { ResolvedSearch } from '@nestvec/core/store';
import type { Parts, PointId, Query, SearchParams } from './api.ts';
import type { Scope } from './scope.ts';

/** The nearest points by the vector that is searched over. */
export function coarseQuery(scope: Scope, search: ResolvedSearch, limit: number): Query {
  return {
    ...firstStage(scope, search, atMost(scope, limit)),
    ...partsOf(scope, search),
  };
}

/** The same as the first of two stages. */
export function firstStage(
  scope: Scope,
  search: ResolvedSearch,
  limit: number,
): Omit<Query, keyof Parts> {
  const filter = scope.where(search.filter);
  return {
    query: search.vector,
    using: scope.layout.vectorName(search.using),
    limit,
    params: searchParams(scope, search),
    ...(filter === undefined ? {} : { filter }),
  };
}

/** The second stage: candidates, of a first one or by their ids, scored by the full numbers of another vector. */
export function fullQuery(
  scope: Scope,
  search: ResolvedSearch,
  rescore: NonNullable<ResolvedSearch['rescore']>,
  limit: number,
  candidates: Pick<Query, 'prefetch'> | { readonly ids: readonly PointId[] },
): Query {
  return {
    ...('ids' in candidates ? { filter: { must: [{ has_id: candidates.ids }] } } : candidates),
    query: rescore.vector,
    using: scope.layout.vectorName(rescore.name),
    limit: atMost(scope, limit),
    // Otherwise a quantised vector would be scored by its few bits, and by its graph where it has one.
    params: scope.info.strict.exactAllowed ? { exact: true } : { quantization: { ignore: true } },
    ...partsOf(scope, search),
  };
}

/** The parts of the points that a search reads. */
export function partsOf({ layout }: Scope, { include }: Pick<ResolvedSearch, 'include'>): Parts {
  return layout.parts(include, 'hit');
}

/** Strict mode sets the largest limit. */
export function atMost({ info }: Scope, limit: number): number {
  return Math.min(limit, info.strict.queryLimit ?? limit);
}

/** A quantised vector gives more candidates than are wanted, whose scores are computed again from the full numbers. */
function searchParams({ info, layout }: Scope, { using, exact }: ResolvedSearch): SearchParams {
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
  { info, layout }: Scope,
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
