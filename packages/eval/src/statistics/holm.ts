import { invalid } from '@nestvec/core/kit';
import { checkNumbers } from './check-numbers.ts';

/**
 * Holm's correction of p-values of several comparisons, in their order: those that stay below 0.05 are significant together, whatever
 * their dependence. Throws `invalid-input` for what is not a list of numbers from 0 to 1.
 */
export function holm(pValues: readonly number[]): readonly number[] {
  checkNumbers(pValues, 'pValues');
  for (const [i, p] of pValues.entries())
    if (p < 0 || p > 1) throw invalid(`pValues[${i}]`, `must be from 0 to 1, got ${p}`);
  const order = pValues.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const corrected = Array.from<number>({ length: pValues.length });
  let largest = 0;
  for (const [rank, { p, at }] of order.entries()) {
    largest = Math.max(largest, Math.min(1, p * (order.length - rank)));
    corrected[at] = largest;
  }
  return corrected;
}
