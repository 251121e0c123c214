import type { VectorRecord } from '@nestvec/core';

/** A record, and how many of the words its text holds. */
export interface RankedRecord {
  readonly record: VectorRecord;
  readonly score: number;
}

/** Records whose text holds at least one of the words, with how many; a stand-in for a real full text. */
export function rankByWords(records: readonly VectorRecord[], words: string): RankedRecord[] {
  const asked = wordsOf(words);
  return records
    .map((record) => ({ record, score: countShared(wordsOf(record.text ?? ''), asked) }))
    .filter(({ score }) => score > 0);
}

function countShared(words: ReadonlySet<string>, asked: ReadonlySet<string>): number {
  return [...asked].filter((word) => words.has(word)).length;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
