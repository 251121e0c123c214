import { invalid } from '@nestvec/core/kit';
import { checkNumbers } from '../statistics/check-numbers.ts';
import { sum } from './by-rank.ts';

/**
 * Spearman's rank correlation, from -1 to 1; equal values share the mean of their ranks, as in `scipy.stats.spearmanr`. For similarity
 * (STS) against what people said, where the scale of the labels must not matter. Throws `invalid-input` for lists that differ in
 * length, hold fewer than two numbers, or are constant, of which no correlation exists.
 */
export function spearman(first: readonly number[], second: readonly number[]): number {
  checkPair(first, second);
  return correlation(ranks(first), ranks(second));
}

/** Pearson's correlation, from -1 to 1. Throws as `spearman` does. */
export function pearson(first: readonly number[], second: readonly number[]): number {
  checkPair(first, second);
  return correlation(first, second);
}

function checkPair(first: readonly number[], second: readonly number[]): void {
  checkNumbers(first, 'first');
  checkNumbers(second, 'second');
  if (first.length !== second.length)
    throw invalid('second', `has ${second.length} numbers where the first has ${first.length}`);
  if (first.length < 2) throw invalid('first', 'must hold at least two numbers');
  for (const [path, values] of Object.entries({ first, second }))
    if (values.every((value) => value === values[0]))
      throw invalid(path, 'is constant, so there is no correlation');
}

function correlation(first: readonly number[], second: readonly number[]): number {
  const [a, b] = [centred(first), centred(second)];
  const product = sum(a.map((value, i) => value * (b[i] ?? 0)));
  return product / Math.sqrt(squares(a) * squares(b));
}

function centred(values: readonly number[]): readonly number[] {
  const mean = sum(values) / values.length;
  return values.map((value) => value - mean);
}

function squares(values: readonly number[]): number {
  return sum(values.map((value) => value * value));
}

function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
  const ranked = Array.from<number>({ length: values.length });
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (order[end]?.value === order[start]?.value) end++;
    for (const { at } of order.slice(start, end)) ranked[at] = (start + end + 1) / 2;
    start = end;
  }
  return ranked;
}
