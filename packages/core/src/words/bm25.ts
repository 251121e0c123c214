/**
 * BM25 as every database here reckons it (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009), with the usual
 * constants and an inverse document frequency that is never negative.
 */
export const bm25: { readonly k1: number; readonly b: number } = { k1: 1.2, b: 0.75 };

/** What a word counts that `holders` of `total` texts hold. */
export function inverseFrequency(total: number, holders: number): number {
  return Math.log(1 + (total - holders + 0.5) / (holders + 0.5));
}

/** What a word counts, apart from its rarity, that stands `times` in a text of `length` words, where texts have `average`. */
export function wordWeight(times: number, length: number, average: number): number {
  const { k1, b } = bm25;
  return (times * (k1 + 1)) / (times + k1 * (1 - b + (b * length) / average));
}
