import { type CollectionSpec, defaultSpec, normalize, truncate, type VectorRecord } from '@nestvec/core';
import type { ResolvedSpec } from '@nestvec/core/store';

const embedder = {
  model: 'nestvec/mini-clip',
  revision: '1',
  weights: 'fp16',
  preprocessing: 'onnx-1',
  maxTokens: 512,
  imagePolicy: 'crop',
  taskHandling: 'prefix',
  dimensions: 256,
} as const;

/** A spec of images, `image` of 256 dimensions and `image_64`, whose parts can be changed. */
export function miniSpec(changes: Partial<CollectionSpec> = {}): ResolvedSpec {
  const { fields } = changes;
  return { ...defaultSpec(embedder, { name: 'things', modalities: ['image'], fields }), ...changes } as ResolvedSpec; // of resolved parts
}

/** A unit vector that depends on its seed only; those of different seeds are nearly at right angles, as random ones are. */
export function unitVector(seed: number, dimensions = 256): Float32Array {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const next = (): number => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5;
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    return (state >>> 0) / 2 ** 32 - 0.5;
  };
  return normalize(Float32Array.from({ length: dimensions }, next));
}

/** A record of that spec. */
export function imageRecord(id: string, seed: number, metadata: VectorRecord['metadata'] = {}): VectorRecord {
  const image = unitVector(seed);
  return { id, vectors: { image, image_64: truncate(image, 64) }, metadata };
}
