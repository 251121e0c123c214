import { createIndex, type Item, type VectorIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';

const open = async (): Promise<VectorIndex> =>
  await createIndex({
    embedder: fakeEmbedder(),
    store: memoryStore({ collection: 'broken' }),
  });

describe('a source that breaks the rules of an iterable', () => {
  it('ends the ingest where its next() gives no result, which would be an entry for ever', async () => {
    const index = await open();
    let asked = 0;
    const next = async (): Promise<unknown> => {
      asked += 1;
      if (asked > 1000) throw new Error('it was asked for ever');
      return await Promise.resolve(5);
    };
    const source = { [Symbol.asyncIterator]: () => ({ next }) };
    // What the types forbid.
    const run = index.ingest(source as unknown as AsyncIterable<Item>);
    await expect(run).rejects.toThrow('its next() gave 5 where { done, value } is expected');
    expect(asked).toBe(1);
  });

  it('rejects with what it threw, also where that has no text', async () => {
    const index = await open();
    const thrown: unknown = Object.create(null);
    async function* late(): AsyncGenerator<Item> {
      yield await Promise.resolve({ id: 'a', text: 'a' });
      throw thrown;
    }
    const outcome = await index.ingest(late()).then(
      () => 'accepted',
      (error: unknown) => error,
    );
    expect(outcome).toBe(thrown);
  });
});
