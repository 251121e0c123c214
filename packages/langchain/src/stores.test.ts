/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { createIndex } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';
import { pgvector } from '@nestvec/pgvector';
import { qdrant } from '@nestvec/qdrant';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { everyStore, newCollection } from '@nestvec/testkit/server';
import { weaviate } from '@nestvec/weaviate';
import { afterAll, describe, it, onTestFinished } from 'vitest';
import { indexingCases } from './__fixtures__/indexing-cases.ts';
import { ownCases } from './__fixtures__/own-cases.ts';
import { standardCases } from './__fixtures__/standard-cases.ts';
import { NestvecVectorStore } from './vector-store.ts';

const stores = await everyStore({ lancedb, pgvector, qdrant, weaviate });
afterAll(async () => {
  for (const { close } of stores) await close();
});

describe.each(stores)('$name', { timeout: 60_000 }, ({ open: openStore }) => {
  if (typeof openStore === 'string') {
    it('does what LangChain asks of a vector store', (context) => {
      context.skip(openStore);
    });
    return;
  }
  const open = async (): Promise<NestvecVectorStore> => {
    const store = openStore(newCollection());
    const index = await createIndex({
      embedder: fakeEmbedder(),
      store,
      fields: { lang: 'string', year: 'number' },
    });
    onTestFinished(async () => {
      await store.drop();
      await index.close();
    });
    return new NestvecVectorStore(index);
  };
  describe('standard', () => {
    standardCases(open);
  });
  describe('index()', () => {
    indexingCases(open);
  });
  describe('own', () => {
    ownCases(open);
  });
});
