/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { createIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { afterAll, describe, it, onTestFinished } from 'vitest';
import { indexingCases } from './__fixtures__/indexing-cases.ts';
import { ownCases } from './__fixtures__/own-cases.ts';
import { standardCases } from './__fixtures__/standard-cases.ts';
import { newCollection, testStores } from './__fixtures__/stores.ts';
import { NestvecVectorStore } from './vector-store.ts';

const stores = await testStores();
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
