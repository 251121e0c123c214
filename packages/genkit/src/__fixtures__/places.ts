import type { Embedder, Reranker } from '@nestvec/core';
import { createIndex, type VectorIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { type Document, genkit, type Genkit } from 'genkit';
import { onTestFinished } from 'vitest';
import type { FoundFacts } from '../found-document.ts';
import { nestvec } from '../nestvec.ts';
import type { ShownImages } from '../options.ts';

/** A data: URL that the fake embedder takes for an image. */
export function picture(byte: number): string {
  return `data:image/png;base64,${Buffer.of(byte, 1, 2).toString('base64')}`;
}

/** How a document was found. */
export function factsOf({ metadata }: Pick<Document, 'metadata'>): FoundFacts {
  return metadata?.['_nestvec'] as FoundFacts; // what the retriever gives
}

/** A Genkit with an index in memory, as `nestvec/docs`, and its embedder. */
export async function openMemory({
  embedder = fakeEmbedder(),
  images,
  reranker,
}: {
  readonly embedder?: Embedder;
  readonly images?: ShownImages;
  readonly reranker?: Reranker;
} = {}): Promise<{ readonly ai: Genkit; readonly index: VectorIndex }> {
  const index = (await createIndex({
    embedder,
    store: memoryStore({ collection: 'genkit' }),
    fields: { lang: 'string' },
  })) as VectorIndex; // of any fields
  onTestFinished(() => index.close());
  const ai = genkit({
    promptDir: null,
    plugins: [nestvec({ embedder, indexes: { docs: index }, images, reranker })],
  });
  return { ai, index };
}
