import { invalid } from '../errors.ts';
import { truncate } from '../vector.ts';

/** One vector on its way into a sum; its length is at least `dimensions`. */
export interface Weighted {
  readonly vector: Float32Array;
  readonly weight: number;
}

/** A sum this short, of weights of 1 altogether, is rounding and no direction. */
const shortest = 1e-3;

/**
 * The direction of a weighted sum: each vector is cut to `dimensions` and normalised, the sum as well. Given back with zeros up to
 * `full`, which cutting takes off again. Throws `invalid-input` where the parts cancel each other out.
 */
export function mix(
  parts: readonly Weighted[],
  dimensions: number,
  full: number,
  path: string,
): Float32Array {
  const sum = new Float64Array(dimensions);
  // Weights count beside each other alone; by the largest of them no sum is too large or too small for a number.
  const largest = Math.max(...parts.map(({ weight }) => Math.abs(weight)));
  let weights = 0;
  for (const { vector, weight: given } of parts) {
    const weight = given / largest;
    weights += Math.abs(weight);
    const unit = truncate(vector, dimensions);
    for (let i = 0; i < dimensions; i++) sum[i] = (sum[i] ?? 0) + weight * (unit[i] ?? 0);
  }
  const norm = Math.sqrt(sum.reduce((squares, value) => squares + value * value, 0));
  if (!(norm >= shortest * weights && norm > 0))
    throw invalid(path, 'has parts that cancel each other out; give them other weights');
  const mixed = new Float32Array(full);
  for (let i = 0; i < dimensions; i++) mixed[i] = (sum[i] ?? 0) / norm;
  return mixed;
}
