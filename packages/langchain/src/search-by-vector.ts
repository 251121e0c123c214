import { type Filter, type Hit, type Modality, normalize, type VectorIndex } from '@nestvec/core';
import { describeValue, invalid } from '@nestvec/core/kit';
import { checkVector, coarseAndFull, ifCreated } from '@nestvec/core/store';
import { originOf } from './origin.ts';

/** A search by a vector that was made before. */
interface VectorQuery {
  readonly vector: readonly number[];
  readonly k: number;
  readonly filter: Filter | undefined;
}

/** A hit with the vector that it was scored by. */
export interface ScoredHit extends Hit {
  readonly vector: Float32Array | undefined;
}

/**
 * The best `k` records of a modality for a full vector, coarse-to-full where the collection has both; with their vectors where those are
 * wanted.
 */
export async function searchByVector(
  index: VectorIndex,
  modality: Modality,
  { vector, k, filter }: VectorQuery,
  wantsVectors = false,
): Promise<readonly ScoredHit[]> {
  const pair = coarseAndFull(index.spec, modality);
  if (pair === undefined) throw invalid('over', `the collection has no ${modality} vectors`);
  const request = {
    ...pair,
    vector: toUnit(vector, index.embedder.identity.dimensions, 'query'),
    filter,
    limit: k,
    depth: k > 100 ? k : undefined,
    madeBy: originOf(index),
    include: { vectors: wantsVectors ? [pair.rescore ?? pair.using] : [] },
  };
  const none: readonly Hit[] = [];
  const hits = await ifCreated(async () => (await index.store.search(request)).hits, none);
  return hits.map((hit) => ({ ...hit, vector: hit.vectors?.[pair.rescore ?? pair.using] }));
}

/** Numbers of a full embedding as the unit vector of their direction. Throws `invalid-input` for anything else. */
export function toUnit(numbers: readonly number[], dimensions: number, path: string): Float32Array {
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
