import type { Embedder, EmbedResult } from '../../packages/core/dist/index.js';
import { fakeEmbedder } from '../../packages/testkit/dist/embedder/index.js';

/** The same embedder, which embeds each call's contents once, however often they are asked for. */
export function embedOnce(embedder: Embedder): Embedder {
  const known = new Map<string, Promise<EmbedResult>>();
  return {
    ...embedder,
    async embed(contents, options) {
      const key = JSON.stringify([contents, options.task]);
      const result = known.get(key) ?? embedder.embed(contents, options);
      known.set(key, result);
      return await result;
    },
  };
}

/** Queries are embedded before, so that only the search counts. */
export function cachedEmbedder(): Embedder {
  const embedder = fakeEmbedder({ model: 'jinaai/jina-clip-v2', limits: { itemsPerCall: 256 } });
  const queries = embedOnce(embedder);
  return {
    ...embedder,
    embed: async (contents, options) =>
      await (options.task === 'document' ? embedder : queries).embed(contents, options),
  };
}
