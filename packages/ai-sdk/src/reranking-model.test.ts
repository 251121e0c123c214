import type { Reranker } from '@nestvec/core';
import { fakeEmbedder, rerankByLength } from '@nestvec/testkit/embedder';
import { describe, expect, it, vi } from 'vitest';
import { sdks } from './__fixtures__/sdks.ts';
import { createNestvec } from './create-nestvec.ts';

const embedder = fakeEmbedder();
const model = createNestvec({ embedder, reranker: rerankByLength }).rerankingModel('default');

describe.each(sdks)('$name', ({ sdk: { rerank } }) => {
  it('orders texts by how well they answer, without those that are empty', async () => {
    const { ranking } = await rerank({ model, query: 'q', documents: ['a', '', 'ccc', 'bb'] });
    expect(ranking).toEqual([
      { originalIndex: 2, score: 3, document: 'ccc' },
      { originalIndex: 3, score: 2, document: 'bb' },
      { originalIndex: 0, score: 1, document: 'a' },
    ]);
  });

  it('keeps the best', async () => {
    const { ranking } = await rerank({ model, query: 'q', documents: ['a', 'ccc', 'bb'], topN: 2 });
    expect(ranking.map(({ originalIndex }) => originalIndex)).toEqual([1, 2]);
  });

  it('compares objects as JSON, and says so', async () => {
    vi.spyOn(console, 'warn').mockReturnValue(); // SDK 6 prints it
    const documents = [{ a: 1 }, { name: 'long' }];
    const { ranking, rerankedDocuments } = await rerank({ model, query: 'q', documents });
    expect(ranking.map(({ originalIndex }) => originalIndex)).toEqual([1, 0]);
    expect(rerankedDocuments).toEqual([{ name: 'long' }, { a: 1 }]);
    vi.restoreAllMocks();
    const { warnings } = await model.doRerank({
      query: 'q',
      documents: { type: 'object', values: documents },
    });
    expect(warnings).toEqual([
      {
        type: 'compatibility',
        feature: 'object documents',
        details: 'they are compared as JSON',
      },
    ]);
  });
});

it('asks for nothing where all texts are empty', async () => {
  const never: Reranker = {
    rerank: async () => await Promise.reject(new Error('asked for nothing')),
  };
  const asked = createNestvec({ embedder, reranker: never }).rerankingModel('default');
  const documents = { type: 'text', values: ['', ''] } as const;
  expect(
    await asked.doRerank({ query: 'q', documents: { ...documents, values: ['', ''] } }),
  ).toEqual({
    ranking: [],
  });
});
