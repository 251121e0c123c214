import type { CollectionSpec } from '../../packages/core/dist/index.js';
import { resolveSpec, type ResolvedSpec } from '../../packages/core/dist/store/index.js';

/** A collection of the real model's size. */
export function clipSpec(
  name: string,
  vectors: CollectionSpec['vectors'],
  changes: Partial<CollectionSpec['embedder']> = {},
): ResolvedSpec {
  return resolveSpec({
    name,
    embedder: {
      model: 'jinaai/jina-clip-v2',
      revision: 'bench',
      weights: 'fp16',
      preprocessing: 'onnx-1',
      maxTokens: 512,
      imagePolicy: 'crop',
      taskHandling: 'prefix',
      dimensions: 1024,
      ...changes,
    },
    vectors,
  });
}
