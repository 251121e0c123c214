import { MastraVector, type QueryResult } from '@mastra/core/vector';
import { createVectorQueryTool } from '@mastra/rag';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { expect, it } from 'vitest';
import { createNestvec } from './create-nestvec.ts';

/** A vector store that keeps what it is asked. */
class AskedVector extends MastraVector {
  readonly asked: (readonly number[] | undefined)[] = [];

  override async query({ queryVector }: { queryVector?: number[] }): Promise<QueryResult[]> {
    this.asked.push(queryVector);
    return await Promise.resolve([{ id: 'a', score: 1, metadata: { text: 'found' } }]);
  }

  override upsert = never;
  override createIndex = never;
  override listIndexes = never;
  override describeIndex = never;
  override deleteIndex = never;
  override updateVector = never;
  override deleteVector = never;
  override deleteVectors = never;
}

async function never(): Promise<never> {
  return await Promise.reject(new Error('not asked for this'));
}

it('embeds the queries of Mastra’s tool as queries', async () => {
  const tasks: string[] = [];
  const embedder = fakeEmbedder({ onCall: (_, task) => tasks.push(task) });
  const vectorStore = new AskedVector({ id: 'asked' });
  const tool = createVectorQueryTool({
    vectorStore,
    indexName: 'docs',
    model: createNestvec({ embedder }).embeddingModel('query'),
  });
  const found: unknown = await tool.execute?.({ queryText: 'a shoe', topK: 1 }, {} as never);
  expect(found).toMatchObject({ relevantContext: [{ text: 'found' }] });
  const { embeddings } = await embedder.embed([{ text: 'a shoe' }], { task: 'query' });
  expect(vectorStore.asked).toEqual(embeddings.map((one) => (one.ok ? [...one.vector] : [])));
  expect(tasks).toEqual(['query', 'query']);
});

// Why the third shape is the default.
it('is asked for nothing by Mastra’s tool in the fourth shape, without an error', async () => {
  const tasks: string[] = [];
  const embedder = fakeEmbedder({ onCall: (_, task) => tasks.push(task) });
  const vectorStore = new AskedVector({ id: 'asked' });
  const tool = createVectorQueryTool({
    vectorStore,
    indexName: 'docs',
    model: createNestvec({ embedder, specification: 'v4' }).embeddingModel('query') as never,
  });
  const found: unknown = await tool.execute?.({ queryText: 'a shoe', topK: 1 }, {} as never);
  expect(found).toMatchObject({ relevantContext: [], sources: [] });
  expect([tasks, vectorStore.asked]).toEqual([[], []]);
});
