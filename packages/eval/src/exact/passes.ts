import type { Quantization } from '@nestvec/core/store';
import { type Matrix, roundedToBytes, signs } from './matrix.ts';
import { inverseNorms, prefixScore, prefixScores, scale } from './prefix-scores.ts';
import { type Best, bestOf } from './best.ts';
import type { Setting } from './setting.ts';

/** One reading of the documents for all settings that share it. */
export interface Pass {
  readonly settings: readonly Setting[];
  /** Of the settings; ascending. */
  readonly sizes: readonly number[];
  readonly matrix: Matrix;
  /** `[size][document]`; bits all have the same length. */
  readonly norms: readonly Float64Array[] | undefined;
  /** A query as it is multiplied. */
  readonly queryOf: (vector: Float32Array) => Float32Array;
}

/**
 * Full numbers and signs in one pass over the prefixes, bytes in one for each size, since a rounded prefix is not a prefix of what was
 * rounded. Each is made when it is come to, so that no two copies of the documents are held.
 */
export function* passesOf(
  documents: Matrix,
  settings: readonly Setting[],
): Generator<Pass, void, undefined> {
  const sizesOf = (wanted: Quantization): readonly number[] =>
    settings
      .filter(({ quantization }) => quantization === wanted)
      .map(({ dimensions }) => dimensions)
      .sort((a, b) => a - b);
  const pass = (quantization: Quantization, matrix: Matrix, sizes: readonly number[]): Pass => ({
    settings: sizes.map((dimensions) => ({ dimensions, quantization })),
    sizes,
    matrix,
    norms: quantization === 'binary' ? undefined : inverseNorms(matrix, sizes),
    queryOf: quantization === 'binary' ? signsOf : (vector) => vector.subarray(0, matrix.width),
  });
  const [full, bits] = [sizesOf('none'), sizesOf('binary')];
  if (full.length > 0) yield pass('none', documents, full);
  for (const size of sizesOf('int8')) yield pass('int8', roundedToBytes(documents, size), [size]);
  if (bits.length > 0) yield pass('binary', signs(documents), bits);
}

function signsOf(vector: Float32Array): Float32Array {
  return vector.map((value) => (value > 0 ? 1 : -1));
}

/** The score of one document under a setting of a pass, as the search over all of them gives it. */
export function scoreIn(
  { sizes, matrix, norms }: Pass,
  size: number,
  query: Float32Array,
  place: number,
): number {
  const whole = prefixScore(query, matrix, place, sizes.slice(0, size + 1));
  return whole * (norms === undefined ? 1 : (norms[size]?.[place] ?? 0));
}

/** Searches in plain JavaScript, one query after the other: the best of each setting of the pass. */
export function searchPlainly(
  { sizes, matrix, norms }: Pass,
  count: number,
): (query: Float32Array, eligible: Uint8Array | undefined) => readonly Best[] {
  const out = sizes.map(() => new Float64Array(matrix.rows));
  return (query, eligible) => {
    prefixScores(query, matrix, sizes, out);
    return out.map((scores, size) => {
      const factors = norms?.[size];
      if (factors !== undefined) scale(scores, factors);
      hideOthers(scores, eligible);
      return bestOf(scores, count);
    });
  };
}

/** Takes documents that a query's filter leaves out of the competition. */
function hideOthers(scores: Float64Array, eligible: Uint8Array | undefined): void {
  if (eligible === undefined) return;
  for (let at = 0; at < scores.length; at++)
    if (eligible[at] !== 1) scores[at] = Number.NEGATIVE_INFINITY;
}
