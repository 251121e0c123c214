import { truncate } from '@nestvec/core';

/** Vectors of one length, one after the other. */
export interface Matrix {
  readonly rows: number;
  readonly width: number;
  /** rows × width. */
  readonly data: Float32Array;
}

/** Puts vectors of one length into a matrix. */
export function matrixOf(vectors: readonly Float32Array[], width: number): Matrix {
  const data = new Float32Array(vectors.length * width);
  for (const [i, vector] of vectors.entries()) data.set(vector, i * width);
  return { rows: vectors.length, width, data };
}

/**
 * The first `dimensions` numbers of each row as unit vectors, each number rounded to one of 255 steps that are the same for all rows
 * (127 is the largest number of the matrix), as a database without a scale for each vector keeps them. Queries stay as they are.
 */
export function roundedToBytes({ rows, width, data }: Matrix, dimensions: number): Matrix {
  const kept = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++)
    kept.set(truncate(data.subarray(row * width, (row + 1) * width), dimensions), row * dimensions);
  let largest = 0;
  for (const value of kept) largest = Math.max(largest, Math.abs(value));
  const step = largest / 127;
  for (let i = 0; i < kept.length; i++) kept[i] = Math.round((kept[i] ?? 0) / step);
  return { rows, width: dimensions, data: kept };
}

/** 1 for what is above 0, else -1: the product of two rows is dimensions - 2 × the bits that differ. */
export function signs({ rows, width, data }: Matrix): Matrix {
  return { rows, width, data: data.map((value) => (value > 0 ? 1 : -1)) };
}
