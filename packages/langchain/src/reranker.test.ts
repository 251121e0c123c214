import { Document } from '@langchain/core/documents';
import type { Reranker } from '@nestvec/core';
import { rerankByLength } from '@nestvec/testkit/embedder';
import { expect, it } from 'vitest';
import { NestvecReranker } from './reranker.ts';

const documents = ['a', '', 'ccc', 'bb'].map(
  (pageContent, i) => new Document({ pageContent, metadata: { i }, id: `${i}` }),
);

it('orders copies of the documents anew, those without a text last', async () => {
  const ordered = await new NestvecReranker({ reranker: rerankByLength }).compressDocuments(
    documents,
    'question',
  );
  expect(ordered).toEqual([
    new Document({ pageContent: 'ccc', metadata: { i: 2, relevanceScore: 3 }, id: '2' }),
    new Document({ pageContent: 'bb', metadata: { i: 3, relevanceScore: 2 }, id: '3' }),
    new Document({ pageContent: 'a', metadata: { i: 0, relevanceScore: 1 }, id: '0' }),
    new Document({ pageContent: '', metadata: { i: 1 }, id: '1' }),
  ]);
  expect(documents[2]?.metadata).toEqual({ i: 2 });
});

it('keeps the best topN', async () => {
  const best = await new NestvecReranker({ reranker: rerankByLength, topN: 2 }).compressDocuments(
    documents,
    'question',
  );
  expect(best.map(({ id }) => id)).toEqual(['2', '3']);
});

it('asks for nothing where there is nothing to order', async () => {
  const never: Reranker = {
    rerank: async () => await Promise.reject(new Error('asked for nothing')),
  };
  const reranker = new NestvecReranker({ reranker: never });
  expect(await reranker.compressDocuments([], 'question')).toEqual([]);
});
