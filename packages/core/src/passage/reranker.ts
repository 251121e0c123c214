import type { CallOptions } from '../async/signal.ts';

/** Orders texts anew by how well they answer a query, which is slower and better than to compare vectors. */
export interface Reranker {
  /** At most `limit` of the texts, the best first. */
  rerank(
    query: string,
    texts: readonly string[],
    options: RerankOptions,
  ): Promise<readonly RankedText[]>;
}

/** Options of `Reranker.rerank`. */
export interface RerankOptions extends CallOptions {
  readonly limit: number;
}

/** A text's place in the order. */
export interface RankedText {
  /** Its position among the texts that were given. */
  readonly index: number;
  /** Higher is better; only the order of one call can be compared. */
  readonly score: number;
}
