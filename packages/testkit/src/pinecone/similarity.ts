import type { Metric } from './wire.ts';

/** What a query says of a stored vector: single precision, as the service computes it. */
export function similarity(metric: Metric, query: Float32Array, stored: Float32Array): number {
  let product = 0;
  let squares = 0;
  let storedSquares = 0;
  let distance = 0;
  for (let i = 0; i < query.length; i++) {
    const [a = 0, b = 0] = [query[i], stored[i]];
    product += a * b;
    squares += a * a;
    storedSquares += b * b;
    distance += (a - b) * (a - b);
  }
  if (metric === 'dotproduct') return Math.fround(product);
  if (metric === 'euclidean') return Math.fround(distance);
  return Math.fround(product / Math.sqrt(squares * storedSquares));
}
