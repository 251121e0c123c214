import { discount, idealGain, share, sum } from './by-rank.ts';
import type { RankingMetric } from './names.ts';
import type { Placement, TieGroup } from './placement.ts';

/**
 * Expected values of the metrics over all orders of tied documents, in closed form: within a group of n documents of which r are
 * relevant, each order is equally likely, so that each place holds a relevant one with probability r / n.
 */
export function measureExpected(
  { groups, ideal }: Placement,
  k: number,
): Readonly<Record<RankingMetric, number>> {
  let [hits, gain, precisions, reciprocal] = [0, 0, 0, 0];
  // Relevant documents of the groups before, all of them certain to be there.
  let before = 0;
  /** Probability that no group before has put a relevant one among the first k. */
  let noHit = 1;
  for (const group of groups) {
    const places = Math.min(group.size, k - group.start);
    if (places <= 0) break;
    const relevant = group.gains.length;
    hits += (relevant * places) / group.size;
    gain += expectedGain(group, places);
    precisions += expectedPrecisions(group, places, before);
    if (before === 0) {
      const first = expectedFirst(group, places);
      reciprocal = first.reciprocal;
      noHit = first.noHit;
    }
    before += relevant;
  }
  return {
    hitRate: before === 0 ? 0 : 1 - noHit,
    recall: share(hits, ideal.length),
    precision: hits / k,
    nDCG: share(gain, idealGain(ideal, k)),
    MAP: share(precisions, ideal.length),
    MRR: reciprocal,
  };
}

/** Each place of the group gets the group's mean grade. */
function expectedGain({ start, size, gains }: TieGroup, places: number): number {
  let discounts = 0;
  for (let i = 0; i < places; i++) discounts += discount(start + i);
  return (sum(gains) / size) * discounts;
}

/** Precision at each place, weighted by how likely a relevant document stands there. */
function expectedPrecisions(
  { start, size, gains }: TieGroup,
  places: number,
  before: number,
): number {
  const relevant = gains.length;
  let total = 0;
  for (let i = 0; i < places; i++) {
    // Given that this place holds one, the others are spread evenly over the rest of the group.
    const earlier = size === 1 ? 0 : (i * (relevant - 1)) / (size - 1);
    total += (before + 1 + earlier) / (start + i + 1);
  }
  return (relevant / size) * total;
}

/** Expected reciprocal rank of the first relevant one, and how likely none of the places holds one. */
function expectedFirst(
  { start, size, gains }: TieGroup,
  places: number,
): { readonly reciprocal: number; readonly noHit: number } {
  let reciprocal = 0;
  let noHit = 1;
  for (let i = 0; i < places && noHit > 0; i++) {
    const here = Math.min(1, gains.length / (size - i));
    reciprocal += (noHit * here) / (start + i + 1);
    noHit *= 1 - here;
  }
  return { reciprocal, noHit };
}
