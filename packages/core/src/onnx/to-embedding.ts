import type { EmbeddedContent, Embedding } from '../embedder/embedder.ts';
import { normalize } from '../vector.ts';
import type { Model } from './model.ts';
import { modelError } from './model-error.ts';

/**
 * Row `row` of an inference as an embedding of its own memory. Renormalised, since half precision leaves norms up to 0.1 %
 * off; a row that is not finite or has no direction becomes a failed value, so that it costs its own content only.
 */
export function toEmbedding(
  { config }: Model,
  vectors: Float32Array,
  row: number,
  facts: Pick<EmbeddedContent, 'tokens' | 'truncated'>,
): Embedding {
  const { dimensions, directory } = config;
  const vector = vectors.subarray(row * dimensions, (row + 1) * dimensions);
  const isFinite = vector.every((value) => Number.isFinite(value));
  if (isFinite && vector.some((value) => value !== 0)) {
    return { ok: true, vector: normalize(vector), ...facts };
  }
  const problem = `this content came out as ${isFinite ? 'zeros' : 'NaN or infinity'}; try other weights or the cpu provider`;
  return { ok: false, error: modelError(directory, problem) };
}
