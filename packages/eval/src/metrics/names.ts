import { describeValue, invalid, isPlainObject } from '@nestvec/core/kit';

/**
 * What is measured of a ranking, cut at k:
 *
 * - `hitRate`: whether anything relevant is among the first k. What CLIP's papers call recall.
 * - `recall`: which share of all that is relevant is among the first k.
 * - `precision`: which share of the first k is relevant; fewer than k hits count as k.
 * - `nDCG`: grades, discounted by log2(rank + 1), against the best order of all that is relevant. The gain is the grade itself, as in
 *   trec_eval, not 2^grade - 1.
 * - `MAP`: precision at each relevant one of the first k, summed and divided by all that is relevant.
 * - `MRR`: one divided by the rank of the first relevant one; 0 where it is not among the first k.
 */
export const rankingMetrics: readonly RankingMetric[] = [
  'hitRate',
  'recall',
  'precision',
  'nDCG',
  'MAP',
  'MRR',
];

/** One of `rankingMetrics`. */
export type RankingMetric = 'hitRate' | 'recall' | 'precision' | 'nDCG' | 'MAP' | 'MRR';

/** A metric at a cut-off, such as `nDCG@10`. */
export type MetricName = `${RankingMetric}@${number}`;

/** A metric over a ranking with ties. */
export interface Measured {
  /** Expected value over all orders of documents that have the same score. */
  readonly value: number;
  /** Where every tie is broken in favour of what is relevant. */
  readonly best: number;
  /** Where every tie is broken against it. */
  readonly worst: number;
}

/** All metrics at all cut-offs that were asked for. */
export type MeasuredRanking = Readonly<Record<MetricName, Measured>>;

/** One metric of what was measured. Throws `invalid-input` where it was not, such as at a cut-off that was not asked for. */
export function metricOf(measured: MeasuredRanking, name: MetricName): Measured {
  if (!isPlainObject(measured))
    throw invalid('measured', `must be what was measured, got ${describeValue(measured)}`);
  const found =
    typeof name === 'string' && Object.hasOwn(measured, name) ? measured[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(measured).join(', ');
  throw invalid('name', `${describeValue(name)} was not measured, but ${names}`);
}
