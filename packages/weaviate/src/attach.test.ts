import type { Store } from '@nestvec/core';
import { type AttachOptions, keyToUuid } from '@nestvec/core/store';
import { readFile } from 'node:fs/promises';
import { attachCases, foreignRecords, readmeExample, runReadmeExample } from '@nestvec/testkit';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rest } from './__fixtures__/collections.ts';
import { foreignWeaviate } from './__fixtures__/foreign.ts';
import { connect, startServer } from './__fixtures__/server.ts';
import { smallSpec, unitVector } from './__fixtures__/spec.ts';
import type { WeaviateOptions, WeaviateServer } from './options.ts';
import { weaviate } from './store.ts';

const server = await startServer();
const missing = typeof server === 'string' ? server : '';
const { embedder } = smallSpec();

if (typeof server !== 'string') {
  const { url, grpcUrl } = server;
  const client = await connect(server);
  const ways = { gRPC: { url, grpc: { url: grpcUrl } }, 'the user’s client': { client } };
  for (const [name, way] of Object.entries(ways))
    attachCases({
      name: `weaviate by ${name}`,
      ...(await foreignWeaviate(url, way)),
      timeoutMs: 60_000,
    });
  afterAll(async () => {
    await client.close();
  });
}

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
    way: WeaviateServer = { url, grpc: { url: grpcUrl } },
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

  it('gets a vector and is searched as the README says', async () => {
    const { make } = await foreignWeaviate(url, { url, grpc: { url: grpcUrl } });
    const name = `${prefix}readme`;
    names.push(name);
    const ids = await make(name, { vectorName: '', records: foreignRecords });
    const markdown = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const printed = await runReadmeExample(
      readmeExample(markdown, 'attach'),
      {
        weaviate: (options: WeaviateOptions) => weaviate({ ...options, grpc: { url: grpcUrl } }),
        embedder: { identity: { ...embedder, dimensions: 256 } },
        vector: foreignRecords[4]?.vector,
      },
      { 'http://localhost:8080': url, "'Theirs'": `'${name}'` },
    );
    expect(printed).toHaveLength(3);
    expect(printed[0]).toBe(`${ids[4]} caption 4`);
  });

  it('says which variable lets the server take a vector away again', async (context) => {
    const { make, can } = await foreignWeaviate(url, { url, grpc: { url: grpcUrl } });
    context.skip(
      can.removeVector,
      'the server takes vectors away; run one without that experiment',
    );
    const name = `${prefix}away`;
    names.push(name);
    await make(name, { vectorName: 'pic', records: foreignRecords });
    const identity = { ...embedder, dimensions: 256 };
    const vectors = { image: { modality: 'image' } } as const;
    const more = { ...vectors, image_64: { modality: 'image', dimensions: 64 } } as const;
    const store = attached(name, {
      embedder: identity,
      names: { image: 'pic' },
      fields: {},
      writable: true,
    });
    await store.apply(await store.plan({ name, embedder: identity, vectors: more }));
    const less = await store.plan({ name, embedder: identity, vectors });
    await expect(store.apply(less)).rejects.toThrow(
      'start the server with ENABLE_EXPERIMENTAL_ALTER_SCHEMA_DROP_VECTOR_INDEX_ENDPOINT=true, an experiment of Weaviate, or declare image_64 again',
    );
  });

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
    ).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'words' } });
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

  it('names the type of a field that no field of ours can be', async () => {
    const name = await foreign();
    const refusal = async (fields: AttachOptions['fields']): Promise<string> =>
      await attached(name, { fields }).count().then(String, String);
    expect(await refusal({ place: 'number' })).toContain('is geoCoordinates');
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
