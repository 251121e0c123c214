/** The largest products of queries with rows, those of each query in a row of their own. */
export interface TopProducts {
  /** Products of each query. */
  readonly count: number;
  /** Queries × count, in single precision, those of a query descending. */
  readonly scores: Float32Array;
  /** Of the rows, in the same order; of equal products the row that stands first. */
  readonly places: Int32Array;
}

/** The best of two lists a query: `more` is of rows that stand `offset` behind those that it counts from, and behind all of `known`. */
export function mergeTop(
  known: TopProducts,
  more: TopProducts,
  offset: number,
  most: number,
): TopProducts {
  const queries = more.scores.length / more.count;
  const count = Math.min(most, known.count + more.count);
  const scores = new Float32Array(queries * count);
  const places = new Int32Array(queries * count);
  for (let query = 0; query < queries; query++) {
    let [a, b] = [query * known.count, query * more.count];
    const [endA, endB] = [a + known.count, b + more.count];
    for (let at = query * count; at < (query + 1) * count; at++) {
      const isKnown = a < endA && (b === endB || (known.scores[a] ?? 0) >= (more.scores[b] ?? 0));
      scores[at] = (isKnown ? known.scores[a] : more.scores[b]) ?? 0;
      places[at] = isKnown ? (known.places[a] ?? 0) : (more.places[b] ?? 0) + offset;
      if (isKnown) a++;
      else b++;
    }
  }
  return { count, scores, places };
}
