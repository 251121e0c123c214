import { inverseNorms, prefixScores, scale } from './prefix-scores.ts';
import type { Quantization } from '@nestvec/core/store';
import { type Matrix, roundedToBytes, signs } from './matrix.ts';

/** One way to keep vectors. */
export interface Setting {
  readonly dimensions: number;
  readonly quantization: Quantization;
}

/** Whether two settings are one. */
export function isSame(a: Setting, b: Setting): boolean {
  return a.dimensions === b.dimensions && a.quantization === b.quantization;
}

/** Takes the scores of one query under one setting, which it may change; the array is used again for the next. */
type TakeScores = (query: number, setting: Setting, scores: Float64Array) => void;

/** Scores queries against all documents, under one setting after the other. Scores are cosines up to a factor of the query's own. */
interface ExactSearch {
  readonly settings: readonly Setting[];
  score(query: number): void;
}

/**
 * Prepares an exact search under all settings: full numbers and signs in one pass over the prefixes, bytes in one for each size, since a
 * rounded prefix is not a prefix of what was rounded.
 */
export function searchExactly(
  queries: Matrix,
  documents: Matrix,
  settings: readonly Setting[],
  take: TakeScores,
): ExactSearch {
  const passes = passesOf(documents, settings);
  return {
    settings,
    score(query) {
      const own = queries.data.subarray(query * queries.width, (query + 1) * queries.width);
      const bits = own.map((value) => (value > 0 ? 1 : -1));
      for (const { matrix, sizes, norms, out, quantization } of passes) {
        prefixScores(quantization === 'binary' ? bits : own, matrix, sizes, out);
        for (const [i, dimensions] of sizes.entries()) {
          const [scores, factors] = [out[i], norms?.[i]];
          if (scores === undefined) continue;
          if (factors !== undefined) scale(scores, factors);
          take(query, { dimensions, quantization }, scores);
        }
      }
    },
  };
}

interface Pass {
  readonly quantization: Quantization;
  readonly matrix: Matrix;
  /** Ascending. */
  readonly sizes: readonly number[];
  /** Bits all have the same length. */
  readonly norms: readonly Float64Array[] | undefined;
  readonly out: readonly Float64Array[];
}

function passesOf(documents: Matrix, settings: readonly Setting[]): readonly Pass[] {
  const sizesOf = (wanted: Quantization): readonly number[] =>
    settings
      .filter(({ quantization }) => quantization === wanted)
      .map(({ dimensions }) => dimensions)
      .sort((a, b) => a - b);
  const pass = (
    quantization: Quantization,
    matrix: Matrix,
    sizes: readonly number[],
    hasNorms: boolean,
  ): Pass => ({
    quantization,
    matrix,
    sizes,
    norms: hasNorms ? inverseNorms(matrix, sizes) : undefined,
    out: sizes.map(() => new Float64Array(matrix.rows)),
  });
  const [full, bytes, bits] = [sizesOf('none'), sizesOf('int8'), sizesOf('binary')];
  return [
    ...(full.length === 0 ? [] : [pass('none', documents, full, true)]),
    ...bytes.map((size) => pass('int8', roundedToBytes(documents, size), [size], true)),
    ...(bits.length === 0 ? [] : [pass('binary', signs(documents), bits, false)]),
  ];
}
