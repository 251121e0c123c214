/** The best documents of one query under one setting, and all that are as good as the last of them. */
export interface Best {
  /** Positions of documents, the best first; of equal ones the one that stands first. */
  readonly places: Uint32Array;
  /** In the same order: cosines up to a factor of the query's own. */
  readonly scores: Float64Array;
}

/** How far below the last score a document may be and still be as good: what single precision makes of equal scores. */
const tolerance = 1e-6;

/** The best `count` of a list of scores, which is whole; `-Infinity` is a document that does not compete. */
export function bestOf(scores: Float32Array | Float64Array, count: number): Best {
  const least = asGoodAs(largest(scores, count));
  const places: number[] = [];
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] ?? 0;
    if (score >= least && score !== Number.NEGATIVE_INFINITY) places.push(at);
  }
  return sortedBest(places, (at) => scores[at] ?? 0);
}

/**
 * The best `count` of documents that may be candidates only: all others score at most `others`. `undefined` where one of those others may
 * be as good as the last.
 */
export function bestOfCandidates(
  candidates: Iterable<number>,
  scoreOf: (place: number) => number,
  count: number,
  others: number,
): Best | undefined {
  const { places, scores } = sortedBest([...candidates], scoreOf);
  const last = scores[count - 1];
  if (last === undefined)
    return others === Number.NEGATIVE_INFINITY ? { places, scores } : undefined;
  const least = asGoodAs(last);
  if (!(least > others)) return undefined;
  const end = scores.findLastIndex((score) => score >= least) + 1;
  return { places: places.subarray(0, end), scores: scores.subarray(0, end) };
}

/** Documents by their scores, the best first. */
export function sortedBest(places: readonly number[], scoreOf: (place: number) => number): Best {
  const scored = places.map((at) => ({ at, score: scoreOf(at) }));
  scored.sort((a, b) => b.score - a.score || a.at - b.at);
  return {
    places: Uint32Array.from(scored, ({ at }) => at),
    scores: Float64Array.from(scored, ({ score }) => score),
  };
}

function asGoodAs(score: number): number {
  return score === Number.NEGATIVE_INFINITY ? score : score - tolerance * Math.abs(score);
}

/** The `count`-th largest; `-Infinity` where there are fewer. The root of a heap is the smallest that is kept. */
function largest(scores: Float32Array | Float64Array, count: number): number {
  const heap = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? 0;
    if (score <= (heap[0] ?? 0)) continue;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child++;
      const smaller = heap[child] ?? 0;
      if (smaller >= score) break;
      heap[at] = smaller;
      at = child;
    }
    heap[at] = score;
  }
  return heap[0] ?? Number.NEGATIVE_INFINITY;
}
