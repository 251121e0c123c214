import { normalize } from '@nestvec/core';
import type { Random } from './random.ts';

/** A random direction. */
export function randomUnitVector(dimensions: number, random: Random): Float32Array {
  return normalize(Float32Array.from({ length: dimensions }, () => random.next() * 2 - 1));
}

/** The unit vector along one axis, or against it. */
export function axis(dimensions: number, position: number, sign: 1 | -1 = 1): Float32Array {
  const vector = new Float32Array(dimensions);
  vector[position] = sign;
  return vector;
}
