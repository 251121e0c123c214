import { MastraVector, type QueryResult } from '@mastra/core/vector';
import { createVectorQueryTool } from '@mastra/rag';
import type { Embedder } from '@nestvec/core';
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

type Model = Parameters<typeof createVectorQueryTool>[0]['model'];

/** What Mastra’s tool finds by a model of ours, and what it asked for. */
async function askBy(modelOf: (embedder: Embedder) => Model) {
  const tasks: string[] = [];
  const embedder = fakeEmbedder({ onCall: (_, task) => tasks.push(task) });
  const vectorStore = new AskedVector({ id: 'asked' });
  const model = modelOf(embedder);
  const tool = createVectorQueryTool({ vectorStore, indexName: 'docs', model });
  const found: unknown = await tool.execute?.({ queryText: 'a shoe', topK: 1 }, {} as never);
  return { found, tasks, embedder, asked: vectorStore.asked };
}

it('embeds the queries of Mastra’s tool as queries', async () => {
  const { found, tasks, embedder, asked } = await askBy((one) =>
    createNestvec({ embedder: one }).embeddingModel('query'),
  );
  expect(found).toMatchObject({ relevantContext: [{ text: 'found' }] });
  const { embeddings } = await embedder.embed([{ text: 'a shoe' }], { task: 'query' });
  expect(asked).toEqual(embeddings.map((one) => (one.ok ? [...one.vector] : [])));
  expect(tasks).toEqual(['query', 'query']);
});

// Why the third shape is the default.
it('is asked for nothing by Mastra’s tool in the fourth shape, without an error', async () => {
  const { found, tasks, asked } = await askBy(
    (one) => createNestvec({ embedder: one, specification: 'v4' }).embeddingModel('query') as never,
  );
  expect(found).toMatchObject({ relevantContext: [], sources: [] });
  expect([tasks, asked]).toEqual([[], []]);
});
