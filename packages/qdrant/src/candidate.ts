import {
  type Candidate,
  type ResolvedSearch,
  type ResolvedWords,
  toCandidate as candidateOf,
} from '@nestvec/core/store';
import type { StoredPoint } from './api.ts';
import type { Scope } from './scope.ts';

/** A point that was found, on its way to a hit. */
export function toCandidate(
  scope: Scope,
  search: ResolvedSearch | ResolvedWords,
  point: StoredPoint,
): Candidate {
  return candidateOf(scope.layout.fromPoint(point, search.include), point.score ?? 0, search);
}
