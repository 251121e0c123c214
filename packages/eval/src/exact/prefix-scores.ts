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
    let from = 0;
    for (let size = 0; size < sizes.length; size++) {
      const end = sizes[size] ?? 0;
      total += product(query, data, base, from, end);
      from = end;
      const own = out[size];
      if (own !== undefined) own[row] = total;
    }
  }
}

/** Of one row, what `prefixScores` gives for the last of the sizes, bit by bit. */
export function prefixScore(
  query: Float32Array,
  { width, data }: Matrix,
  row: number,
  sizes: readonly number[],
): number {
  let total = 0;
  let from = 0;
  for (const end of sizes) {
    total += product(query, data, row * width, from, end);
    from = end;
  }
  return total;
}

/** Of a part of a query with that of a row which begins at `base`. */
function product(
  query: Float32Array,
  data: Float32Array,
  base: number,
  from: number,
  end: number,
): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let at = from;
  for (; at + 3 < end; at += 4) {
    a += (query[at] ?? 0) * (data[base + at] ?? 0);
    b += (query[at + 1] ?? 0) * (data[base + at + 1] ?? 0);
    c += (query[at + 2] ?? 0) * (data[base + at + 2] ?? 0);
    d += (query[at + 3] ?? 0) * (data[base + at + 3] ?? 0);
  }
  for (; at < end; at++) a += (query[at] ?? 0) * (data[base + at] ?? 0);
  return a + b + c + d;
}

/** Multiplies scores by a factor of each row's own. */
export function scale(scores: Float64Array, factors: Float64Array): void {
  for (let row = 0; row < scores.length; row++)
    scores[row] = (scores[row] ?? 0) * (factors[row] ?? 0);
}
