import { type EmbeddingModelV4, NoSuchModelError, type ProviderV4 } from '@ai-sdk/provider';
import { fakeEmbedder, rerankByLength } from '@nestvec/testkit/embedder';
import { createProviderRegistry, embed, embedMany, rerank } from 'ai';
import { expect, it, vi } from 'vitest';
import { createNestvec } from './create-nestvec.ts';
import { imageValues } from './image-values.ts';

const embedder = fakeEmbedder({ limits: { itemsPerCall: 2 } });
const nestvec = createNestvec({ embedder, reranker: rerankByLength, specification: 'v4' });

it('the fourth shape is the SDK’s own by its types', () => {
  const provider: ProviderV4 = nestvec;
  const model: EmbeddingModelV4 = nestvec.embeddingModel('query');
  expect([provider.specificationVersion, model.specificationVersion]).toEqual(['v4', 'v4']);
});

it('the fourth shape gives what the third gives, of texts and of images over several calls, at any length', async () => {
  const warn = vi.spyOn(console, 'warn');
  const third = createNestvec({ embedder }).embeddingModel('document');
  const fourth = nestvec.embeddingModel('document');
  for (const values of [
    { values: ['a', 'b', 'c'] },
    imageValues([1, 2, 3].map((byte) => Uint8Array.of(byte, 1, 2))),
  ])
    for (const size of [{}, { dimensions: 64 }]) {
      const expected = await embedMany({ model: third, ...values, ...size });
      const { embeddings } = await embedMany({ model: fourth, ...values, ...size });
      expect(embeddings).toEqual(expected.embeddings);
    }
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});

it('the fourth shape is a provider of a registry, with errors for what it does not have', async () => {
  const registry = createProviderRegistry({ nestvec });
  const model = registry.embeddingModel('nestvec:query');
  expect((await embed({ model, value: 'a' })).embedding).toHaveLength(256);
  const reranker = registry.rerankingModel('nestvec:default');
  const { ranking } = await rerank({ model: reranker, query: 'q', documents: ['a', 'bb'] });
  expect(ranking.map(({ originalIndex }) => originalIndex)).toEqual([1, 0]);
  for (const call of [
    () => registry.embeddingModel('nestvec:other'),
    () => registry.languageModel('nestvec:any'),
    () => registry.imageModel('nestvec:any'),
  ])
    expect(call).toThrow(expect.toSatisfy((error) => NoSuchModelError.isInstance(error)));
});
