import {
  cosine,
  type Filter,
  isNestvecError,
  type NamedVectorSpec,
  type Store,
  truncate,
} from '@nestvec/core';
import type { Quantization } from '@nestvec/core/store';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WeaviateClient } from 'weaviate-client';
import { rest, smallRecord, smallRecords } from './__fixtures__/collections.ts';
import { connect, startServer } from './__fixtures__/server.ts';
import { smallSpec, unitVector } from './__fixtures__/spec.ts';
import { className } from './names.ts';
import type { WeaviateSettings } from './options.ts';
import { weaviate } from './store.ts';

const native = (settings: object): NamedVectorSpec => ({
  modality: 'image',
  native: { weaviate: settings },
});
const server = await startServer();
const missing = typeof server === 'string' ? server : '';

/** What the server does when it is left to itself, and what this store makes of it. Numbers are those of weaviate-measured.md. */
describe('on a real server', { timeout: 60_000 }, () => {
  const { url, grpcUrl, stop } =
    typeof server === 'string'
      ? { url: 'http://x', grpcUrl: 'http://x', stop: async () => {} }
      : server;
  const raw = rest(url);
  let client: WeaviateClient | undefined;
  const theirs = async (name: string) => {
    client ??= await connect({ url, grpcUrl });
    return client.collections.use(name);
  };
  const prefix = `trap${Date.now().toString(36)}`;
  let number = 0;
  const names: string[] = [];

  beforeEach((context) => {
    context.skip(typeof server === 'string', missing);
  });
  afterEach(async () => {
    for (const name of names.splice(0)) await raw.drop(name);
  });
  afterAll(async () => {
    await client?.close();
    await stop();
  });

  const newName = (): string => {
    const name = `${prefix}n${++number}`;
    names.push(className(name));
    return name;
  };
  const open = (collection: string, options: Partial<WeaviateSettings> = {}): Store =>
    weaviate({ url, grpc: { url: grpcUrl }, collection, ...options });
  const create = async (
    changes: Parameters<typeof smallSpec>[0] = {},
    options: Partial<WeaviateSettings> = {},
  ): Promise<Store> => {
    const name = newName();
    const store = open(name, options);
    await store.apply(await store.plan(smallSpec({ name, ...changes })));
    return store;
  };
  const search = async (store: Store, seed: number, using = 'image_32') =>
    (await store.search({ vector: unitVector(64, seed), using })).hits.map(({ id }) => id);

  it('T1: the server takes a wrong length within the first batch, and its index is broken', async () => {
    const name = className(newName());
    const vectorConfig = { a: { vectorizer: { none: {} }, vectorIndexType: 'hnsw' } };
    await raw.post('/schema', { class: name, vectorConfig });
    const objects = [3, 2, 3].map((length) => ({
      vectors: { a: Array.from({ length }, (_, i) => i + 1) },
    }));
    const { data } = await theirs(name);
    const { hasErrors } = await data.insertMany(objects);
    expect(hasErrors).toBe(true);
    // Said not to be written, and there all the same.
    expect(await raw.get(`/objects?class=${name}`)).toMatchObject({ totalResults: 3 });
  });

  it('T1: no wrong length of ours reaches an empty index, by whichever way', async () => {
    for (const options of [{}, { client: await connect({ url, grpcUrl }) }]) {
      const way = 'client' in options ? { url: undefined, grpc: undefined, ...options } : {};
      const store = await create({}, way);
      const good = smallRecords(3);
      const bad = { ...smallRecord('bad', 9), vectors: { image: unitVector(63, 9) } };
      await expect(store.upsert([good[0]!, bad, good[1]!])).rejects.toMatchObject({
        code: 'invalid-input',
        details: { field: 'records[1].vectors.image' },
      });
      expect(await store.count()).toBe(0);
      await store.upsert(good);
      await store.remove({ all: true });
      await store.upsert(good);
      expect(await search(store, 1)).toContain('r1');
      if ('client' in options) await options.client.close();
    }
  });

  it('T2: the ids that the server names are unconfirmed, and all others are confirmed', async () => {
    const store = await create();
    await store.upsert(smallRecords(2));
    // Another length than the index holds, past the store's own check: by a spec that says so.
    const name = store.collection;
    const description = JSON.stringify({
      ...JSON.parse(await describeClass(name)),
      spec: smallSpec({
        name,
        embedder: { ...smallSpec().embedder, dimensions: 96 },
        vectors: { image: { modality: 'image' }, image_32: { modality: 'image', dimensions: 32 } },
      }),
    });
    await setDescription(name, description);
    const long = { ...smallRecord('long', 5), vectors: { image: unitVector(96, 5) } };
    const short = { ...smallRecord('short', 6), vectors: { image_32: unitVector(32, 6) } };
    const error: unknown = await store.upsert([long, short]).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code: 'store',
      details: { unconfirmedIds: ['long'], retryable: false },
    });
    expect(String(error)).toMatch(/Validate vector index image .*wrong size: 96/);
    expect(await store.count()).toBe(3);
  });

  const describeClass = async (name: string): Promise<string> => {
    const found = await raw.get(`/schema/${className(name)}`);
    return (found as { description: string }).description; // of our own class
  };
  const setDescription = async (name: string, description: string): Promise<void> => {
    const found = await raw.get(`/schema/${className(name)}`);
    await raw.put(`/schema/${className(name)}`, { ...(found as object), description }); // a class
  };

  it('T3: neither NaN nor zeros nor nothing is stored or searched by', async () => {
    const store = await create();
    const bad = [
      Float32Array.from({ length: 64 }, (_, i) => (i === 0 ? Number.NaN : 0.1)),
      new Float32Array(64),
      new Float32Array(0),
      Float32Array.from({ length: 64 }, () => 1e-30),
    ];
    for (const image of bad) {
      await expect(
        store.upsert([{ ...smallRecord('bad', 1), vectors: { image } }]),
      ).rejects.toMatchObject({ code: 'invalid-input' });
    }
    for (const vector of bad.slice(0, 3))
      await expect(store.search({ vector, using: 'image' })).rejects.toMatchObject({
        code: 'invalid-input',
      });
    expect(await store.count()).toBe(0);
  });

  it('T3: a NaN that somebody else has stored comes last in a search, and breaks no listing', async () => {
    const store = await create();
    await store.upsert(smallRecords(2));
    const { data } = await theirs(className(store.collection));
    await data.insertMany([
      {
        properties: { _record_id: 'nan', _metadata: '{}' },
        vectors: { image: Array.from({ length: 64 }, () => Number.NaN) },
      },
    ] as never);
    const { hits } = await store.search({ vector: unitVector(64, 0), using: 'image' });
    expect(hits[0]?.id).toBe('r0');
    expect(hits.every(({ score }) => score >= -1 && score <= 1)).toBe(true);
    let listed = 0;
    for await (const { records } of store.scan({ include: { vectors: ['image'] } }))
      listed += records.length;
    expect(listed).toBe(3);
  });

  it('T4: integers from 2^53 on are kept, filtered and read like any number', async () => {
    const store = await create({ fields: { price: 'number', sizes: 'number[]' } });
    const metadata = { price: 2 ** 60, sizes: [2 ** 53, 1e21, -1e300] };
    await store.upsert([smallRecord('a', 1, metadata), smallRecord('b', 2, { price: 1 })]);
    for (const filter of [
      { price: 2 ** 60 },
      { price: { $gt: 2 ** 53 } },
      { sizes: 1e21 },
      { sizes: { $all: [2 ** 53, -1e300] } },
      { price: { $lt: 1e300, $gte: 2 } },
    ] satisfies Filter[])
      expect(await store.count({ filter })).toBe(1);
    expect((await store.get(['a']))[0]?.metadata).toEqual(metadata);
    expect((await store.search({ vector: unitVector(64, 1), using: 'image' })).hits).toHaveLength(
      2,
    );
  });

  it('T5: what is null is known also of records from before the field', async () => {
    const name = newName();
    const store = open(name);
    await store.apply(await store.plan(smallSpec({ name, fields: {} })));
    await store.upsert([smallRecord('before', 1), smallRecord('had', 2, { late: 'x' })]);
    const spec = smallSpec({ name, fields: { late: 'string' } });
    await store.apply(await store.plan(spec));
    await store.upsert([smallRecord('without', 3), smallRecord('with', 4, { late: 'z' })]);
    const idsWhere = async (filter: Filter): Promise<string[]> => {
      const ids: string[] = [];
      for await (const { records } of store.scan({ filter }))
        ids.push(...records.map(({ id }) => id));
      return ids.toSorted();
    };
    expect(await idsWhere({ late: null })).toEqual(['before', 'without']);
    expect(await idsWhere({ late: { $exists: true } })).toEqual(['had', 'with']);
    expect(await idsWhere({ late: { $ne: 'z' } })).toEqual(['before', 'had', 'without']);
  });

  it('T6: a field that is not declared is refused here, and one that no record has is fine', async () => {
    const store = await create();
    await store.upsert(smallRecords(2));
    await expect(store.count({ filter: { zzz: 1 } })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    expect(await store.count({ filter: { color: 'red' } })).toBe(0);
    expect(await store.count({ filter: { $not: { color: 'red' } } })).toBe(2);
  });

  it('T7, T8: empty lists mean what they say, and no filter is ever lost', async () => {
    const store = await create({ fields: { color: 'string', tags: 'string[]' } });
    await store.upsert([smallRecord('a', 1, { color: 'red', tags: ['x'] }), smallRecord('b', 2)]);
    const counts: [Filter, number][] = [
      [{ color: { $in: [] } }, 0],
      [{ color: { $nin: [] } }, 2],
      [{ tags: { $all: [] } }, 1],
      [{ $or: [] }, 0],
      [{ $and: [] }, 2],
      [{ $not: { $or: [] } }, 2],
      [{ $not: { $and: [] } }, 0],
      [{ $not: {} }, 0],
    ];
    for (const [filter, expected] of counts) {
      expect(await store.count({ filter }), JSON.stringify(filter)).toBe(expected);
      const { hits } = await store.search({ vector: unitVector(64, 1), using: 'image', filter });
      expect(hits, JSON.stringify(filter)).toHaveLength(expected);
    }
    await store.remove({ filter: { color: { $in: [] } } });
    expect(await store.count()).toBe(2);
    await expect(store.remove({ filter: {} })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('T9: a write does not create a collection that is missing', async () => {
    const name = newName();
    const store = open(name);
    await expect(store.upsert(smallRecords(1))).rejects.toMatchObject({ code: 'not-found' });
    await expect(raw.get(`/schema/${className(name)}`)).rejects.toThrow('404');
  });

  it('T9: a write after somebody dropped the collection does not create it again', async () => {
    const store = await create();
    await store.upsert(smallRecords(1));
    await raw.drop(className(store.collection));
    await expect(store.upsert(smallRecords(1))).rejects.toMatchObject({ code: 'not-found' });
    await expect(raw.get(`/schema/${className(store.collection)}`)).rejects.toThrow('404');
  });

  it('T10: names that differ in case alone, and those that the server keeps for itself, stay apart', async () => {
    const fields = { upper: 'string', Upper: 'string', id: 'string', a_temp: 'string' } as const;
    const store = await create({ fields });
    const metadata = { upper: 'l', Upper: 'u', id: 'i', a_temp: 't' };
    await store.upsert([smallRecord('a', 1, metadata)]);
    for (const [name, value] of Object.entries(metadata)) {
      expect(await store.count({ filter: { [name]: value } }), name).toBe(1);
      expect(await store.count({ filter: { [name]: { $exists: true } } }), name).toBe(1);
      expect(await store.count({ filter: { [name]: 'other' } }), name).toBe(0);
    }
    expect((await store.get(['a']))[0]?.metadata).toEqual(metadata);
  });

  it('T11: a page is as long as was asked for, beyond the server’s ten', async () => {
    const store = await create();
    await store.upsert(smallRecords(25));
    const { hits } = await store.search({ vector: unitVector(64, 1), using: 'image', limit: 25 });
    expect(hits).toHaveLength(25);
    await expect(
      store.search({ vector: unitVector(64, 1), using: 'image', limit: 0 }),
    ).rejects.toMatchObject({ code: 'invalid-input' });
    const scored = await store.search({
      vector: unitVector(64, 1),
      using: 'image',
      minScore: -1,
      limit: 20,
    });
    expect(scored.hits).toHaveLength(20);
  });

  it('T12: equal scores are ordered by id, wherever a page cuts them', async () => {
    const store = await create();
    const ids = ['5', '3', '9', '1', '7', '2', '8'];
    await store.upsert(ids.map((id) => smallRecord(id, 1)));
    for (let limit = 1; limit <= 7; limit++) {
      const { hits } = await store.search({ vector: unitVector(64, 1), using: 'image', limit });
      expect(hits.map(({ id }) => id)).toEqual(ids.toSorted().slice(0, limit));
    }
  });

  it('T13: a filtered scan goes on where it stopped, and gives each record once', async () => {
    const store = await create();
    await store.upsert(smallRecords(90).map((one, i) => ({ ...one, metadata: { price: i % 3 } })));
    const options = { filter: { price: 1 }, pageSize: 7 };
    const ids: string[] = [];
    let third = '';
    for await (const { records, cursor } of store.scan(options)) {
      ids.push(...records.map(({ id }) => id));
      if (ids.length === 21) third = cursor;
    }
    expect(new Set(ids).size).toBe(30);
    const rest_: string[] = [];
    for await (const { records } of open(store.collection).scan({ ...options, after: third }))
      rest_.push(...records.map(({ id }) => id));
    expect(rest_).toEqual(ids.slice(21));
  });

  it('T15: a vector that is not there is an error here, and absent vectors leave a record out', async () => {
    const store = await create();
    const { image_32: small } = smallRecord('x', 1).vectors;
    await store.upsert([
      { id: 'small', vectors: { image_32: small! }, metadata: {} },
      smallRecord('both', 2),
    ]);
    await expect(store.get(['both'], { include: { vectors: ['zz'] } })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    expect(await search(store, 1, 'image')).toEqual(['both']);
    expect(await search(store, 1)).toEqual(['small', 'both']);
  });

  it('T17: of several who create one collection one succeeds, and the others have to plan again', async () => {
    const name = newName();
    const stores = Array.from({ length: 6 }, () => open(name));
    const plans = await Promise.all(stores.map(async (store) => store.plan(smallSpec({ name }))));
    const outcomes = await Promise.allSettled(
      stores.map(async (store, i) => store.apply(plans[i]!)),
    );
    const failures = outcomes.filter(({ status }) => status === 'rejected');
    expect(failures).toHaveLength(5);
    for (const failure of failures)
      expect((failure as PromiseRejectedResult).reason).toMatchObject({
        code: 'plan',
        details: { reason: 'stale' },
      });
    expect((await stores[0]!.plan(smallSpec({ name }))).steps).toEqual([]);
  });

  it('T18: dropping, removing and reading what is not there says so', async () => {
    const store = await create();
    await store.remove({ ids: ['nothing'] });
    expect(await store.get(['nothing'])).toEqual([undefined]);
    expect(await store.drop()).toBe(true);
    expect(await store.drop()).toBe(false);
  });

  it('T19: filters of thousands of values and many levels come through', async () => {
    const store = await create();
    await store.upsert([smallRecord('a', 1, { color: 'c7' }), smallRecord('b', 2)]);
    const values = Array.from({ length: 20_000 }, (_, i) => `c${i}`);
    expect(await store.count({ filter: { color: { $in: values } } })).toBe(1);
    let deep: Filter = { color: 'c7' };
    for (let level = 0; level < 14; level++)
      deep = {
        $and: [deep, { $not: { price: level } }, { $or: [deep, { price: -1 }] }].slice(0, 2),
      };
    expect(await store.count({ filter: deep })).toBe(1);
  });

  it('T20: an exact search is exact where a graph is not', async () => {
    const store = await create({
      vectors: {
        image: { modality: 'image' },
        image_32: {
          modality: 'image',
          dimensions: 32,
          native: {
            weaviate: {
              index: {
                kind: 'hnsw',
                ef: 8,
                efConstruction: 8,
                maxConnections: 4,
                flatSearchCutoff: 500,
              },
            },
          },
        },
      },
    });
    const records = smallRecords(2000);
    await store.upsert(records);
    const vector = unitVector(64, 5000);
    const dotOf = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
    const query = unitVector(64, 5000).slice(0, 32);
    const norm = Math.sqrt(dotOf(query, query));
    const expected = records
      .map(({ id, vectors }) => ({ id, score: dotOf(vectors['image_32']!, query) / norm }))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, 20);
    const request = { vector, using: 'image_32', limit: 20 };
    const { hits, explain } = await store.search({ ...request, exact: true });
    expect(hits.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(explain.exact).toBe(true);
    expect((await store.search(request)).explain.exact).toBe(false);
  });

  it('keyword fields keep white space, case and marks apart, which the server would cut off', async () => {
    const store = await create();
    const values = [
      'a',
      ' a',
      'a ',
      'A',
      '',
      ' ',
      '"a"',
      '"',
      'the',
      'a*',
      'é',
      'e',
      '\u0085a',
      'a\u0000b',
    ];
    await store.upsert(values.map((color, i) => smallRecord(`v${i}`, i, { color })));
    for (const [i, color] of values.entries()) {
      const ids: string[] = [];
      for await (const { records } of store.scan({ filter: { color } }))
        ids.push(...records.map(({ id }) => id));
      expect(ids, JSON.stringify(color)).toEqual([`v${i}`]);
      expect(await store.count({ filter: { color: { $ne: color } } })).toBe(values.length - 1);
    }
    expect(await store.count({ filter: { color: { $exists: true } } })).toBe(values.length);
  });

  it('a record that a search gives while others write is never mixed from two', async () => {
    const store = await create();
    const version = (round: number) =>
      Array.from({ length: 30 }, (_, i) => ({
        ...smallRecord(`m${i}`, round * 100 + i),
        text: String(round),
      }));
    await store.upsert(version(0));
    const writing = (async () => {
      for (let round = 1; round <= 8; round++) await store.upsert(version(round));
    })();
    let seen = 0;
    for (let i = 0; i < 15; i++) {
      const { hits } = await store.search({
        vector: unitVector(64, i),
        using: 'image_32',
        limit: 30,
        include: { vectors: ['image', 'image_32'] },
      });
      for (const { id, text, vectors } of hits) {
        const written = version(Number(text)).find((one) => one.id === id);
        expect(vectors).toEqual(written?.vectors);
        seen++;
      }
    }
    await writing;
    expect(seen).toBeGreaterThan(100);
  });

  const asleep = async (autoTenantActivation: boolean): Promise<{ root: Store; tenant: Store }> => {
    const root = await create({ tenants: true }, { native: { autoTenantActivation } });
    const tenant = root.tenant('one');
    await tenant.upsert(smallRecords(2));
    await raw.put(`/schema/${className(root.collection)}/tenants`, [
      { name: 'one', activityStatus: 'INACTIVE' },
    ]);
    return { root, tenant };
  };

  it('a tenant that is asleep wakes at the first call, and is not counted until then', async () => {
    const { root, tenant } = await asleep(true);
    expect((await root.describe())?.count).toBe(0);
    expect(await tenant.count()).toBe(2);
    expect(await search(tenant, 1)).toContain('r1');
    expect((await root.describe())?.count).toBe(2);
  });

  it('a tenant that is asleep is listed, and removed without others', async () => {
    const { root } = await asleep(false);
    await root.tenant('two').upsert(smallRecords(1));
    expect(await root.tenants()).toEqual(['one', 'two']);
    expect(await root.tenant('one').drop()).toBe(true);
    expect(await root.tenants()).toEqual(['two']);
    expect(await root.tenant('two').count()).toBe(1);
  });

  it('a tenant that may not be woken says that it is asleep', async () => {
    const { tenant } = await asleep(false);
    const error: unknown = await tenant.count().catch((cause: unknown) => cause);
    expect(isNestvecError(error, 'store')).toBe(true);
    expect(String(error)).toContain('tenant not active');
  });

  it('quantises as the spec says, turns quantisation on later, and rescoring gives exact scores', async () => {
    const name = newName();
    const store = open(name);
    const vectors = (full: Quantization, coarse: Quantization) => ({
      image: { modality: 'image', quantization: full } as const,
      image_32: { modality: 'image', dimensions: 32, quantization: coarse } as const,
    });
    const planFor = async (full: Quantization, coarse: Quantization) =>
      await store.plan(smallSpec({ name, vectors: vectors(full, coarse) }));
    const labels = async (full: Quantization, coarse: Quantization) =>
      (await planFor(full, coarse)).steps.map(({ label }) => label);
    await store.apply(await planFor('none', 'none'));
    await store.upsert(smallRecords(200));
    expect(await labels('none', 'int8')).toEqual(['alter']);
    await store.apply(await planFor('none', 'int8'));
    expect(await labels('none', 'int8')).toEqual([]);
    const { hits } = await store.search({ vector: unitVector(64, 7), using: 'image_32', limit: 1 });
    expect(hits[0]?.score).toBeCloseTo(1, 5);
    // Another kind, or none again, or any for a vector without a graph: the server calls that immutable.
    expect(await labels('none', 'binary')).toEqual(['rebuild']);
    expect(await labels('none', 'none')).toEqual(['rebuild']);
    expect(await labels('binary', 'int8')).toEqual(['rebuild']);
  });

  it.each<[string, NamedVectorSpec]>([
    ['hnsw with rq of 4 bits', native({ quantization: { kind: 'rq', bits: 4, rescoreLimit: 50 } })],
    ['hnsw with bq', { ...native({ quantization: { kind: 'bq' } }), quantization: 'binary' }],
    ['hnsw with sq', native({ quantization: { kind: 'sq', rescoreLimit: 50 } })],
    ['hnsw with pq', native({ quantization: { kind: 'pq', segments: 8, trainingLimit: 1000 } })],
    [
      'flat with bq',
      {
        ...native({ quantization: { kind: 'bq', rescoreLimit: 50, cache: true } }),
        quantization: 'binary',
        graph: false,
      },
    ],
    ['hfresh', native({ index: { kind: 'hfresh' } })],
  ])(
    'takes %s, whose plan then has nothing left to do, and searches it exactly if asked',
    async (_, settings) => {
      const name = newName();
      const store = open(name);
      const spec = smallSpec({ name, vectors: { image: { graph: true, ...settings } } });
      await store.apply(await store.plan(spec));
      expect((await store.plan(spec)).steps).toEqual([]);
      await store.upsert(
        smallRecords(300).map((one) => ({ ...one, vectors: { image: one.vectors['image']! } })),
      );
      const request = { vector: unitVector(64, 42), using: 'image', limit: 5 };
      const exact = await store.search({ ...request, exact: true });
      const quick = await store.search(request);
      expect(exact.hits[0]).toMatchObject({ id: 'r42' });
      expect(exact.hits[0]?.score).toBeCloseTo(1, 6);
      expect(quick.hits.map(({ id }) => id)).toContain('r42');
      for (const { id, score } of quick.hits) {
        // What was found by few bits is scored by all of them.
        const [whole] = await store.get([id], { include: { vectors: ['image'] } });
        expect(score).toBeCloseTo(cosine(request.vector, whole!.vectors['image']!), 5);
      }
    },
  );

  it('a record that another process replaces during a backfill has one embedding in the end', async () => {
    const name = newName();
    const store = open(name);
    const { image, image_32 } = smallSpec().vectors;
    await store.apply(await store.plan(smallSpec({ name, vectors: { image: image! } })));
    const plain = (seed: number) => ({
      id: 'a',
      vectors: { image: unitVector(64, seed) },
      metadata: {},
    });
    await store.upsert([plain(1)]);
    const plan = await store.plan(
      smallSpec({ name, vectors: { image: image!, image_32: image_32! } }),
    );
    // Between the reading of the record and the writing of its new vector, as another process would.
    const replace = async (): Promise<void> => {
      // By another address: stores of the same one wait for each other.
      const isNamed = new URL(url).hostname === 'localhost';
      const elsewhere = url.replace(/\/\/[^:/]+/, isNamed ? '//127.0.0.1' : '//localhost');
      const other = weaviate({ url: elsewhere, grpc: { url: grpcUrl }, collection: name });
      await other.upsert([plain(2)]);
      await other.close();
    };
    const real = globalThis.fetch;
    const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (...request) => {
      if (request[1]?.method === 'PATCH') {
        spy.mockRestore();
        await replace();
      }
      return await real(...request);
    });
    await store.apply(plan);
    const [record] = await store.get(['a']);
    expect(record?.vectors).toEqual({
      image: unitVector(64, 2),
      image_32: truncate(unitVector(64, 2), 32),
    });
  });

  it('asks as many replicas as the option says', async () => {
    const store = await create(
      {},
      { consistency: 'ALL', native: { replicationFactor: 1, shardCount: 2 } },
    );
    await store.upsert(smallRecords(20));
    await store.update([{ id: 'r1', text: 'x' }]);
    expect(await search(store, 1)).toContain('r1');
    await store.remove({ ids: ['r1'] });
    expect(await store.count()).toBe(19);
  });

  it('scores by the server from many candidates on give the same as scores by us', async () => {
    const store = await create();
    await store.upsert(smallRecords(1600));
    const vector = unitVector(64, 777.5);
    const request = { vector, using: 'image_32', rescore: 'image', limit: 10, depth: 10 };
    const few = await store.search({ ...request, oversample: 34 });
    const many = await store.search({ ...request, oversample: 150 });
    const exact = await store.search({ ...request, exact: true, oversample: 160 });
    expect(many.explain).toMatchObject({ stages: 'emulated', candidates: 1500 });
    expect(many.hits.length).toBe(10);
    expect(
      new Set(few.hits.map(({ id }) => id)).intersection(new Set(many.hits.map(({ id }) => id)))
        .size,
    ).toBeGreaterThan(7);
    const full = await store.search({ vector, using: 'image', limit: 10 });
    const ids = (hits: readonly { readonly id: string }[]) => hits.map(({ id }) => id).toSorted();
    expect(ids(exact.hits)).toEqual(ids(full.hits));
    for (const [i, { score }] of exact.hits.entries())
      expect(score).toBeCloseTo(full.hits[i]?.score ?? 0, 6);
  });
});
