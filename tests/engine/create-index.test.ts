import {
  createIndex,
  type Embedder,
  type EmbedderIdentity,
  type Filter,
  retrieve,
  type IndexSearchOptions,
  type Query,
  type Store,
} from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryDatabase, memoryStore } from '@nestvec/testkit/memory';
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
    expect(explain.lists[0]).toMatchObject({ using: 'text_64', rescore: 'text' });
  });

  it.each<[string, unknown]>([
    ['an undefined value', { owner: undefined }],
    ['an undefined alternative', { $or: [{ owner: 'a' }, { owner: undefined }] }],
    ['an undefined operator', { owner: { $eq: undefined } }],
    ['a hole in a list', { owner: { $in: Array(1) } }],
    ['null', null],
    ['a prototype', { __proto__: { owner: 'a' } }],
  ])('refuses a filter with %s in every search', async (_, bad) => {
    const filter = bad as Filter; // callers without types pass such things
    const index = await createIndex({
      embedder: base,
      store: memoryStore({ collection: 'things' }),
      fields: { owner: 'string' },
    });
    await index.ingest([{ id: 'a', text: 'a', metadata: { owner: 'a' } }]);
    const refused = { code: 'invalid-input', message: expect.stringContaining('filter') };
    await expect(index.search('a', { filter })).rejects.toMatchObject(refused);
    await expect(retrieve(index, 'a', { filter })).rejects.toMatchObject(refused);
    await expect(index.store.remove({ filter })).rejects.toMatchObject(refused);
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

  it('refuses an option that it does not know, and suggests the right one', async () => {
    const options = { embedder: base, store: memoryStore({ collection: 'things' }), vectros: {} };
    await expect(createIndex(options)).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'options: unknown option vectros; did you mean vectors?',
    });
  });

  it('lets several first ingests at once create the collection once', async () => {
    const index = await createIndex({
      embedder: base,
      store: memoryStore({ collection: 'things' }),
    });
    const ingests = ['a', 'b', 'c'].map(async (id) => await index.ingest([{ id, text: id }]));
    const reports = await Promise.all([...ingests, index.create()]);
    expect(reports.slice(0, 3)).toMatchObject([{ written: 1 }, { written: 1 }, { written: 1 }]);
    expect(await index.store.count()).toBe(3);
  });

  it('goes on creating where the ingest that had begun to is aborted', async () => {
    const store = memoryStore({ collection: 'things' });
    const index = await createIndex({ embedder: base, store });
    const first = new AbortController();
    first.abort();
    const aborted = index.create({ signal: first.signal });
    const other = index.create();
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    await other;
    expect(await store.count()).toBe(0);
  });

  it('plans again where another writer has created the collection in the meantime', async () => {
    const database = memoryDatabase();
    const [one, other] = await Promise.all(
      [0, 1].map(async () =>
        createIndex({ embedder: base, store: memoryStore({ collection: 'things', database }) }),
      ),
    );
    await Promise.all([one?.create(), other?.create()]);
    expect(await one?.store.count()).toBe(0);
  });

  it('describes the collection once and plans nothing where nothing differs', async () => {
    const store = memoryStore({ collection: 'things' });
    const filled = await createIndex({ embedder: base, store, fields: { price: 'number' } });
    await filled.ingest([{ id: 'a', text: 'a' }]);
    const asked: string[] = [];
    const counted: Store = {
      ...store,
      describe: async (options) => {
        asked.push('describe');
        return await store.describe(options);
      },
      plan: async (spec, options) => {
        asked.push('plan');
        return await store.plan(spec, options);
      },
    };
    const seen: unknown[] = [];
    await createIndex({
      store: counted,
      fields: { price: 'number' },
      embedder: (description) => {
        seen.push(description?.spec?.embedder.model);
        return base;
      },
    });
    expect([asked, seen]).toEqual([['describe'], ['nestvec/mini-clip']]);
  });

  it('closes the embedder that it opened where the collection turns out to be another’s', async () => {
    const store = memoryStore({ collection: 'things' });
    await (await createIndex({ embedder: base, store })).ingest([{ id: 'a', text: 'a' }]);
    let closed = 0;
    const different = {
      ...other({ revision: '99' }),
      close: async () => {
        closed++;
      },
    };
    await expect(createIndex({ embedder: () => different, store })).rejects.toThrow(
      'was filled by',
    );
    expect(closed).toBe(1);
  });

  it('closes the store too where the embedder can’t be closed, and says so', async () => {
    const store = memoryStore({ collection: 'things' });
    const embedder = {
      ...base,
      close: async () => {
        throw new Error('stuck');
      },
    };
    const index = await createIndex({ embedder, store });
    await expect(index.close()).rejects.toThrow('stuck');
    await expect(store.count()).rejects.toMatchObject({ code: 'closed' });
  });

  it('refuses a query of a text and an image, of which one would be ignored', async () => {
    const index = await createIndex({
      embedder: base,
      store: memoryStore({ collection: 'things' }),
    });
    const both = { text: 'a', image: 'a.png' } as unknown as string; // callers without types
    await expect(index.search(both)).rejects.toThrow('query: has a text and an image');
    // @ts-expect-error -- refused by type as well
    const query: Query = { text: 'a', image: 'b.png' };
    await expect(index.search(query)).rejects.toMatchObject({ code: 'invalid-input' });
    // @ts-expect-error -- one named vector, or the contents that are compared
    const options: IndexSearchOptions = { using: 'text_64', over: 'image' };
    await expect(index.search('a', options)).rejects.toMatchObject({ details: { field: 'over' } });
  });
});
