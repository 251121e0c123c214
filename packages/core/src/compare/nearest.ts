import { dot } from '../vector.ts';

/**
 * For each query the places of the `count` nearest vectors, nearest first, of equal ones the earlier. With `isAlike` the queries are
 * the vectors' own contents in the same order, and no vector finds itself.
 */
export function nearest(
  queries: readonly Float32Array[],
  vectors: readonly Float32Array[],
  count: number,
  isAlike: boolean,
): readonly (readonly number[])[] {
  return queries.map((query, own) => {
    const scores = vectors.map((vector) => dot(query, vector));
    return [...vectors.keys()]
      .filter((place) => !isAlike || place !== own)
      .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
      .slice(0, count);
  });
}
