import { readFileSync } from 'node:fs';
import { Agent } from '@mastra/core/agent';
import { createNestvec } from '@nestvec/ai-sdk';
import { createIndex } from '@nestvec/core';
import { readmeExample, runReadmeExample } from '@nestvec/testkit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryDatabase, memoryStore } from '@nestvec/testkit/memory';
import { embed, embedMany } from 'ai';
import { expect, it } from 'vitest';
import { askingModel } from './__fixtures__/asking-model.ts';
import { NestvecVector } from './nestvec-vector.ts';
import { searchTool } from './search-tool.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const embedder = fakeEmbedder();

it('goes from a question to an answer in four lines', async () => {
  const example = readmeExample(readme, 'answer');
  expect(example.code.trim().split('\n')).toHaveLength(4);
  const index = await createIndex({ embedder, store: memoryStore({ collection: 'readme' }) });
  await index.ingest([{ id: 'battery', text: 'The battery lasts a day.' }]);
  const { model, calls } = askingModel([{ query: 'How long?' }]);
  const names = { searchTool, Agent, index, model, question: 'How long?' };
  expect(await runReadmeExample(example, names, {})).toEqual(['done']);
  expect(JSON.stringify(calls[1]?.prompt)).toContain('The battery lasts a day.');
});

it('goes from texts to the best of them in eleven lines', async () => {
  const example = readmeExample(readme, 'vector');
  expect(example.code.trim().split('\n')).toHaveLength(11);
  const database = memoryDatabase();
  const names = {
    NestvecVector,
    createNestvec,
    embed,
    embedMany,
    embedder,
    open: (collection: string) => memoryStore({ collection, database }),
    list: async () => await Promise.resolve([...database.collections.keys()]),
    texts: ['a red shoe', 'a hat'],
    question: 'a hat',
  };
  const printed = await runReadmeExample(example, names, {});
  expect(printed).toEqual(['a hat']);
});
