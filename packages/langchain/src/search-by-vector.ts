import type { Filter, Hit, Modality, VectorIndex } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import { coarseAndFull, ifCreated, unitVector } from '@nestvec/core/store';
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
    vector: unitVector(vector, index.embedder.identity.dimensions, 'query'),
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
