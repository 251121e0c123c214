import { createIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { expect, it } from 'vitest';

it('skips without a journal what is stored as it would be written, and writes the last version of a repeated id', async () => {
  let embedded = 0;
  const embedder = fakeEmbedder({ onCall: (contents) => (embedded += contents.length) });
  const index = await createIndex({ embedder, store: memoryStore({ collection: 'skipped' }) });
  const items = ['a', 'b', 'c'].map((id) => ({ id, text: `text ${id}`, metadata: { at: id } }));
  await index.ingest(items, { skipStored: true });
  expect(embedded).toBe(3);
  expect(await index.ingest(items, { skipStored: true })).toMatchObject({
    written: 0,
    unchanged: 3,
  });
  expect(embedded).toBe(3);
  const changed = [{ id: 'a', text: 'text a', metadata: { at: 'z' } }, ...items.slice(1)];
  expect(await index.ingest(changed, { skipStored: true })).toMatchObject({
    written: 1,
    unchanged: 2,
  });
  const twice = [
    { id: 'b', text: 'other' },
    { ...items[1], id: 'b' },
  ];
  expect(await index.ingest(twice, { skipStored: true })).toMatchObject({
    written: 2,
    unchanged: 0,
  });
  expect((await index.store.get(['b']))[0]?.text).toBe('text b');
});
