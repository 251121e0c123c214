import type { VectorRecord } from '@nestvec/core';

/** Records whose text holds at least one of the words, those with most of them first; a stand-in for a real full text. */
export function rankByKeyword(
  records: readonly VectorRecord[],
  keyword: string,
): readonly VectorRecord[] {
  const asked = wordsOf(keyword);
  return records
    .map((record) => ({ record, shared: countShared(wordsOf(record.text ?? ''), asked) }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared || (a.record.id < b.record.id ? -1 : 1))
    .map(({ record }) => record);
}

function countShared(words: ReadonlySet<string>, asked: ReadonlySet<string>): number {
  return [...asked].filter((word) => words.has(word)).length;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
