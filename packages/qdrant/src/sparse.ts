import { createHash } from 'node:crypto';
import { wordWeight } from '@nestvec/core/store';

/** A vector of few numbers, each with its place; a place is an unsigned integer of 32 bits and occurs once. */
export interface SparseVector {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/**
 * Words of a text on average, for every collection: the server has no average of its own, and one that was counted would change with
 * every write what is stored already. Four times too many or too few leave the order nearly as it is.
 */
const averageLength = 32;

/** The words of a text as the server multiplies them with how rare each is: BM25 but for that. */
export function textVector(words: readonly string[]): SparseVector {
  const times = new Map<number, number>();
  for (const word of words) {
    const index = indexOf(word);
    times.set(index, (times.get(index) ?? 0) + 1);
  }
  return {
    indices: [...times.keys()],
    values: [...times.values()].map((count) => wordWeight(count, words.length, averageLength)),
  };
}

/** The words of a query, each of which counts once. */
export function queryVector(words: readonly string[]): SparseVector {
  const indices = [...new Set(words.map(indexOf))];
  return { indices, values: indices.map(() => 1) };
}

/** A word's place. Of a million words some hundred share theirs with another one. */
function indexOf(word: string): number {
  return createHash('sha256').update(word).digest().readUInt32BE(0);
}
