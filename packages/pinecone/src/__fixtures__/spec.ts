import { type CollectionSpec, normalize, truncate, type VectorRecord } from '@nestvec/core';
import { type ResolvedSpec, resolveSpec } from '@nestvec/core/store';

/** A small collection of images, in two sizes; parts of its spec can be changed. */
export function smallSpec(changes: Partial<CollectionSpec> = {}): ResolvedSpec {
  return resolveSpec({
    name: 'docs',
    embedder: {
      model: 'nestvec/mini-clip',
      revision: '1',
      weights: 'fp16',
      preprocessing: 'onnx-1',
      maxTokens: 512,
      imagePolicy: 'crop',
      taskHandling: 'prefix',
      dimensions: 64,
    },
    vectors: { image: { modality: 'image' }, image_32: { modality: 'image', dimensions: 32 } },
    fields: { color: 'string', price: 'number' },
    ...changes,
  });
}

/** A unit vector that depends on nothing but its arguments. */
export function unitVector(dimensions: number, seed: number): Float32Array {
  return normalize(
    Float32Array.from({ length: dimensions }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233)),
  );
}

/** A record of that spec. */
export function picture(id: string, seed: number, metadata: VectorRecord['metadata'] = {}): VectorRecord {
  const image = unitVector(64, seed);
  return { id, vectors: { image, image_32: truncate(image, 32) }, metadata };
}

/** `count` records with ids from `p0` on. */
export function pictures(count: number): VectorRecord[] {
  return Array.from({ length: count }, (_, i) => picture(`p${i}`, i));
}
