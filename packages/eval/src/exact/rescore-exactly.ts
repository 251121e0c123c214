import type { Best } from './best.ts';
import { sortedBest } from './best.ts';
import type { Searched } from './search-exactly.ts';
import { inverseNorms, prefixScore } from './prefix-scores.ts';

/**
 * Coarse-to-full without a database: the best candidates of a query under a setting, scored by whole vectors. Of equal candidates those that stand
 * first are taken, as a database takes some of them. `sizes` are those that the whole vectors are searched by, so that scores are the same.
 */
export function rescoreExactly(
  { queryVectors, documentVectors }: Searched,
  candidates: number,
  sizes: readonly number[],
): (query: number, best: Best) => Best {
  const ascending = [...sizes].sort((a, b) => a - b);
  const [norms] = inverseNorms(documentVectors, ascending.slice(-1));
  const { width, data } = queryVectors;
  return (query, { places }) => {
    const vector = data.subarray(query * width, (query + 1) * width);
    return sortedBest(
      [...places.subarray(0, candidates)],
      (place) => prefixScore(vector, documentVectors, place, ascending) * (norms?.[place] ?? 0),
    );
  };
}
