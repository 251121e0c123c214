import { createIndex, NestvecError, type Store } from '@nestvec/core';
import type { OptimizeOptions } from '@nestvec/core/store';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { expect, it } from 'vitest';

const items = Array.from({ length: 3 }, (_, i) => ({ id: `i${i}`, text: `text ${i}` }));

async function setUp(optimize: Store['optimize'] = async () => {}) {
  const asked: (OptimizeOptions | undefined)[] = [];
  const store: Store = {
    ...memoryStore({ collection: 'things' }),
    async optimize(options) {
      asked.push(options);
      await optimize(options);
    },
  };
  return { asked, index: await createIndex({ embedder: fakeEmbedder(), store }) };
}

it('makes the database fast again after an ingest, where that is needed', async () => {
  const { asked, index } = await setUp();
  const { signal } = new AbortController();
  expect(await index.ingest(items, { signal })).toMatchObject({ notOptimized: undefined });
  expect(asked).toEqual([{ ifNeeded: true, signal }]);
});

it('leaves the database alone where nothing was written', async () => {
  const { asked, index } = await setUp();
  await index.ingest(items, { dryRun: true });
  await index.ingest([]);
  expect(asked).toEqual([]);
});

it('reports that it could not be done, and what was written all the same', async () => {
  const { index } = await setUp(async () => {
    throw new Error('no space left');
  });
  expect(await index.ingest(items)).toMatchObject({ written: 3, notOptimized: 'no space left' });
});

it('rejects with aborted where the signal fires meanwhile', async () => {
  const controller = new AbortController();
  const { index } = await setUp(async () => {
    controller.abort();
    throw new NestvecError('aborted', 'stopped', { operation: 'optimize' });
  });
  const ingesting = index.ingest(items, { signal: controller.signal });
  await expect(ingesting).rejects.toMatchObject({ code: 'aborted' });
});
