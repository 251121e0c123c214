/* oxlint-disable vitest/expect-expect, vitest/no-conditional-tests -- without a server there is nothing to declare but a skip */
import { createIndex } from '@nestvec/core';
import { lancedb } from '@nestvec/lancedb';
import { pgvector } from '@nestvec/pgvector';
import { qdrant } from '@nestvec/qdrant';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { everyStore, newCollection } from '@nestvec/testkit/server';
import { weaviate } from '@nestvec/weaviate';
import { genkit } from 'genkit';
import { afterAll, describe, it, onTestFinished } from 'vitest';
import { storeCases } from './__fixtures__/store-cases.ts';
import { nestvec } from './nestvec.ts';

const stores = await everyStore({ lancedb, pgvector, qdrant, weaviate });
afterAll(async () => {
  for (const { close } of stores) await close();
});

describe.each(stores)('$name', { timeout: 60_000 }, ({ open: openStore }) => {
  if (typeof openStore === 'string') {
    it('is retrieved from and indexed to', (context) => {
      context.skip(openStore);
    });
    return;
  }
  storeCases(async () => {
    const store = openStore(newCollection());
    const fields = { lang: 'string', year: 'number' } as const;
    const index = await createIndex({ embedder: fakeEmbedder(), store, fields });
    onTestFinished(async () => {
      await store.drop();
      await index.close();
    });
    const ai = genkit({ promptDir: null, plugins: [nestvec({ indexes: { docs: index } })] });
    return { ai, index };
  });
});
