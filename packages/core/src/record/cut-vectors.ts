import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import type { Modality } from '../spec/models.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { checkVector, normalize, truncate } from '../vector.ts';

/** Numbers of a full embedding as the unit vector of their direction. Throws `invalid-input` for anything else. */
export function unitVector(
  numbers: readonly number[] | Float32Array,
  dimensions: number,
  path: string,
): Float32Array {
  const given: unknown = numbers;
  if (!Array.isArray(given) && !(given instanceof Float32Array))
    throw invalid(path, `must be an array of numbers, got ${describeValue(given)}`);
  // `null` is what JSON makes of NaN, and would become 0.
  const at = numbers.findIndex((value: unknown) => typeof value !== 'number');
  if (at !== -1)
    throw invalid(`${path}[${at}]`, `must be a number, got ${describeValue(numbers[at])}`);
  const vector = Float32Array.from(numbers);
  checkVector(vector, dimensions, path);
  return normalize(vector);
}

/** Every named vector of a modality, cut from its full one. */
export function cutVectors(
  full: Float32Array,
  modality: Modality,
  spec: Pick<ResolvedSpec, 'vectors'>,
): Record<string, Float32Array> {
  const own = Object.entries(spec.vectors).filter(([, vector]) => vector.modality === modality);
  return Object.fromEntries(own.map(([name, vector]) => [name, truncate(full, vector.dimensions)]));
}
