import { invalid } from './errors.ts';
import { describeValue } from './json.ts';

/**
 * The first `dimensions` numbers of a Matryoshka embedding as a unit vector: truncate first, then renormalise.
 * Always a new array. Throws `invalid-input` where the prefix has no direction (all zero) or is longer than the vector.
 */
export function truncate(vector: Float32Array, dimensions: number): Float32Array {
  checkFloats(vector);
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > vector.length) {
    throw invalid(
      'dimensions',
      `must be an integer from 1 to ${vector.length}, got ${describeValue(dimensions)}`,
    );
  }
  return normalizeInPlace(vector.slice(0, dimensions));
}

/** A unit vector of the same direction, as a new array. Throws `invalid-input` for a vector of zeros. */
export function normalize(vector: Float32Array): Float32Array {
  checkFloats(vector);
  return normalizeInPlace(vector.slice());
}

/**
 * Scalar product, summed in double precision; the cosine similarity of two unit vectors. Throws `invalid-input` for vectors of two
 * lengths.
 */
export function dot(a: Float32Array, b: Float32Array): number {
  checkFloats(a);
  checkFloats(b);
  if (a.length !== b.length) {
    throw invalid(
      'vector',
      `lengths ${a.length} and ${b.length} can't be compared; use vectors of one length`,
    );
  }
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/**
 * Cosine similarity in [-1, 1] of two vectors of any norm; rounding never carries it outside. Throws `invalid-input` for vectors of two
 * lengths, and for one of zeros.
 */
export function cosine(a: Float32Array, b: Float32Array): number {
  checkFloats(a);
  checkFloats(b);
  const norms = Math.sqrt(dot(a, a) * dot(b, b));
  if (norms === 0) throw invalid('vector', 'is all zeros, which has no direction');
  return clampScore(dot(a, b) / norms);
}

/** Puts a similarity that rounding moved just outside [-1, 1] back on its edge. */
export function clampScore(score: number): number {
  return Math.min(1, Math.max(-1, score));
}

/**
 * Checks a vector that comes from outside. Databases pad, cut, zero or accept what is checked here, and one NaN can poison an index, so
 * nothing is written or searched before this passes. Throws `invalid-input` naming the place.
 */
export function checkVector(
  vector: unknown,
  dimensions: number,
  path: string,
): asserts vector is Float32Array {
  checkShape(vector, dimensions, path);
  squaresOf(vector, path);
}

/**
 * Like `checkVector`, for vectors that must be unit vectors as well (within 1e-3, half precision's reach). Throws `invalid-input` naming
 * the place.
 */
export function checkUnitVector(
  vector: unknown,
  dimensions: number,
  path: string,
): asserts vector is Float32Array {
  checkShape(vector, dimensions, path);
  const norm = Math.sqrt(squaresOf(vector, path));
  if (Math.abs(norm - 1) > 1e-3) {
    throw invalid(
      path,
      `has norm ${norm.toPrecision(4)} where 1 is expected; pass it through normalize()`,
    );
  }
}

function checkShape(
  vector: unknown,
  dimensions: number,
  path: string,
): asserts vector is Float32Array {
  checkFloats(vector, path);
  if (vector.length !== dimensions) {
    throw invalid(path, `has ${vector.length} dimensions where ${dimensions} are expected`);
  }
}

/** Sum of the squares, above 0 and finite. Every vector on its way to a database comes by here, so no sum waits for the one before. */
function squaresOf(vector: Float32Array, path: string): number {
  const whole = vector.length - (vector.length % 4);
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    const v0 = vector[i] ?? 0;
    const v1 = vector[i + 1] ?? 0;
    const v2 = vector[i + 2] ?? 0;
    const v3 = vector[i + 3] ?? 0;
    s0 += v0 * v0;
    s1 += v1 * v1;
    s2 += v2 * v2;
    s3 += v3 * v3;
  }
  for (let i = whole; i < vector.length; i++) s0 += (vector[i] ?? 0) ** 2;
  const squares = s0 + s1 + s2 + s3;
  if (squares === 0) throw invalid(path, 'is all zeros, which has no direction');
  // The square of a float32 is always finite as a double, and so is a sum of them.
  if (Number.isFinite(squares)) return squares;
  const at = vector.findIndex((value) => !Number.isFinite(value));
  throw invalid(path, `holds ${vector[at]} at position ${at}; embeddings must be finite`);
}

function checkFloats(vector: unknown, path = 'vector'): asserts vector is Float32Array {
  if (!(vector instanceof Float32Array))
    throw invalid(path, 'must be a Float32Array; use Float32Array.from(numbers)');
}

function normalizeInPlace(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(dot(vector, vector));
  if (norm === 0)
    throw invalid('vector', "is all zeros, which has no direction, so it can't be normalised");
  if (!Number.isFinite(norm))
    throw invalid('vector', 'holds NaN or infinity; embeddings must be finite');
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / norm;
  return vector;
}
