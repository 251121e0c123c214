import { createVectorQueryTool } from '@mastra/rag';
import { createNestvec, imageValues } from '@nestvec/ai-sdk';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryDatabase, memoryStore } from '@nestvec/testkit/memory';
import { embedMany } from 'ai';
import { expect, it } from 'vitest';
import { NestvecVector } from './nestvec-vector.ts';

it('is searched by Mastra’s own tool with the embedding models of @nestvec/ai-sdk, by texts and with images beside', async () => {
  const tasks: string[] = [];
  const embedder = fakeEmbedder({ onCall: (_, task) => tasks.push(task) });
  const database = memoryDatabase();
  const vector = new NestvecVector({
    id: 'docs',
    open: (collection) => memoryStore({ collection, database }),
    list: async () => await Promise.resolve([...database.collections.keys()]),
    embedder,
    fields: { lang: 'string' },
  });
  const indexName = 'docs';
  await vector.createIndex({ indexName, dimension: embedder.identity.dimensions });
  const nestvec = createNestvec({ embedder });
  const document = nestvec.embeddingModel('document');
  const values = ['a red shoe', 'a blue hat', 'ein roter Schuh'];
  const { embeddings } = await embedMany({ model: document, values });
  const ids = ['shoe', 'hat', 'schuh'];
  const metadata = values.map((text, i) => ({ text, lang: i === 2 ? 'de' : 'en' }));
  await vector.upsert({ indexName, vectors: embeddings, metadata, ids });
  const photos = await embedMany({ model: document, ...imageValues([Uint8Array.of(1)]) });
  await vector.upsert({ indexName, vectors: photos.embeddings, ids: ['hat'], modality: 'image' });
  tasks.length = 0;
  const tool = createVectorQueryTool({
    vectorStore: vector,
    indexName,
    model: nestvec.embeddingModel('query'),
    enableFilter: true,
  });
  const ask = async (input: object): Promise<unknown> =>
    await tool.execute?.(input as never, {} as never);
  const found = await ask({ queryText: 'a red shoe', topK: 1, filter: '' });
  expect(tasks).toEqual(['query']);
  expect(found).toMatchObject({
    relevantContext: [{ text: expect.any(String) }],
    sources: [{ id: expect.any(String), document: expect.any(String) }],
  });
  const filter = JSON.stringify({ lang: { $not: { $eq: 'en' } } });
  const german = await ask({ queryText: 'a red shoe', topK: 5, filter });
  expect(german).toMatchObject({ relevantContext: [{ text: 'ein roter Schuh', lang: 'de' }] });
  const queryVector = photos.embeddings[0] ?? [];
  const byImage = await vector.query({ indexName, queryVector, modality: 'image' });
  expect(byImage).toMatchObject([{ id: 'hat', document: 'a blue hat' }]);
});
