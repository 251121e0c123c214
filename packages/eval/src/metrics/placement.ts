/** Documents of one score, among which the order is chance. Only those groups are kept that hold something relevant. */
export interface TieGroup {
  /** How many documents have a higher score. */
  readonly start: number;
  /** How many have this score. */
  readonly size: number;
  /** Grades of the relevant ones among them, the best first; all above 0. */
  readonly gains: readonly number[];
}

/** Where the relevant documents of one query stand, which is all that its metrics depend on. */
export interface Placement {
  /** In the order of the ranking. */
  readonly groups: readonly TieGroup[];
  /** Grades of all relevant documents, found or not, the best first. */
  readonly ideal: readonly number[];
}

/** Grades above 0, the best first: trec_eval counts a judgement of 0 or below as not relevant. */
export function idealOf(grades: Iterable<number>): readonly number[] {
  return [...grades].filter((grade) => grade > 0).sort((a, b) => b - a);
}

/** The placement in a ranking whose scores descend: `gains[i]` is the grade of the i-th document, 0 where it is not relevant. */
export function placeRanked(
  scores: readonly number[],
  gains: readonly number[],
  ideal: readonly number[],
): Placement {
  const groups: TieGroup[] = [];
  for (let start = 0; start < scores.length;) {
    let end = start + 1;
    while (end < scores.length && scores[end] === scores[start]) end++;
    const found = idealOf(gains.slice(start, end));
    if (found.length > 0) groups.push({ start, size: end - start, gains: found });
    start = end;
  }
  return { groups, ideal };
}

/** A relevant document by its place in a list of scores. */
export interface Judged {
  readonly at: number;
  /** Above 0. */
  readonly grade: number;
}

/**
 * The placement among the scores of a whole gallery, which need not be sorted: of each relevant document, how many score higher and
 * how many the same. A score of `-Infinity` is a document that does not compete, such as the query itself.
 */
export function placeAmong(
  scores: Float32Array | Float64Array,
  judged: readonly Judged[],
): Placement {
  const byScore = new Map<number, number[]>();
  for (const { at, grade } of judged) {
    const score = scores[at] ?? Number.NEGATIVE_INFINITY;
    if (score === Number.NEGATIVE_INFINITY) continue;
    const gains = byScore.get(score);
    if (gains === undefined) byScore.set(score, [grade]);
    else gains.push(grade);
  }
  const groups = [...byScore]
    .sort(([a], [b]) => b - a)
    .map(([score, gains]): TieGroup => {
      let start = 0;
      let size = 0;
      for (let i = 0; i < scores.length; i++) {
        const other = scores[i] ?? 0;
        if (other > score) start++;
        else if (other === score) size++;
      }
      return { start, size, gains: gains.sort((a, b) => b - a) };
    });
  return { groups, ideal: idealOf(judged.map(({ grade }) => grade)) };
}
