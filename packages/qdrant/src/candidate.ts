import {
  type Candidate,
  type ResolvedSearch,
  toCandidate as candidateOf,
} from '@nestvec/core/store';
import type { StoredPoint } from './api.ts';
import type { View } from './view.ts';

/** A point that was found, on its way to a hit. */
export function toCandidate(view: View, search: ResolvedSearch, point: StoredPoint): Candidate {
  return candidateOf(view.layout.fromPoint(point, search.include), point.score ?? 0, search);
}
