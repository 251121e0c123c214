import type { Placement } from './placement.ts';
import type { RankingMetric } from './names.ts';

/** Values of the metrics where every document has a rank of its own: `gains` by rank from 0, in the order of the ranks. */
export function measureByRank(
  found: readonly { readonly rank: number; readonly gain: number }[],
  ideal: readonly number[],
  k: number,
): Readonly<Record<RankingMetric, number>> {
  const top = found.filter(({ rank }) => rank < k);
  const relevant = ideal.length;
  const precisions = top.map(({ rank }, i) => (i + 1) / (rank + 1));
  const first = top[0];
  return {
    hitRate: top.length > 0 ? 1 : 0,
    recall: share(top.length, relevant),
    precision: top.length / k,
    nDCG: share(sum(top.map(({ rank, gain }) => gain * discount(rank))), idealGain(ideal, k)),
    MAP: share(sum(precisions), relevant),
    MRR: first === undefined ? 0 : 1 / (first.rank + 1),
  };
}

/** The ranks of what is relevant where ties are broken in its favour, or against it. */
export function ranksOf(
  { groups }: Placement,
  order: 'best' | 'worst',
): readonly { readonly rank: number; readonly gain: number }[] {
  return groups.flatMap(({ start, size, gains }) => {
    if (order === 'best') return gains.map((gain, i) => ({ rank: start + i, gain }));
    return gains.toReversed().map((gain, i) => ({ rank: start + size - gains.length + i, gain }));
  });
}

/** What a grade at a rank (from 0) counts in nDCG. */
export function discount(rank: number): number {
  return 1 / Math.log2(rank + 2);
}

/** The discounted gain of the best order, cut at k. */
export function idealGain(ideal: readonly number[], k: number): number {
  return sum(ideal.slice(0, k).map((gain, rank) => gain * discount(rank)));
}

/** 0 of nothing is 0, as in trec_eval: a query without anything relevant counts 0. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** In double precision, from the first to the last. */
export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
