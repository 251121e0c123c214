import { readFileSync } from 'node:fs';
import { createIndex, type Reranker } from '@nestvec/core';
import { readmeExample, runReadmeExample } from '@nestvec/testkit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { embed, embedMany, generateText, isStepCount, rerank } from 'ai';
import { expect, it } from 'vitest';
import { askingModel } from './__fixtures__/asking-model.ts';
import { createNestvec } from './create-nestvec.ts';
import { imageValues } from './image-values.ts';
import { searchTool } from './search-tool.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const embedder = fakeEmbedder();

it('goes from a question to an answer in three lines', async () => {
  const example = readmeExample(readme, 'answer');
  expect(example.code.trim().split('\n')).toHaveLength(3);
  const index = await createIndex({ embedder, store: memoryStore({ collection: 'readme' }) });
  await index.ingest([{ id: 'battery', text: 'The battery lasts a day.' }]);
  const { model, calls } = askingModel({ query: 'How long?' });
  const names = { searchTool, generateText, isStepCount, index, model, question: 'How long?' };
  expect(await runReadmeExample(example, names, {})).toEqual(['done']);
  expect(JSON.stringify(calls[1]?.prompt)).toContain('The battery lasts a day.');
});

it('embeds texts, a question and images, and orders texts', async () => {
  const last: Reranker = {
    rerank: async (_, texts) => await Promise.resolve([{ index: texts.length - 1, score: 1 }]),
  };
  const names = {
    createNestvec,
    imageValues,
    embedder,
    reranker: last,
    embed,
    embedMany,
    rerank,
    texts: ['a', 'b'],
    question: 'q',
    images: [Uint8Array.of(1)],
  };
  const printed = await runReadmeExample(readmeExample(readme, 'models'), names, {});
  expect(printed).toEqual(['2 1 256 b']);
});
