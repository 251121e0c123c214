import { dot, type ResolvedSearch } from '@nestvec/core/store';
import type { StoredObject } from './api.ts';
import { readObjects } from './read.ts';
import type { Scope } from './scope.ts';

/** The server computes in single precision: it was off by 5e-8 at most (64 and 1,024 numbers), so two scores by less than this. */
const alike = 5e-7;

/**
 * Scores of the objects whose distances lie too close to another's to tell which comes first, from their full numbers; by the ids
 * of the objects. Of all others the server's distance is enough.
 */
export async function settleNeighbors(
  scope: Scope,
  rescore: NonNullable<ResolvedSearch['rescore']>,
  found: readonly StoredObject[],
): Promise<ReadonlyMap<string, number>> {
  const ordered = found.toSorted((a, b) => distanceOf(a) - distanceOf(b));
  const open = new Set<string>();
  for (const [i, one] of ordered.entries()) {
    const before = ordered[i - 1];
    if (before === undefined || !(distanceOf(one) - distanceOf(before) <= alike)) continue;
    open.add(before.id).add(one.id);
  }
  const scores = new Map<string, number>();
  if (open.size === 0) return scores;
  const vector = scope.layout.vectorName(rescore.name);
  for (const { id, vectors } of await readObjects(scope, [...open], {
    properties: [],
    vectors: [vector],
  })) {
    const unit = vectors[vector] && scope.layout.toUnit(vectors[vector]);
    // One of another length was written since; its place is that of the distance.
    if (unit?.length === rescore.vector.length) scores.set(id, dot(unit, rescore.vector));
  }
  return scores;
}

function distanceOf({ distance = Number.NaN }: StoredObject): number {
  return Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance;
}
