import { measureByRank, ranksOf } from './by-rank.ts';
import { measureExpected } from './expected.ts';
import { type MeasuredRanking, type MetricName, rankingMetrics } from './names.ts';
import type { Placement } from './placement.ts';

/** All metrics of one query at all cut-offs. */
export function measurePlacement(
  placement: Placement,
  cutoffs: readonly number[],
): MeasuredRanking {
  const measured: Partial<Record<MetricName, MeasuredRanking[MetricName]>> = {};
  const [most, least] = [ranksOf(placement, 'best'), ranksOf(placement, 'worst')];
  for (const k of cutoffs) {
    const value = measureExpected(placement, k);
    const best = measureByRank(most, placement.ideal, k);
    const worst = measureByRank(least, placement.ideal, k);
    for (const name of rankingMetrics)
      measured[`${name}@${k}`] = { value: value[name], best: best[name], worst: worst[name] };
  }
  return measured as MeasuredRanking; // of every name that was asked for
}
