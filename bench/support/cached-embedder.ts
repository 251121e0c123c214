import type { Embedder, EmbedResult } from '../../packages/core/dist/index.js';
import { fakeEmbedder } from '../../packages/testkit/dist/embedder/index.js';

/** Queries are embedded before, so that only the search counts. */
export function cachedEmbedder(): Embedder {
  const embedder = fakeEmbedder({ model: 'jinaai/jina-clip-v2', limits: { itemsPerCall: 256 } });
  const known = new Map<string, Promise<EmbedResult>>();
  return {
    ...embedder,
    async embed(contents, options) {
      if (options.task === 'document') return await embedder.embed(contents, options);
      const key = JSON.stringify(contents);
      const result = known.get(key) ?? embedder.embed(contents, options);
      known.set(key, result);
      return await result;
    },
  };
}
