import { createIndex, type Item, NestvecError, type Store, type VectorIndex } from '@nestvec/core';
import { openJournal } from '@nestvec/core/journal';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './__fixtures__/journalled.ts';

const never = async (): Promise<never> => await new Promise(() => {});

async function open(change: Partial<Store> = {}): Promise<VectorIndex> {
  const store = { ...memoryStore({ collection: 'things' }), ...change };
  return await createIndex({ embedder: fakeEmbedder({ dimensions: 64 }), store });
}

describe('a slow source', () => {
  it('has each item written without waiting for the next one', async () => {
    const base = memoryStore({ collection: 'things' });
    let written = Promise.withResolvers<void>();
    const store: Store = {
      ...base,
      async upsert(records, options) {
        await base.upsert(records, options);
        written.resolve();
      },
    };
    const index = await createIndex({ embedder: fakeEmbedder({ dimensions: 64 }), store });
    // Gives an item only after the one before was written, so this ends only where none waits for company.
    async function* source(): AsyncGenerator<Item> {
      for (let i = 0; i < 5; i++) {
        written = Promise.withResolvers<void>();
        yield { id: `${i}`, text: `text ${i}` };
        await written.promise;
      }
    }
    expect(await index.ingest(source(), { maxWaitMs: 3 })).toMatchObject({ written: 5 });
  });

  it('reports its progress before anything is written', async () => {
    const index = await open();
    const read = Promise.withResolvers<void>();
    const embedded = Promise.withResolvers<void>();
    async function* source(): AsyncGenerator<Item> {
      yield { id: 'a', text: 'a' };
      await read.promise;
      await embedded.promise;
    }
    await index.ingest(source(), {
      maxWaitMs: 3,
      onProgress(progress) {
        if (progress.read === 1) read.resolve();
        if (progress.embedded === 1 && progress.written === 0) embedded.resolve();
      },
    });
    const dry = Promise.withResolvers<void>();
    async function* another(): AsyncGenerator<Item> {
      yield { id: 'b', text: 'b' };
      await dry.promise;
    }
    const report = await index.ingest(another(), {
      maxWaitMs: 3,
      dryRun: true,
      onProgress: ({ read: count }) => count === 1 && dry.resolve(),
    });
    expect(report.estimate).toMatchObject({ items: 1 });
  });
});

describe('a source that never goes on', () => {
  async function* stuck(): AsyncGenerator<Item> {
    yield { id: 'a', text: 'a' };
    await never();
  }

  it('is left when the signal fires', async () => {
    const index = await open();
    const controller = new AbortController();
    const failing = index.ingest(stuck(), {
      maxWaitMs: 3,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(failing).rejects.toMatchObject({ code: 'aborted' });
  });

  it('is left when the signal fires while an image of it is read', async () => {
    const index = await open();
    const controller = new AbortController();
    async function* image(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array([1]);
      controller.abort();
      await never();
    }
    const failing = index.ingest([{ id: 'a', image: image() }], { signal: controller.signal });
    await expect(failing).rejects.toMatchObject({ code: 'aborted' });
  });

  it('is left when the database fails', async () => {
    const details = {
      database: 'memory',
      collection: 'things',
      operation: 'upsert',
      retryable: false,
      status: 403,
      unconfirmedIds: [],
    };
    const broken = new NestvecError('store', 'memory: is broken', details);
    const index = await open({ upsert: async () => await Promise.reject(broken) });
    await expect(index.ingest(stuck(), { maxWaitMs: 3 })).rejects.toBe(broken);
  });

  it('is left with what was read written when the run is drained, and its journal is free', async () => {
    const index = await open();
    const journal = await openJournal({ directory: `${await temporaryFolder()}/journal` });
    const drain = new AbortController();
    const report = await index.ingest(stuck(), {
      journal,
      maxWaitMs: 3,
      drain: drain.signal,
      onProgress: ({ written }) => written === 1 && drain.abort(),
    });
    expect(report).toMatchObject({ drained: true, written: 1 });
    await journal.close();
  });
});
