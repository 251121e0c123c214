import type { JsonObject } from '../json.ts';

/** One record found by a search. */
export interface Hit {
  readonly id: string;
  /**
   * Cosine similarity in [-1, 1]; higher is better, in every database. In a list by words, what the database's full text says,
   * which can be compared within that list only.
   */
  readonly score: number;
  readonly metadata: JsonObject;
  readonly text?: string | undefined;
  readonly uri?: string | undefined;
  readonly parentId?: string | undefined;
  /** Only the named vectors that were asked for. */
  readonly vectors?: Readonly<Record<string, Float32Array>> | undefined;
  /** True where the score comes from quantised vectors and was not recomputed from full numbers. */
  readonly approximate?: boolean | undefined;
}

/** The order of hits everywhere: by score, equal scores by id. */
export function compareHits(a: Pick<Hit, 'id' | 'score'>, b: Pick<Hit, 'id' | 'score'>): number {
  return b.score - a.score || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
