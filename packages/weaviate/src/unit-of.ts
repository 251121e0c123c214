import { normalize } from '@nestvec/core';
import { dot } from '@nestvec/core/store';

/** The unit vector of a stored one; `undefined` for one without a direction to compare: of zeros, or one that overflows. */
export function unitOf(vector: Float32Array): Float32Array | undefined {
  const square = dot(vector, vector);
  return square > 0 && Number.isFinite(square) ? normalize(vector) : undefined;
}
