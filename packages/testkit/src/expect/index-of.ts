import { createIndex, type Store, type VectorIndex } from '@nestvec/core';
import { miniIdentity } from '../data/spec.ts';
import { fakeEmbedder } from '../embedder/fake-embedder.ts';

/** An index whose every query has this vector, over a collection that exists. */
export async function indexOf(store: Store, vector: Float32Array): Promise<VectorIndex> {
  const embedder = fakeEmbedder();
  const usage = { tokens: 1, requests: 1 };
  const embedding = { ok: true, vector, tokens: 1, truncated: false } as const;
  return await createIndex({
    store,
    embedder: {
      ...embedder,
      identity: (await store.describe())?.spec?.embedder ?? miniIdentity,
      embed: async (contents) => ({ embeddings: contents.map(() => embedding), usage }),
    },
  });
}
