import { cosine, type Filter, isNestvecError, type Store, truncate } from '@nestvec/core';
import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServer } from './__fixtures__/server.ts';
import { smallSpec, unitVector } from './__fixtures__/spec.ts';
import type { QdrantSettings } from './options.ts';
import { qdrant } from './store.ts';

const server = await startServer();
const missing = typeof server === 'string' ? server : '';

/** What the server does when it is left to itself, and what this store makes of it. Numbers are those of qdrant-measured.md. */
describe('on a real server', () => {
  const { url, grpcUrl, stop } =
    typeof server === 'string'
      ? { url: 'http://x', grpcUrl: undefined, stop: async () => {} }
      : server;
  const client = new QdrantClient({ url, checkCompatibility: false });
  const prefix = `trap${Date.now().toString(36)}`;
  let number = 0;
  const names: string[] = [];

  beforeEach((context) => {
    context.skip(typeof server === 'string', missing);
  });
  afterEach(async () => {
    for (const name of names.splice(0)) await client.deleteCollection(name);
  });
  afterAll(stop);

  const newName = (): string => {
    const name = `${prefix}_${++number}`;
    names.push(name);
    return name;
  };
  const create = async (
    changes: Parameters<typeof smallSpec>[0] = {},
    options: Partial<QdrantSettings> = {},
  ): Promise<Store> => {
    const name = newName();
    const store = qdrant({ url, collection: name, ...options });
    await store.apply(await store.plan(smallSpec({ name, ...changes })));
    return store;
  };
  const record = (id: string, seed: number, metadata = {}) => ({
    id,
    vectors: { image: unitVector(64, seed), image_32: truncate(unitVector(64, seed), 32) },
    metadata,
  });
  const many = (count: number) => Array.from({ length: count }, (_, i) => record(`r${i}`, i));

  it('gives a collection from before the indexes of record fields, and filters by them either way', async () => {
    const store = await create();
    await store.upsert(many(3).map((one, i) => ({ ...one, parentId: `doc${i % 2}` })));
    for (const key of ['_parent_id', '_source', '_uri'])
      await client.deletePayloadIndex(store.collection, key, { wait: true });
    expect(await store.count({ filter: { $parentId: 'doc0' } })).toBe(2);
    const plan = await store.plan(smallSpec({ name: store.collection }));
    expect(plan.steps.map(({ target }) => target)).toEqual(['record fields']);
    await store.apply(plan);
    const { payload_schema: schema } = await client.getCollection(store.collection);
    expect(schema).toMatchObject({ _parent_id: { data_type: 'keyword' } });
    expect((await store.plan(smallSpec({ name: store.collection }))).steps).toEqual([]);
    await store.remove({ filter: { $parentId: 'doc0', $id: { $ne: 'r2' } } });
    expect((await store.get(['r0', 'r1', 'r2'])).map((one) => one?.id)).toEqual([
      undefined,
      'r1',
      'r2',
    ]);
  });

  it('T1: a removal by a filter that no record passes removes nothing, and its complement is refused', async () => {
    const store = await create();
    await store.upsert(many(5));
    for (const filter of [{ $or: [] }, { $or: [{ $or: [] }] }, { color: { $in: [] } }] as Filter[])
      await store.remove({ filter });
    expect(await store.count()).toBe(5);
    await expect(store.remove({ filter: { $not: { $or: [] } } })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    expect(await store.count()).toBe(5);
  });

  it('T3: a number beyond single precision reaches neither a point nor a query', async () => {
    const store = await create();
    await store.upsert([record('a', 1)]);
    const poison = Float32Array.from({ length: 64 }, (_, i) => (i === 0 ? 1e39 : 0));
    const bad = { ...record('b', 2), vectors: { image: poison } };
    await expect(store.upsert([bad])).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(store.search({ vector: poison, using: 'image' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    const { hits } = await store.search({ vector: unitVector(64, 1), using: 'image' });
    expect(hits.map(({ id }) => id)).toEqual(['a']);
  });

  it('T4: a tiny query is scored like its direction, and a vector that is not a unit vector is refused', async () => {
    const store = await create();
    await store.upsert(many(3));
    const tiny = unitVector(64, 1).map((value) => value * 1e-4);
    const { hits } = await store.search({ vector: tiny, using: 'image', limit: 1 });
    expect(hits[0]?.score).toBeCloseTo(1, 5);
    await expect(store.upsert([{ ...record('b', 2), vectors: { image: tiny } }])).rejects.toThrow(
      'norm',
    );
  });

  it('T5: pages through 60 equal vectors give each once, by id, in one stage and in two', async () => {
    const store = await create();
    const ids = Array.from({ length: 60 }, (_, i) => `t${String(i).padStart(2, '0')}`);
    await store.upsert(ids.map((id) => record(id, 7)));
    for (const more of [
      { using: 'image' },
      { using: 'image_32', rescore: 'image', oversample: 1 },
    ]) {
      const paged: string[] = [];
      for (let offset = 0; offset < 60; offset += 7) {
        const { hits } = await store.search({
          vector: unitVector(64, 3),
          limit: 7,
          offset,
          ...more,
        });
        paged.push(...hits.map(({ id }) => id));
      }
      expect(paged).toEqual(ids);
    }
  });

  it('T5: a first stage that is cut through equal vectors is cut by id, and explain says so', async () => {
    const store = await create();
    const ids = Array.from({ length: 60 }, (_, i) => `t${String(i).padStart(2, '0')}`);
    await store.upsert(ids.map((id) => record(id, 7)));
    const search = { vector: unitVector(64, 3), using: 'image_32', rescore: 'image' };
    const cut = await store.search({ ...search, depth: 10, oversample: 2 });
    expect(cut.explain).toMatchObject({ candidates: 20, stages: 'emulated' });
    expect(cut.hits.map(({ id }) => id)).toEqual(ids.slice(0, 10));
    const whole = await store.search({ ...search, depth: 60, oversample: 1 });
    expect(whole.explain).toMatchObject({ candidates: 60, stages: 'native' });
  });

  it('T6: an index that somebody removed or replaced is seen, and brought back', async () => {
    const store = await create();
    const spec = smallSpec({ name: store.collection });
    await store.upsert([record('a', 1, { price: 1.5 }), record('b', 2, { price: 2 })]);
    await client.createPayloadIndex(store.collection, {
      field_name: 'price',
      field_schema: 'integer',
      wait: true,
    });
    await client.deletePayloadIndex(store.collection, 'color');
    const plan = await store.plan(spec);
    expect(plan.steps.map(({ label, target }) => `${label} ${target}`).sort()).toEqual([
      'alter fields.color',
      'alter fields.price',
    ]);
    await store.apply(plan);
    expect((await store.plan(spec)).steps).toEqual([]);
    expect(await store.count({ filter: { price: { $gte: 1 } } })).toBe(2);
  });

  it('T7: what was asked of a new collection is what the server has', async () => {
    const store = await create(
      {
        vectors: {
          image: { modality: 'image' },
          image_32: { modality: 'image', dimensions: 32, quantization: 'int8' },
        },
      },
      { native: { shardNumber: 2, onDiskPayload: false, indexingThreshold: 7000 } },
    );
    const { config } = await client.getCollection(store.collection);
    expect(config.params).toMatchObject({
      shard_number: 2,
      on_disk_payload: false,
      vectors: {
        image: { size: 64, distance: 'Cosine', on_disk: true, hnsw_config: { m: 0 } },
        image_32: { size: 32, on_disk: false, quantization_config: { scalar: { type: 'int8' } } },
      },
    });
    expect(config.optimizer_config).toMatchObject({ indexing_threshold: 7000 });
  });

  it.each([
    ['product', { kind: 'product', compression: 'x4' }, 'none'],
    ['turbo', { kind: 'turbo', bits: 'bits2' }, 'none'],
    ['binary of two bits', { kind: 'binary', encoding: 'two_bits' }, 'binary'],
  ] as const)(
    'T12: scores over a vector quantised to %s are cosines',
    async (_, quantization, portable) => {
      const vectors = {
        image: {
          modality: 'image',
          graph: true,
          quantization: portable,
          native: { qdrant: { quantization } },
        },
      } as const;
      const store = await create({ vectors });
      await store.upsert(
        many(200).map((one) => ({ ...one, vectors: { image: one.vectors.image } })),
      );
      expect((await store.plan(smallSpec({ name: store.collection, vectors }))).steps).toEqual([]);
      const vector = unitVector(64, 50);
      const { hits } = await store.search({ vector, using: 'image', limit: 5 });
      expect(hits[0]?.id).toBe('r50');
      for (const { id, score, approximate } of hits) {
        expect(approximate).toBeUndefined();
        expect(score).toBeCloseTo(cosine(unitVector(64, Number(id.slice(1))), vector), 5);
      }
    },
  );

  it('T14: get gives records in the order of the ids, each where it was asked for', async () => {
    const store = await create();
    await store.upsert(many(600));
    const ids = ['r599', 'nope', 'r0', 'r0', 'r300'];
    const found = await store.get(ids);
    expect(found.map((one) => one?.id)).toEqual(['r599', undefined, 'r0', 'r0', 'r300']);
  });

  it('T17: takes the deepest filter that core lets through', async () => {
    const store = await create();
    await store.upsert([record('a', 1, { color: 'a' }), record('b', 2, { color: 'b' })]);
    let filter: Filter = { color: 'a' };
    for (let i = 0; i < 15; i++)
      filter = { $or: [{ $and: [filter, { price: null }] }, { color: 'x' }] };
    expect(await store.count({ filter })).toBe(1);
    let complement: Filter = { color: 'a' };
    for (let i = 0; i < 15; i++) complement = { $not: { $and: [complement, { price: null }] } };
    expect(await store.count({ filter: complement })).toBe(1);
  });

  it.each(['REST', 'gRPC'])(
    'cuts 3,000 vectors of 1,024 numbers into requests that the server takes, over %s',
    async (transport) => {
      const grpc = transport === 'gRPC' && grpcUrl !== undefined ? { url: grpcUrl } : undefined;
      const embedder = { ...smallSpec().embedder, model: 'jinaai/jina-clip-v2', dimensions: 1024 };
      const vectors = { image: { modality: 'image' } } as const;
      const store = await create(
        { embedder, vectors },
        { grpc, batchBytes: 32 * 2 ** 20, batchRecords: 5000 },
      );
      const image = unitVector(1024, 1);
      await store.upsert(
        Array.from({ length: 3000 }, (_, i) => ({ id: `v${i}`, vectors: { image }, metadata: {} })),
      );
      expect(await store.count()).toBe(3000);
      const [back] = await store.get(['v2999']);
      // Nine digits are enough, and bytes are bytes: what is stored is what was given, bit by bit.
      expect(back?.vectors['image']).toEqual(image);
    },
    60_000,
  );

  it('refuses a record that no request can carry, before anything is written', async () => {
    const store = await create();
    const text = 'x'.repeat(40 * 2 ** 20);
    await expect(store.upsert([record('a', 1), { ...record('b', 2), text }])).rejects.toThrow(
      'records[1]: takes up to',
    );
    expect(await store.count()).toBe(0);
    await store.upsert([{ ...record('c', 3), text: 'y'.repeat(20 * 2 ** 20) }]);
    expect(await store.count()).toBe(1);
  }, 60_000);

  it('gives a vector that is added its graph and its quantisation, which creating it ignores', async () => {
    const store = await create();
    await store.upsert(many(50));
    const image_48 = {
      modality: 'image',
      dimensions: 48,
      quantization: 'int8',
      graph: true,
    } as const;
    const vectors = { ...smallSpec().vectors, image_48 };
    const spec = smallSpec({ name: store.collection, vectors });
    await store.apply(await store.plan(spec));
    expect((await store.plan(spec)).steps).toEqual([]);
    const { config } = await client.getCollection(store.collection);
    expect(config.params.vectors).toMatchObject({
      image_48: { size: 48, quantization_config: { scalar: { type: 'int8' } }, on_disk: false },
    });
    const [back] = await store.get(['r7'], { include: { vectors: ['image_48'] } });
    const stored = back?.vectors['image_48'] ?? new Float32Array();
    for (const [i, value] of truncate(unitVector(64, 7), 48).entries())
      expect(stored[i]).toBeCloseTo(value, 6);
  });

  it('changes graph and quantisation of a vector in place, there and back', async () => {
    const store = await create();
    await store.upsert(many(50));
    const image_32 = { modality: 'image', dimensions: 32 } as const;
    for (const [graph, quantization] of [
      [true, 'binary'],
      [false, 'int8'],
      [true, 'none'],
    ] as const) {
      const spec = smallSpec({
        name: store.collection,
        vectors: { image: { modality: 'image', graph, quantization }, image_32 },
      });
      await store.apply(await store.plan(spec));
      expect((await store.plan(spec)).steps).toEqual([]);
      expect((await store.describe())?.observed.vectors['image']).toMatchObject({
        graph,
        quantization,
      });
    }
    expect(await store.count()).toBe(50);
  });

  it('creates once what ten stores create at once, and tells the others to plan again', async () => {
    const name = newName();
    const spec = smallSpec({ name });
    const stores = Array.from({ length: 10 }, () => qdrant({ url, collection: name }));
    const plans = await Promise.all(stores.map((store) => store.plan(spec)));
    const outcomes = await Promise.allSettled(
      stores.map((store, i) => store.apply(plans[i] ?? plans[0]!)),
    );
    const failures = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(outcomes.length - failures.length).toBe(1);
    for (const failure of failures) expect(isNestvecError(failure, 'plan')).toBe(true);
    expect((await stores[0]?.plan(spec))?.steps).toEqual([]);
  });

  it('passes strict mode: every filter has the index that it needs, and limits are kept', async () => {
    const fields = {
      color: 'string',
      price: 'number',
      sold: 'boolean',
      made: 'datetime',
      tags: 'string[]',
      sizes: 'number[]',
    } as const;
    const strictMode = {
      unindexedFilteringRetrieve: false,
      unindexedFilteringUpdate: false,
      maxQueryLimit: 50,
      upsertMaxBatchsize: 20,
      searchAllowExact: false,
    };
    const root = await create({ fields, tenants: true }, { native: { strictMode } });
    const store = root.tenant('one');
    await store.upsert(many(120));
    const filters: Filter[] = [
      { color: 'a' },
      { color: { $in: ['a', 'b'] } },
      { price: { $gte: 1 } },
      { price: 2 },
      { sold: true },
      { made: { $lt: '2026-01-01T00:00:00Z' } },
      { made: '2026-01-01T00:00:00Z' },
      { tags: { $all: ['a', 'b'] } },
      { sizes: { $in: [1, 2] } },
      { sizes: { $exists: false } },
      { $or: [{ color: { $ne: 'a' } }, { $not: { price: null } }] },
    ];
    const vector = unitVector(64, 1);
    for (const filter of filters) {
      await store.count({ filter });
      await store.search({ vector, using: 'image_32', rescore: 'image', filter });
      for await (const _ of store.scan({ filter, include: { vectors: ['image'] } }));
      await store.remove({ filter: { $and: [filter, { $or: [] }] } });
    }
    expect(await store.count()).toBe(120);
    const page = await store.search({
      vector,
      using: 'image_32',
      rescore: 'image',
      limit: 10,
      depth: 10,
      oversample: 5,
    });
    expect(page.hits).toHaveLength(10);
    await expect(store.search({ vector, using: 'image', limit: 51 })).rejects.toThrow('at most 50');
    let scanned = 0;
    for await (const { records } of store.scan()) scanned += records.length;
    expect(scanned).toBe(120);
  });

  it('keeps the numbers of a filter and of a record equal, whichever way each was written', async () => {
    if (grpcUrl === undefined) return;
    const rest = await create({ fields: { price: 'number', sizes: 'number[]' } });
    const grpc = qdrant({ url, grpc: { url: grpcUrl }, collection: rest.collection });
    const numbers = Array.from({ length: 300 }, (_, i) => {
      const value = Math.sin(i + 1) * 10 ** ((i % 61) - 30);
      return i % 10 === 0 ? Math.round(value * 1e3) : value;
    });
    const records = (transport: string) =>
      numbers.map((price, i) => ({
        id: `${transport}${i}`,
        vectors: {},
        metadata: { price, sizes: [price, 1e15 + i] },
      }));
    await rest.upsert(records('rest'), { withoutVectors: true });
    await grpc.upsert(records('grpc'), { withoutVectors: true });
    for (const price of numbers) {
      for (const filter of [
        { price },
        { sizes: { $in: [price] } },
        { price: { $gte: price, $lte: price } },
      ] as Filter[]) {
        const expected = numbers.filter((other) => other === price).length * 2;
        expect(await rest.count({ filter }), String(price)).toBe(expected);
      }
      expect(await rest.count({ filter: { price: { $lt: price } } }), String(price)).toBe(
        numbers.filter((other) => other < price).length * 2,
      );
    }
  }, 60_000);
});
