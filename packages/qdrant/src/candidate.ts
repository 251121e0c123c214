import {
  type Candidate,
  type ResolvedSearch,
  toCandidate as candidateOf,
} from '@nestvec/core/store';
import type { StoredPoint } from './api.ts';
import type { View } from './view.ts';

/** A point that was found, on its way to a hit. */
export function toCandidate(view: View, search: ResolvedSearch, point: StoredPoint): Candidate {
  const { include, groupBy } = search;
  // A group may be told by the metadata, which then came along unasked.
  const record = view.layout.fromPoint(
    point,
    groupBy === undefined ? include : { ...include, metadata: true },
  );
  return candidateOf(record, point.score ?? 0, search);
}
