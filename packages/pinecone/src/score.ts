import { clampScore, dot } from '@nestvec/core/store';

/** The cosine of two unit vectors, in the precision of Pinecone's own scores. */
export function cosineOf(a: Float32Array, b: Float32Array): number {
  return clampScore(Math.fround(dot(a, b)));
}
