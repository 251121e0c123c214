import type { Best } from '../exact/best.ts';

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

/** A relevant document by its place in the gallery. */
export interface Judged {
  readonly at: number;
  /** Above 0. */
  readonly grade: number;
}

/** The placement among the best documents of a gallery: what is not among them counts as not found. */
export function placeAmong({ places, scores }: Best, judged: readonly Judged[]): Placement {
  const grades = new Map(judged.map(({ at, grade }) => [at, grade]));
  return placeRanked(
    [...scores],
    Array.from(places, (place) => grades.get(place) ?? 0),
    idealOf(grades.values()),
  );
}
