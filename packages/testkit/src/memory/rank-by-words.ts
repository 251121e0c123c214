import type { VectorRecord } from '@nestvec/core';
import { cutWords, inverseFrequency, queryWords, wordWeight } from '@nestvec/core/store';

/** A record, and what the words of a query count in its text. */
export interface RankedRecord {
  readonly record: VectorRecord;
  readonly score: number;
}

/**
 * Records whose texts hold at least one of the words, by BM25 over all records that have words: the order that every database is
 * compared to. `words` are those of a query, or its text.
 */
export function rankByWords(
  records: Iterable<VectorRecord>,
  words: readonly string[],
): RankedRecord[] {
  const asked = queryWords(words.join(' '));
  const texts = [...records].flatMap((record) => {
    const found = cutWords(record.text ?? '');
    return found.length === 0 ? [] : [{ record, length: found.length, times: countEach(found) }];
  });
  const average = texts.reduce((sum, { length }) => sum + length, 0) / texts.length;
  const rarity = asked.map((word) => {
    const holders = texts.filter(({ times }) => times.has(word)).length;
    return [word, inverseFrequency(texts.length, holders)] as const;
  });
  return texts.flatMap(({ record, length, times }) => {
    let score = 0;
    for (const [word, rare] of rarity)
      score += rare * wordWeight(times.get(word) ?? 0, length, average);
    return score > 0 ? [{ record, score }] : [];
  });
}

function countEach(words: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  return times;
}
