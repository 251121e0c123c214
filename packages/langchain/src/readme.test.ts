import { readFileSync } from 'node:fs';
import { Document } from '@langchain/core/documents';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { createIndex } from '@nestvec/core';
import { readmeExample, runReadmeExample } from '@nestvec/testkit';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { expect, it } from 'vitest';
import { NestvecRetriever } from './retriever.ts';
import { NestvecVectorStore } from './vector-store.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

it('goes from documents to answers with sources in six lines', async () => {
  const example = readmeExample(readme, 'answer');
  const glue = example.code.trim().split('\n').slice(0, -1);
  expect(glue.length).toBeLessThanOrEqual(6);
  const prompts: string[] = [];
  const chat = new FakeListChatModel({ responses: ['The battery lasts a day.'] });
  const index = await createIndex({
    embedder: fakeEmbedder(),
    store: memoryStore({ collection: 'readme' }),
  });
  const printed = await runReadmeExample(
    example,
    {
      NestvecVectorStore,
      NestvecRetriever,
      index,
      chat: {
        invoke: async (prompt: string) => {
          prompts.push(prompt);
          return await chat.invoke(prompt);
        },
      },
      question: 'How long does it last?',
      documents: [new Document({ pageContent: 'One day.', metadata: { source: 'battery.md' } })],
    },
    {},
  );
  expect(prompts).toEqual(['Answer from these:\nOne day.\n\nHow long does it last?']);
  expect(printed).toEqual(['The battery lasts a day. battery.md']);
});
