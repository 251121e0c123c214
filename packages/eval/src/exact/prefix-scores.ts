import type { Matrix } from './matrix.ts';

/** Inverse lengths of the rows' prefixes: `[size][row]`. */
export function inverseNorms(
  { rows, width, data }: Matrix,
  sizes: readonly number[],
): readonly Float64Array[] {
  const norms = sizes.map(() => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    let from = row * width;
    for (const [i, size] of sizes.entries()) {
      const end = row * width + size;
      for (; from < end; from++) squares += (data[from] ?? 0) ** 2;
      const own = norms[i];
      if (own !== undefined) own[row] = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    }
  }
  return norms;
}

/**
 * Products of a query with the prefixes of every row, all sizes in one pass over the numbers: `out[size][row]`. Sizes ascend, the largest at
 * most the width. Sums are of double precision, so that only equal vectors tie.
 */
export function prefixScores(
  query: Float32Array,
  { rows, width, data }: Matrix,
  sizes: readonly number[],
  out: readonly Float64Array[],
): void {
  for (let row = 0; row < rows; row++) {
    const base = row * width;
    let total = 0;
    let at = 0;
    for (let size = 0; size < sizes.length; size++) {
      const end = sizes[size] ?? 0;
      let [a, b, c, d] = [0, 0, 0, 0];
      for (; at + 3 < end; at += 4) {
        a += (query[at] ?? 0) * (data[base + at] ?? 0);
        b += (query[at + 1] ?? 0) * (data[base + at + 1] ?? 0);
        c += (query[at + 2] ?? 0) * (data[base + at + 2] ?? 0);
        d += (query[at + 3] ?? 0) * (data[base + at + 3] ?? 0);
      }
      for (; at < end; at++) a += (query[at] ?? 0) * (data[base + at] ?? 0);
      total += a + b + c + d;
      const own = out[size];
      if (own !== undefined) own[row] = total;
    }
  }
}

/** Multiplies scores by a factor of each row's own. */
export function scale(scores: Float64Array, factors: Float64Array): void {
  for (let row = 0; row < scores.length; row++)
    scores[row] = (scores[row] ?? 0) * (factors[row] ?? 0);
}
