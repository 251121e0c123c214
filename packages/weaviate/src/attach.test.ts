import { type Store, truncate } from '@nestvec/core';
import { keyToUuid } from '@nestvec/core/store';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rest } from './__fixtures__/collections.ts';
import { connect, startServer } from './__fixtures__/server.ts';
import { smallSpec, unitVector } from './__fixtures__/spec.ts';
import type { AttachOptions } from '@nestvec/core/store';
import type { WeaviateOptions } from './options.ts';
import { weaviate } from './store.ts';

const server = await startServer();
const missing = typeof server === 'string' ? server : '';
const { embedder } = smallSpec();

describe('attach, on a real server', { timeout: 60_000 }, () => {
  const { url, grpcUrl, stop } =
    typeof server === 'string'
      ? { url: 'http://x', grpcUrl: 'http://x', stop: async () => {} }
      : server;
  const raw = rest(url);
  const prefix = `Attach${Date.now().toString(36)}`;
  let number = 0;
  const names: string[] = [];

  beforeEach((context) => {
    context.skip(typeof server === 'string', missing);
  });
  afterEach(async () => {
    for (const name of names.splice(0)) await raw.drop(name);
  });
  afterAll(stop);

  /** As somebody else may have made it: other names, words and whole strings, dates, integers, an unnamed vector. */
  const foreign = async (config: object = {}): Promise<string> => {
    const name = `${prefix}n${++number}`;
    names.push(name);
    await raw.post('/schema', {
      class: name,
      description: 'photos of theirs',
      vectorizer: 'none',
      properties: [
        { name: 'caption', dataType: ['text'] },
        { name: 'shelf', dataType: ['text'], tokenization: 'field' },
        { name: 'year', dataType: ['int'] },
        { name: 'price', dataType: ['number'] },
        { name: 'made', dataType: ['date'] },
        { name: 'tags', dataType: ['text[]'], tokenization: 'field' },
        { name: 'place', dataType: ['geoCoordinates'] },
      ],
      invertedIndexConfig: { indexNullState: true },
      ...config,
    });
    return name;
  };
  const idOf = (i: number): string => keyToUuid(`theirs ${i}`);
  const fill = async (name: string, vectorName = ''): Promise<void> => {
    const objects = Array.from({ length: 5 }, (_, i) => {
      const vector = Array.from(unitVector(64, i));
      return {
        class: name,
        id: idOf(i),
        ...(vectorName === '' ? { vector } : { vectors: { [vectorName]: vector } }),
        properties: {
          caption: `photo ${i} of the sea`,
          shelf: `Shelf ${i % 2}`,
          year: 2000 + i,
          price: i + 0.5,
          made: `2026-01-0${i + 1}T12:00:00.123456Z`,
          tags: ['a', `t${i}`],
          place: { latitude: 1.5, longitude: 2.5 },
        },
      };
    });
    await raw.post('/batch/objects', { objects });
  };
  const attached = (
    collection: string,
    more: Partial<AttachOptions> = {},
    way: Partial<WeaviateOptions> = { url, grpc: { url: grpcUrl } },
  ): Store =>
    weaviate({
      ...way,
      collection,
      attach: {
        embedder,
        vectors: { image: { modality: 'image' } },
        fields: {
          shelf: 'string',
          year: 'number',
          made: 'datetime',
          tags: 'string[]',
          price: 'number',
        },
        textField: 'caption',
        names: { image: '' },
        ...more,
      },
    });
  const vectorless = {
    vectorizer: undefined,
    vectorConfig: { pic: { vectorizer: { none: {} }, vectorIndexType: 'hnsw' } },
  };

  it('reads an unnamed vector, native ids, the text and every property as metadata', async () => {
    const name = await foreign();
    await fill(name);
    const store = attached(name);
    const { hits } = await store.search({
      vector: unitVector(64, 2),
      using: 'image',
      limit: 1,
      include: { vectors: ['image'] },
    });
    expect(hits[0]).toMatchObject({
      id: idOf(2),
      text: 'photo 2 of the sea',
      metadata: {
        shelf: 'Shelf 0',
        year: 2002,
        price: 2.5,
        made: '2026-01-03T12:00:00.123456Z',
        tags: ['a', 't2'],
        place: { latitude: 1.5, longitude: 2.5 },
      },
      vectors: { image: unitVector(64, 2) },
    });
    expect(hits[0]?.score).toBeCloseTo(1, 6);
    expect(await store.count()).toBe(5);
    expect((await store.get([idOf(1), idOf(9)]))[1]).toBeUndefined();
  });

  it('filters by what is there, and refuses what that can not answer exactly', async () => {
    const name = await foreign();
    await fill(name);
    const store = attached(name, {
      fields: {
        shelf: 'string',
        caption: 'string',
        year: 'number',
        made: 'datetime',
        tags: 'string[]',
      },
    });
    for (const [filter, count] of [
      [{ shelf: 'Shelf 0' }, 3],
      [{ shelf: { $ne: 'Shelf 0' } }, 2],
      [{ shelf: { $exists: true } }, 5],
      [{ year: 2001 }, 1],
      [{ year: 2001.5 }, 0],
      [{ year: { $gt: 2000.5, $lte: 2003.9 } }, 3],
      [{ year: { $lt: 1e300 } }, 5],
      [{ year: { $gt: 1e300 } }, 0],
      [{ made: '2026-01-02T12:00:00.123Z' }, 1],
      [{ made: { $gte: '2026-01-02T12:00:00.124Z' } }, 3],
      [{ tags: { $all: ['a', 't3'] } }, 1],
      [{ tags: { $in: ['t1', 't4'] } }, 2],
      [{ tags: { $exists: false } }, 0],
    ] as const)
      expect(await store.count({ filter }), JSON.stringify(filter)).toBe(count);
    for (const filter of [
      { caption: 'picture' },
      { shelf: ' Shelf' },
      { made: { $gt: '9999-01-01T00:00:00Z' } },
    ])
      await expect(store.count({ filter }), JSON.stringify(filter)).rejects.toMatchObject({
        code: 'unsupported',
      });
  });

  it('finds by words in the text field', async () => {
    const name = await foreign();
    await fill(name);
    const store = attached(name);
    const { hits } = await store.search({ words: '4', limit: 2 });
    expect(hits.map(({ id }) => id)).toEqual([idOf(4)]);
    await expect(
      attached(name, { textField: undefined }).search({ words: '4' }),
    ).rejects.toMatchObject({ code: 'unsupported' });
  });

  it('is read only unless it is said to be writable', async () => {
    const name = await foreign();
    await fill(name);
    const store = attached(name);
    const record = { id: idOf(7), vectors: { image: unitVector(64, 7) }, metadata: {} };
    for (const write of [
      async () => await store.upsert([record]),
      async () => await store.update([{ id: idOf(1), text: 'x' }]),
      async () => await store.remove({ ids: [idOf(1)] }),
    ])
      await expect(write()).rejects.toMatchObject({ details: { field: 'attach.writable' } });
    for (const one of [store, attached(name, { writable: true })])
      await expect(one.drop()).rejects.toMatchObject({ code: 'unsupported' });
    expect(await store.count()).toBe(5);
  });

  it('writes records of its maker’s kind, and makes no property that was not asked for', async () => {
    const name = await foreign();
    await fill(name);
    const store = attached(name, { writable: true });
    const metadata = { shelf: 'Shelf 9', year: 1999, tags: ['x'], made: '2026-01-01T00:00:00Z' };
    const record = { id: idOf(7), vectors: { image: unitVector(64, 7) }, metadata, text: 'new' };
    await store.upsert([record]);
    await store.update([{ id: idOf(1), metadata: { year: 1888 } }]);
    expect((await store.get([idOf(7)]))[0]).toMatchObject(record);
    expect((await store.get([idOf(1)]))[0]?.metadata).toMatchObject({
      year: 1888,
      shelf: 'Shelf 1',
      place: { latitude: 1.5, longitude: 2.5 },
    });
    for (const bad of [
      { ...record, metadata: { unknown: 1 } },
      { ...record, uri: 'file:///x' },
      { ...record, id: 'no uuid' },
      { ...record, metadata: { caption: 'x' } },
    ])
      await expect(store.upsert([bad])).rejects.toMatchObject({ code: 'invalid-input' });
    const found = (await raw.get(`/schema/${name}`)) as { properties: unknown[] }; // a class
    expect(found.properties).toHaveLength(7);
  });

  it('T14: adds a smaller vector beside an unnamed one, filled from it, and keeps their description', async () => {
    const name = await foreign();
    await fill(name);
    const store = attached(name, { writable: true });
    const spec = {
      name,
      embedder,
      vectors: { image: { modality: 'image' }, image_32: { modality: 'image', dimensions: 32 } },
      fields: {
        shelf: 'string',
        year: 'number',
        made: 'datetime',
        tags: 'string[]',
        price: 'number',
      },
    } as const;
    const plan = await store.plan({
      ...spec,
      vectors: { ...spec.vectors, image: { modality: 'image', graph: true } },
    });
    expect(plan.steps.map(({ label, target }) => `${label} ${target}`)).toEqual([
      'alter vectors.image_32',
      'backfill vectors.image_32',
    ]);
    await store.apply(plan);
    const client = await connect({ url, grpcUrl });
    const byClient = attached(name, {}, { url: undefined, grpc: undefined, client });
    for (const one of [attached(name), byClient]) {
      const { hits } = await one.search({
        vector: unitVector(64, 3),
        using: 'image_32',
        rescore: 'image',
        include: { vectors: ['image', 'image_32'] },
      });
      expect(hits[0]).toMatchObject({
        id: idOf(3),
        vectors: { image: unitVector(64, 3), image_32: truncate(unitVector(64, 3), 32) },
      });
    }
    await client.close();
    const found = (await raw.get(`/schema/${name}`)) as { description: string }; // a class
    expect(found.description).toMatch(/^photos of theirs\n/);
  });

  it('adds a vector under its name there, and leaves theirs as it was though it has a graph', async () => {
    const name = await foreign(vectorless);
    await fill(name, 'pic');
    const names = { image: 'pic', image_32: 'pic_32' };
    const store = attached(name, { names, writable: true, fields: {} });
    const there = async () =>
      ((await raw.get(`/schema/${name}`)) as { vectorConfig: Record<string, unknown> })
        .vectorConfig; // a class
    const before = await there();
    const vectors = {
      image: { modality: 'image' },
      image_32: { modality: 'image', dimensions: 32 },
    } as const;
    const plan = await store.plan({ name, embedder, vectors });
    expect(plan.steps.map(({ change }) => change.kind)).toEqual(['add-vector', 'backfill']);
    await store.apply(plan);
    expect(Object.keys(await there()).sort()).toEqual(['pic', 'pic_32']);
    expect((await there())['pic']).toEqual(before['pic']);
    const search = { vector: unitVector(64, 3), using: 'image_32', rescore: 'image' } as const;
    expect((await store.search(search)).hits[0]?.id).toBe(idOf(3));
    const less = await store.plan({ name, embedder, vectors: { image: vectors.image } });
    expect(less).toMatchObject({ steps: [], unmanaged: ['vectors.image_32'] });
    const taken = attached(name, { names: { image: 'pic', image_16: 'pic_32' }, fields: {} });
    await expect(taken.count()).rejects.toThrow('nestvec added this vector as "pic_32"');
  });

  it('names a declared field that is not there or of another type, with its type there', async () => {
    const name = await foreign();
    const refusal = async (fields: AttachOptions['fields']): Promise<string> =>
      await attached(name, { fields }).count().then(String, String);
    expect(await refusal({ year: 'string' })).toContain(
      `weaviate.attach.fields.year: is declared as string, and the property year of the collection "${name}" is int`,
    );
    expect(await refusal({ nope: 'string' })).toContain(
      `weaviate.attach.fields.nope: is the property nope, which the collection "${name}" does not have; it has caption, shelf, year, price, made, tags, place`,
    );
    expect(await refusal({ place: 'number' })).toContain('is geoCoordinates');
    const store = attached(name, { writable: true, fields: {} });
    const described = (await store.describe())?.spec;
    const more = await store.plan({
      ...described,
      name,
      embedder,
      vectors: { image: { modality: 'image' } },
      fields: { year: 'number' },
    });
    expect(more.steps).toMatchObject([{ label: 'refuse', target: 'fields.year' }]);
    await expect(store.apply(more)).rejects.toThrow('is not in attach.fields; name it there');
  });

  it('finds nothing under an id that can not be one there', async () => {
    const name = await foreign();
    await fill(name);
    const ids = [idOf(1), 'x', '1', idOf(2).toUpperCase()];
    expect((await attached(name).get(ids)).map((record) => record?.id)).toEqual([
      idOf(1),
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('says of a class of someone else that it can be attached, under whatever name ours would have', async () => {
    const name = await foreign();
    const store = weaviate({ url, grpc: { url: grpcUrl }, collection: name });
    for (const call of [
      async () => await store.count(),
      async () => await store.search({ vector: unitVector(64, 1), using: 'image' }),
      async () => await store.plan(smallSpec({ name })),
      async () => await store.drop(),
    ])
      await expect(call()).rejects.toThrow('or say what it holds with attach');
  });

  it('reads vectors under other names', async () => {
    const name = await foreign(vectorless);
    await fill(name, 'pic');
    const store = attached(name, { names: { image: 'pic' } });
    const { hits } = await store.search({ vector: unitVector(64, 4), using: 'image', limit: 1 });
    expect(hits[0]?.id).toBe(idOf(4));
    await expect(attached(name, { names: {} }).count()).rejects.toThrow(
      'which has pic; name it in attach.names',
    );
  });

  it('takes a collection whose module would make vectors, if its settings are those of the spec', async () => {
    const modules = (settings: object) => ({
      ...vectorless,
      vectorConfig: {
        pic: {
          vectorizer: { 'multi2vec-jinaai': { textFields: ['caption'], ...settings } },
          vectorIndexType: 'hnsw',
        },
      },
    });
    const clip = { ...embedder, model: 'jinaai/jina-clip-v2' };
    const options = { embedder: clip, names: { image: 'pic' }, writable: true };
    const good = await foreign(modules({ model: 'jina-clip-v2', dimensions: 64 }));
    const store = attached(good, options);
    const record = {
      id: idOf(1),
      vectors: { image: unitVector(64, 1) },
      metadata: {},
      text: 'a sea',
    };
    await store.upsert([record]);
    expect((await store.get([idOf(1)]))[0]?.vectors).toEqual(record.vectors);
    const other = await foreign(modules({ model: 'jina-clip-v1', dimensions: 768 }));
    await expect(attached(other, options).count()).rejects.toThrow('with jina-clip-v1');
    const long = await foreign(modules({ model: 'jina-clip-v2', dimensions: 512 }));
    await expect(attached(long, options).count()).rejects.toThrow('set to 512');
  });

  it('refuses another length than what is stored', async () => {
    const name = await foreign();
    await fill(name);
    const store = attached(name, { vectors: { image: { modality: 'image', dimensions: 32 } } });
    for (let i = 0; i < 2; i++)
      await expect(store.count()).rejects.toThrow('has 32 dimensions; the collection has 64');
  });

  it('refuses a measure other than cosine, and a collection that is not there', async () => {
    const name = await foreign({
      ...vectorless,
      vectorConfig: {
        pic: {
          vectorizer: { none: {} },
          vectorIndexType: 'hnsw',
          vectorIndexConfig: { distance: 'dot' },
        },
      },
    });
    await expect(attached(name, { names: { image: 'pic' } }).count()).rejects.toMatchObject({
      code: 'unsupported',
    });
    await expect(attached('Nowhere').count()).rejects.toMatchObject({ code: 'not-found' });
  });
});
