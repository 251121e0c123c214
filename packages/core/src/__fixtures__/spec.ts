import { resolveSpec } from '../spec/resolve-spec.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import { normalize } from '../vector.ts';

/** A collection with short vectors, as the tests of this package use it. */
export const testSpec: ResolvedSpec = resolveSpec({
  name: 'things',
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
  vectors: {
    image: { modality: 'image' },
    image_32: { modality: 'image', dimensions: 32 },
    text: { modality: 'text' },
  },
  fields: { color: 'string', price: 'number', tags: 'string[]' },
});

/** A unit vector that depends on nothing but its arguments. */
export function unitVector(dimensions: number, seed: number): Float32Array {
  return normalize(Float32Array.from({ length: dimensions }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233)));
}
