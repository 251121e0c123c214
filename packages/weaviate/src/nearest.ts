import { unsupported } from '@nestvec/core/kit';
import {
  type Candidate,
  type ResolvedSearch,
  type ResolvedWords,
  toCandidate,
} from '@nestvec/core/store';
import type { ObjectQuery, StoredObject } from './api.ts';
import { databaseName } from './errors.ts';
import type { WeaviateFilter } from './filter.ts';
import type { Scope } from './scope.ts';

/** Finds at most so many records, best first. */
export type Find = (
  scope: Scope,
  search: ResolvedSearch,
  limit: number,
) => Promise<readonly Candidate[]>;

/** As many as one search can give (QUERY_MAXIMUM_RESULTS). */
export const most = 10_000;

/** The nearest by the index of the vector that is searched over. */
export const nearest: Find = async (scope, search, limit) => {
  scope.begin();
  const query = nearQuery(scope, search, limit, scope.where(search.filter));
  const found = await scope.api.search(scope.place, query);
  const candidates = found.map((object) => candidateOf(scope, search, object));
  checkCut(candidates, limit);
  return candidates;
};

/** What to ask for the nearest by `using`. */
export function nearQuery(
  scope: Scope,
  search: ResolvedSearch,
  limit: number,
  filter: WeaviateFilter | undefined,
): ObjectQuery {
  return {
    ...parts(scope, search),
    limit: Math.min(limit, most),
    filter,
    near: { target: scope.layout.vectorName(search.using), vector: search.vector },
  };
}

/** Properties and vectors that hits and the last steps need. */
export function parts(
  { layout }: Pick<Scope, 'layout'>,
  { include, rescore }: ResolvedSearch | ResolvedWords,
): Pick<ObjectQuery, 'properties' | 'vectors'> {
  const names = new Set(include.vectors);
  if (rescore !== undefined) names.add(rescore.name);
  return {
    properties: layout.properties(include, 'hit'),
    vectors: [...names].map((name) => layout.vectorName(name)),
  };
}

/** An object that was found, on its way to a hit; a NaN that someone stored has no distance, and must not come first. */
export function candidateOf(
  scope: Pick<Scope, 'layout'>,
  search: ResolvedSearch | ResolvedWords,
  object: StoredObject,
  score: number = 1 - (object.distance ?? Number.NaN),
): Candidate {
  const record = scope.layout.fromObject(object, search.include);
  const known = Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score;
  const { hit, rescoreVector } = toCandidate(record, known, search);
  return { hit, rescoreVector: rescoreVector && scope.layout.toUnit(rescoreVector) };
}

/** Where the server's bound cuts through what would still be wanted, chance would decide. */
export function checkCut(candidates: readonly Candidate[], limit: number): void {
  if (limit <= most || candidates.length < most) return;
  throw unsupported(
    `a search that has to look at more than ${most} records`,
    databaseName,
    'ask for fewer hits, or add a filter',
  );
}
