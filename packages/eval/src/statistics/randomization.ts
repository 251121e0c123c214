import { cluster } from './clusters.ts';
import { checkComparison, type ComparisonOptions } from './options.ts';
import { randomBelow } from './random.ts';

/** The smallest p, times as many comparisons, is then a fortieth. */
const drawsForEach = 40;
const enoughAsLarge = 50;

/**
 * Fisher's randomisation test, two-sided: how likely a difference at least this large is where the two measurements of each cluster
 * are swapped by chance. All swaps are counted where there are no more than `samples` of them; else `samples` are drawn, and the
 * p-value is (as large + 1) / (draws + 1), which is never 0. Of several comparisons `together`, at least 40 draws are made for each, or Holm
 * could find none of them significant; drawing stops at 50 that are as large, since chance makes such a difference. Throws `invalid-input`.
 */
export function randomizationTest(
  first: readonly number[],
  second: readonly number[],
  options: ComparisonOptions = {},
): { readonly p: number; readonly exact: boolean } {
  const { clusters, seed, together, ...given } = checkComparison(options);
  const samples = Math.max(given.samples, drawsForEach * together);
  const enough = together > 1 ? enoughAsLarge : Number.POSITIVE_INFINITY;
  const summed = cluster(first, second, clusters);
  // One that is 0 is the same however it is swapped.
  const differences = summed.second
    .map((value, i) => value - (summed.first[i] ?? 0))
    .filter((difference) => difference !== 0);
  let observed = 0;
  for (const difference of differences) observed += difference;
  // Sums of the same numbers in another order differ by rounding.
  const asLarge = Math.abs(observed) - 1e-9 * Math.max(1, Math.abs(observed));
  const size = differences.length;
  if (size < 31 && 2 ** size <= samples) {
    let count = 0;
    for (let signs = 0; signs < 2 ** size; signs++) {
      let total = 0;
      for (let i = 0; i < size; i++)
        total += (signs >>> i) & 1 ? -(differences[i] ?? 0) : (differences[i] ?? 0);
      if (Math.abs(total) >= asLarge) count++;
    }
    return { p: count / 2 ** size, exact: true };
  }
  const below = randomBelow(seed);
  let count = 0;
  for (let sample = 0; sample < samples; sample++) {
    let total = 0;
    let bits = 0;
    for (let i = 0; i < size; i++) {
      if (i % 30 === 0) bits = below(2 ** 30);
      total += (bits >>> (i % 30)) & 1 ? -(differences[i] ?? 0) : (differences[i] ?? 0);
    }
    if (Math.abs(total) >= asLarge) count++;
    if (count >= enough) return { p: count / (sample + 1), exact: false };
  }
  return { p: (count + 1) / (samples + 1), exact: false };
}
