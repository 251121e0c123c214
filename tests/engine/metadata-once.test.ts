import { createIndex, type Item, type Store } from '@nestvec/core';
import { openJournal } from '@nestvec/core/journal';
import { lancedb } from '@nestvec/lancedb';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from './__fixtures__/journalled.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const records = 20;

/** Items whose metadata count how often they are read. */
function counted(): { items: Item[]; reads: () => number } {
  let count = 0;
  const items = Array.from({ length: records }, (_, i) => ({
    id: `${i}`,
    text: `text ${i}`,
    metadata: {
      get marked() {
        count++;
        return i;
      },
    },
  }));
  return { items, reads: () => count };
}

/** How often metadata were turned into JSON, alone or in something else. */
function countJson(): () => number {
  let count = 0;
  const original = JSON.stringify;
  vi.spyOn(JSON, 'stringify').mockImplementation((...parameters: Parameters<typeof original>) => {
    const text = original(...parameters) as string | undefined;
    // Within a text, as JSON in JSON, its quotes are escaped.
    if (text?.includes('"marked":') === true) count += text.split('"marked":').length - 1;
    return text as string; // what the real one gave
  });
  return () => count;
}

describe.each<[string, () => Promise<Store>]>([
  ['a store in memory', async () => memoryStore({ collection: 'things' })],
  ['LanceDB', async () => lancedb({ uri: await temporaryFolder(), collection: 'things' })],
])('an item’s metadata, on the way to %s,', (_, open) => {
  it('are read once and turned into JSON once', async () => {
    const index = await createIndex({
      embedder: fakeEmbedder({ dimensions: 64 }),
      store: await open(),
    });
    const { items, reads } = counted();
    const json = countJson();
    expect(await index.ingest(items)).toMatchObject({ written: records });
    expect({ reads: reads(), json: json() }).toEqual({ reads: records, json: records });
    await index.close();
  });

  it('are turned into JSON once more for the journal, in the order that its hash needs', async () => {
    const index = await createIndex({
      embedder: fakeEmbedder({ dimensions: 64 }),
      store: await open(),
    });
    const journal = await openJournal({ directory: `${await temporaryFolder()}/journal` });
    const { items, reads } = counted();
    const json = countJson();
    expect(await index.ingest(items, { journal })).toMatchObject({ written: records });
    expect({ reads: reads(), json: json() }).toEqual({ reads: records, json: 2 * records });
    await journal.close();
    await index.close();
  });
});
