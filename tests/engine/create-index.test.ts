import { createIndex, type Embedder, type EmbedderIdentity } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';

const base = fakeEmbedder({ model: 'nestvec/mini-clip', dimensions: 256 });
const other = (change: Partial<EmbedderIdentity>): Embedder => ({
  ...base,
  identity: { ...base.identity, ...change },
});

describe('createIndex', () => {
  it('declares a full and a coarse vector of each modality and nothing in the database yet', async () => {
    const store = memoryStore({ collection: 'things' });
    const index = await createIndex({ embedder: base, store });
    expect(Object.keys(index.spec.vectors)).toEqual(['text', 'text_64', 'image', 'image_64']);
    expect(await store.describe()).toBeUndefined();
  });

  it('creates the collection later too, when the signal that it was opened with has fired', async () => {
    const opening = new AbortController();
    const store = memoryStore({ collection: 'things' });
    const index = await createIndex({ embedder: base, store, signal: opening.signal });
    opening.abort();
    expect(await index.ingest([{ id: 'a', text: 'a' }])).toMatchObject({ written: 1 });
  });

  it('finds what it ingested, by the content itself first', async () => {
    const index = await createIndex({
      embedder: base,
      store: memoryStore({ collection: 'things' }),
    });
    await index.ingest(
      Array.from({ length: 50 }, (_, i) => ({ id: String(i), text: `text ${i}` })),
    );
    const { hits, explain } = await index.search({ text: 'text 7' }, { over: 'text', limit: 3 });
    expect(hits).toHaveLength(3);
    expect(hits[0]).toMatchObject({ modality: 'text' });
    expect(explain[0]).toMatchObject({ using: 'text_64', rescore: 'text' });
  });

  it('merges both modalities by rank and pages over the merged list', async () => {
    const index = await createIndex({
      embedder: base,
      store: memoryStore({ collection: 'things' }),
    });
    await index.ingest(
      Array.from({ length: 30 }, (_, i) => ({
        id: String(i),
        text: `text ${i}`,
        image: new Uint8Array([i]),
      })),
    );
    const all = await index.search('anything', { limit: 10 });
    const rest = await index.search('anything', { limit: 5, offset: 5 });
    expect(new Set(all.hits.map((hit) => hit.modality))).toEqual(new Set(['text', 'image']));
    expect(new Set(all.hits.map((hit) => hit.id)).size).toBe(10);
    expect(rest.hits.map((hit) => hit.id)).toEqual(all.hits.slice(5).map((hit) => hit.id));
  });

  it('keeps the spec that a collection remembers', async () => {
    const store = memoryStore({ collection: 'things' });
    const first = await createIndex({
      embedder: base,
      store,
      modalities: ['text'],
      fields: { price: 'number' },
    });
    await first.ingest([{ id: 'a', text: 'a' }]);
    const second = await createIndex({ embedder: base, store });
    expect(second.spec).toEqual(first.spec);
  });

  it('names what differs instead of changing a collection unasked', async () => {
    const store = memoryStore({ collection: 'things' });
    await (await createIndex({ embedder: base, store })).ingest([{ id: 'a', text: 'a' }]);
    await expect(
      createIndex({ embedder: base, store, fields: { price: 'number' } }),
    ).rejects.toMatchObject({
      code: 'plan',
      message: expect.stringContaining('alter fields.price') as string,
    });
  });

  it('refuses an embedder that did not fill the collection, and a near one until it is accepted by name', async () => {
    const store = memoryStore({ collection: 'things' });
    await (await createIndex({ embedder: base, store })).ingest([{ id: 'a', text: 'a' }]);
    const different = other({ revision: '99' });
    const near = other({ weights: 'q4' });
    await expect(createIndex({ embedder: different, store })).rejects.toMatchObject({
      code: 'identity',
      details: { verdict: 'different', fields: ['revision'] },
    });
    await expect(createIndex({ embedder: near, store })).rejects.toThrow(
      'accept it with acceptNear: ["weights"]',
    );
    const index = await createIndex({ embedder: near, store, acceptNear: ['weights'] });
    expect(index.spec.embedder).toEqual(base.identity);
    await expect(index.search('a')).resolves.toMatchObject({ hits: [{ id: 'a' }] });
  });
});
