import { comparePlaces, placeOf } from '../sort/order.ts';
import type { ResolvedSort } from '../sort/resolve-sort.ts';
import type { FusedHit } from './fuse.ts';

/** Hits, which have their metadata, in the order of a field. */
export function sortHits(hits: readonly FusedHit[], sort: ResolvedSort): readonly FusedHit[] {
  return hits
    .map((one) => ({ one, place: placeOf(one.hit.id, one.hit.metadata, sort) }))
    .sort((a, b) => comparePlaces(a.place, b.place, sort))
    .map(({ one }) => one);
}
