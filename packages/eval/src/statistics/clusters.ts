import { checkList, describeValue, invalid } from '@nestvec/core/kit';
import { checkNumbers } from './check-numbers.ts';

/** Two measurements of the same queries, summed by cluster: queries that share an image are not independent of each other. */
export interface Clusters {
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Queries of each cluster. */
  readonly counts: Float64Array;
}

/**
 * Sums paired values by cluster; without clusters each value is one of its own. Throws `invalid-input` for lists that differ in length
 * or are empty.
 */
export function cluster(
  first: readonly number[],
  second: readonly number[],
  clusters: readonly (string | number)[] | undefined,
): Clusters {
  checkNumbers(first, 'first');
  checkNumbers(second, 'second');
  if (first.length === 0) throw invalid('first', 'is empty; there is nothing to compare');
  if (second.length !== first.length)
    throw invalid('second', `has ${second.length} values where the first has ${first.length}`);
  const places = placesOf(clusters, first.length);
  let size = 0;
  for (const place of places) size = Math.max(size, place + 1);
  const summed = {
    first: new Float64Array(size),
    second: new Float64Array(size),
    counts: new Float64Array(size),
  };
  for (const [i, place] of places.entries()) {
    summed.first[place] = (summed.first[place] ?? 0) + (first[i] ?? 0);
    summed.second[place] = (summed.second[place] ?? 0) + (second[i] ?? 0);
    summed.counts[place] = (summed.counts[place] ?? 0) + 1;
  }
  return summed;
}

/** Of each value, the number of its cluster from 0. */
function placesOf(clusters: unknown, length: number): Uint32Array {
  if (clusters === undefined) return Uint32Array.from({ length }, (_, i) => i);
  checkList(clusters, 'options.clusters');
  if (clusters.length !== length)
    throw invalid('options.clusters', `has ${clusters.length} entries for ${length} values`);
  const numbers = new Map<unknown, number>();
  return Uint32Array.from(clusters, (name, i) => {
    if (typeof name !== 'string' && typeof name !== 'number')
      throw invalid(
        `options.clusters[${i}]`,
        `must be a string or a number, got ${describeValue(name)}`,
      );
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  });
}
