import { createIndex, isNestvecError, type Reranker, type VectorIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { expect, it } from 'vitest';
import { NestvecRetriever } from './retriever.ts';

/** Three passages of a manual that follow one another, with an image in the second. */
async function manual(): Promise<VectorIndex> {
  const index = await createIndex({
    embedder: fakeEmbedder(),
    store: memoryStore({ collection: 'manual' }),
    fields: { lang: 'string' },
    keyword: true,
  });
  const facts = (start: number, end: number) => ({
    document: 'manual.md',
    start,
    end,
    headings: [],
  });
  await index.ingest([
    {
      id: '1',
      text: 'Open the case.',
      uri: 'manual.md',
      metadata: { lang: 'en', passage: { ...facts(0, 14), next: '2' } },
    },
    {
      id: '2',
      text: 'Change the battery.',
      uri: 'manual.md',
      metadata: { lang: 'en', passage: { ...facts(15, 34), previous: '1', next: '3' } },
    },
    {
      id: '3',
      text: 'Close the case.',
      uri: 'manual.md',
      metadata: { lang: 'en', passage: { ...facts(35, 50), previous: '2' } },
    },
    {
      id: 'image',
      image: Uint8Array.of(1),
      parentId: '2',
      uri: 'battery.png',
      metadata: { lang: 'en', passage: facts(20, 20) },
    },
  ]);
  return index;
}

it('gives passages with what they were found by, joined with their neighbours', async () => {
  const index = await manual();
  const [first] = await new NestvecRetriever({ index, limit: 1, neighbors: 1 }).invoke(
    'Change the battery.',
  );
  expect(first).toMatchObject({
    id: '2',
    pageContent: 'Open the case.\n\nChange the battery.\n\nClose the case.',
    metadata: {
      lang: 'en',
      passage: { document: 'manual.md' },
      _nestvec: { modality: 'text', uri: 'manual.md', score: expect.closeTo(1, 5) },
    },
  });
});

it('names the images of a passage that were found', async () => {
  const index = await manual();
  const found = await new NestvecRetriever({ index, limit: 4, over: 'image', words: false }).invoke(
    'a battery',
  );
  expect(found).toMatchObject([
    {
      id: '2',
      pageContent: 'Change the battery.',
      metadata: { _nestvec: { modality: 'image', images: [{ id: 'image', uri: 'battery.png' }] } },
    },
  ]);
});

it('passes on filter, words and reranker', async () => {
  const index = await manual();
  const reranker: Reranker = {
    rerank: async (_, texts) =>
      await Promise.resolve(
        texts
          .map((text, at) => ({ index: at, score: text.startsWith('Close') ? 2 : 1 }))
          .toSorted((a, b) => b.score - a.score),
      ),
  };
  const [first] = await new NestvecRetriever({ index, reranker, limit: 2 }).invoke('battery');
  expect(first).toMatchObject({ id: '3', metadata: { _nestvec: { rerankScore: 2 } } });
  const none = await new NestvecRetriever({ index, filter: { lang: 'de' } }).invoke('battery');
  expect(none).toEqual([]);
});

it('runs the callbacks of a chain, and stops by its signal', async () => {
  const index = await manual();
  const seen: number[] = [];
  const retriever = new NestvecRetriever({
    index,
    limit: 2,
    tags: ['manual'],
    callbacks: [{ handleRetrieverEnd: (documents) => void seen.push(documents.length) }],
  });
  await retriever.invoke('battery');
  expect(seen).toEqual([2]);
  const stopped = retriever.invoke('battery', { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toSatisfy((error) => isNestvecError(error, 'aborted'));
  const both = await retriever.batch(['battery', 'case']);
  expect(both.map((documents) => documents.length)).toEqual([2, 2]);
});
