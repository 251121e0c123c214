import { invalid } from '@nestvec/core/kit';

/** A threshold and how well it separates the examples that it was found by. */
export interface Calibration {
  readonly threshold: number;
  /** Harmonic mean of precision and recall, from 0 to 1. */
  readonly f1: number;
}

/**
 * The threshold with the best F1, halfway between the scores that it separates. Throws `invalid-input` where all examples, or none, are
 * of the class, since nothing separates them then.
 */
export function calibrate(
  scores: readonly number[],
  isOwn: readonly boolean[],
  label: string,
): Calibration {
  const own = isOwn.filter(Boolean).length;
  if (own === 0) throw invalid('examples', `has none of ${label}, so no threshold can be found`);
  if (own === isOwn.length)
    throw invalid('examples', `has nothing but ${label}, so no threshold can be found`);
  const order = scores
    .map((score, i) => ({ score, own: isOwn[i] === true }))
    .sort((a, b) => b.score - a.score);
  let best: Calibration = { threshold: 1, f1: -1 };
  let hits = 0;
  for (const [i, entry] of order.entries()) {
    if (entry.own) hits++;
    const next = order[i + 1]?.score;
    if (next === entry.score) continue;
    const f1 = (2 * hits) / (i + 1 + own);
    if (f1 > best.f1)
      best = { threshold: next === undefined ? entry.score : (entry.score + next) / 2, f1 };
  }
  return best;
}
