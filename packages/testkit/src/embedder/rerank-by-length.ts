import type { Reranker } from '@nestvec/core';

/** A reranker for tests: no model, no meaning. The longer the text, the better, and its length is its score. */
export const rerankByLength: Reranker = {
  rerank: async (_, texts, { limit }) =>
    await Promise.resolve(
      texts
        .map((text, index) => ({ index, score: text.length }))
        .toSorted((a, b) => b.score - a.score)
        .slice(0, limit),
    ),
};
