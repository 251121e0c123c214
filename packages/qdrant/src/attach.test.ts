import type { Store } from '@nestvec/core';
import type { AttachOptions } from '@nestvec/core/store';
import { readFile } from 'node:fs/promises';
import { attachCases, foreignRecords, readmeExample, runReadmeExample } from '@nestvec/testkit';
import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foreignQdrant } from './__fixtures__/foreign.ts';
import { startServer } from './__fixtures__/server.ts';
import { smallSpec, unitVector } from './__fixtures__/spec.ts';
import { qdrant } from './store.ts';

const server = await startServer();
const missing = typeof server === 'string' ? server : '';
const { embedder } = smallSpec();
const uuid = '6fa459ea-ee8a-4ca4-894e-db77e160355e';

if (typeof server !== 'string') {
  const { url, grpcUrl } = server;
  const client = new QdrantClient({ url, checkCompatibility: false });
  attachCases({ name: 'qdrant by REST', ...foreignQdrant(url, { url }) });
  // The others take the same points; a name shows that theirs is used.
  const named = { vectorNames: ['clip'] } as const;
  attachCases({ name: 'qdrant by the user’s client', ...foreignQdrant(url, { client }), ...named });
  if (grpcUrl !== undefined) {
    const way = { url, grpc: { url: grpcUrl } };
    attachCases({ name: 'qdrant by gRPC', ...foreignQdrant(url, way), ...named });
  }
}

describe('attach, on a real server', () => {
  const { url, stop } =
    typeof server === 'string' ? { url: 'http://x', stop: async () => {} } : server;
  const client = new QdrantClient({ url, checkCompatibility: false });
  const prefix = `attach${Date.now().toString(36)}`;
  let number = 0;
  const names: string[] = [];

  beforeEach((context) => {
    context.skip(typeof server === 'string', missing);
  });
  afterEach(async () => {
    for (const name of names.splice(0)) await client.deleteCollection(name);
  });
  afterAll(stop);

  /** As somebody else may have made it: an unnamed vector, integer ids and UUIDs, texts under another key. */
  const foreign = async (vectors: object = { size: 64, distance: 'Cosine' }): Promise<string> => {
    const name = `${prefix}_${++number}`;
    names.push(name);
    await client.createCollection(name, {
      vectors: vectors as { size: number; distance: 'Cosine' },
    });
    return name;
  };
  const fill = async (name: string, named?: string): Promise<void> => {
    const points = [1, 2, 3, 40, 2 ** 40].map((id, i) => ({
      id,
      vector: Array.from(unitVector(64, i)),
      payload: {
        caption: `text ${i}`,
        year: 2000 + i,
        tags: ['a', `t${i}`],
        deep: { x: [null, 1] },
      },
    }));
    points.push({
      ...points[0]!,
      id: uuid as unknown as number,
      vector: Array.from(unitVector(64, 9)),
    });
    await client.upsert(name, {
      wait: true,
      points: points.map((point) => ({
        ...point,
        vector: named === undefined ? point.vector : { [named]: point.vector },
      })),
    });
  };
  const attached = (collection: string, more: Partial<AttachOptions> = {}): Store =>
    qdrant({
      url,
      collection,
      attach: {
        embedder,
        vectors: { image: { modality: 'image' } },
        fields: { year: 'number', tags: 'string[]' },
        names: { image: '' },
        textField: 'caption',
        ...more,
      },
    });

  it('gets a vector and is searched as the README says', async () => {
    const { make } = foreignQdrant(url, { url });
    const name = `${prefix}_readme`;
    names.push(name);
    const ids = await make(name, { vectorName: '', records: foreignRecords });
    const markdown = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const printed = await runReadmeExample(
      readmeExample(markdown, 'attach'),
      {
        qdrant,
        embedder: { identity: { ...embedder, dimensions: 256 } },
        vector: foreignRecords[4]?.vector,
      },
      { 'http://localhost:6333': url, "'theirs'": `'${name}'` },
    );
    expect(printed).toHaveLength(3);
    expect(printed[0]).toBe(`${ids[4]} caption 4`);
  });

  it('reads a collection of somebody else: unnamed vector, own ids, text under another key', async () => {
    const name = await foreign();
    await fill(name);
    const store = attached(name);
    expect(await store.count()).toBe(6);
    const [one, none, other] = await store.get(['40', '41', uuid]);
    expect(one).toMatchObject({
      id: '40',
      text: 'text 3',
      metadata: { year: 2003, tags: ['a', 't3'], deep: { x: [null, 1] } },
    });
    expect(Object.keys(one?.metadata ?? {}).sort()).toEqual(['deep', 'tags', 'year']);
    expect(one?.vectors['image']).toHaveLength(64);
    expect(none).toBeUndefined();
    expect(other?.id).toBe(uuid);
    const { hits, explain } = await store.search({
      vector: unitVector(64, 3),
      using: 'image',
      limit: 2,
      filter: { year: { $gte: 2002 } },
      include: { vectors: ['image'] },
    });
    expect(hits[0]).toMatchObject({ id: '40', text: 'text 3' });
    expect(hits[0]?.score).toBeCloseTo(1, 5);
    expect(hits[0]?.vectors?.['image']).toHaveLength(64);
    expect(explain.stages).toBe('single');
    expect(await store.count({ filter: { tags: { $all: ['a', 't2'] } } })).toBe(1);
  });

  it('scans integers and then UUIDs, and resumes anywhere', async () => {
    const name = await foreign();
    await fill(name);
    const store = attached(name);
    const ids: string[] = [];
    const cursors: string[] = [];
    for await (const { records, cursor } of store.scan({ pageSize: 1 })) {
      ids.push(...records.map(({ id }) => id));
      cursors.push(cursor);
    }
    expect(ids).toEqual(['1', '2', '3', '40', String(2 ** 40), uuid]);
    for (const [i, after] of cursors.entries()) {
      const rest: string[] = [];
      for await (const { records } of store.scan({ after }))
        rest.push(...records.map(({ id }) => id));
      expect(rest).toEqual(ids.slice(i + 1));
    }
  });

  it('keeps every digit of large integer ids', async () => {
    const name = await foreign();
    const id = 2n ** 64n - 2n;
    const body = `{"points":[{"id":${id},"vector":[${Array.from(unitVector(64, 1)).join(',')}],"payload":{}}]}`;
    await fetch(`${url}/collections/${name}/points?wait=true`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const store = attached(name, { fields: {} });
    expect((await store.get([String(id)]))[0]?.id).toBe(String(id));
    const { hits } = await store.search({ vector: unitVector(64, 1), using: 'image' });
    expect(hits[0]?.id).toBe(String(id));
  });

  it('writes, updates and removes where it may, and leaves the rest of a payload alone', async () => {
    const name = await foreign();
    await fill(name);
    const store = attached(name, { writable: true });
    const image = unitVector(64, 77);
    await store.upsert([
      { id: '5', vectors: { image }, metadata: { year: null, a: { b: [1] } }, text: 'new' },
    ]);
    expect((await store.get(['5']))[0]).toMatchObject({
      id: '5',
      text: 'new',
      metadata: { year: null, a: { b: [1] } },
    });
    await store.update([{ id: '40', metadata: { year: 1999 }, unset: ['tags'] }]);
    expect((await store.get(['40']))[0]?.metadata).toEqual({ year: 1999, deep: { x: [null, 1] } });
    const [raw] = await client.retrieve(name, { ids: [40], with_payload: true });
    expect(raw?.payload).toEqual({ caption: 'text 3', year: 1999, deep: { x: [null, 1] } });
    await store.remove({ ids: ['1', uuid] });
    expect(await store.count()).toBe(5);
    await expect(
      store.upsert([{ id: 'not-an-id', vectors: { image }, metadata: {} }]),
    ).rejects.toThrow('neither an integer');
    await expect(
      store.upsert([{ id: '6', vectors: { image }, metadata: { caption: 'x' } }]),
    ).rejects.toThrow('caption');
  });

  it('changes the graph of a vector that it added, and of no other', async () => {
    const clip = { size: 64, distance: 'Cosine', hnsw_config: { m: 24 }, on_disk: false };
    const name = await foreign({ clip });
    await fill(name, 'clip');
    const store = attached(name, { names: { image: 'clip' }, fields: {}, writable: true });
    const there = async (): Promise<Record<string, unknown>> => {
      const { config } = await client.getCollection(name);
      return config.params.vectors as Record<string, unknown>; // named ones
    };
    const before = await there();
    const declared = (graph: boolean): Parameters<Store['plan']>[0] => ({
      ...smallSpec({
        name,
        vectors: {
          image: { modality: 'image' },
          image_32: { modality: 'image', dimensions: 32, graph },
        },
      }),
      fields: {},
    });
    await store.apply(await store.plan(declared(true)));
    const changing = await store.plan(declared(false));
    expect(changing.steps.map(({ change }) => change.kind)).toEqual(['set-graph']);
    await store.apply(changing);
    expect((await there())['image_32']).toMatchObject({ hnsw_config: { m: 0 } });
    expect((await there())['clip']).toEqual(before['clip']);
  });

  it('knows the type of a field by its points, or by its index where there is one', async () => {
    const name = await foreign();
    await fill(name);
    const refusal = async (fields: AttachOptions['fields']): Promise<string> =>
      await attached(name, { fields }).count().then(String, String);
    expect(await refusal({ deep: 'string' })).toContain('is an object');
    await client.createPayloadIndex(name, {
      field_name: 'year',
      field_schema: 'keyword',
      wait: true,
    });
    expect(await refusal({ year: 'number' })).toContain('is indexed as keyword');
    expect(await refusal({ year: 'string', caption: 'string', tags: 'string[]' })).toBe('6');
  });

  it('knows nothing of the fields of an empty collection, and finds the one point that has a rare one', async () => {
    const name = await foreign();
    expect(await attached(name, { fields: { nope: 'string' } }).count()).toBe(0);
    const points = Array.from({ length: 150 }, (_, id) => ({
      id,
      vector: Array.from(unitVector(64, id)),
      payload: id === 149 ? { rare: 1 } : { year: 1 },
    }));
    await client.upsert(name, { wait: true, points });
    expect(await attached(name, { fields: { rare: 'number' } }).count()).toBe(150);
    await expect(attached(name, { fields: { rarer: 'number' } }).count()).rejects.toThrow(
      'does not have',
    );
  });

  it('indexes a field of theirs, changes nothing else, and knows it from then on', async () => {
    const name = await foreign();
    await fill(name);
    const store = attached(name, { fields: {}, writable: true });
    const described = (await store.describe())?.spec ?? smallSpec({ name });
    const wrong = await store.plan({ ...described, fields: { year: 'string' } });
    await expect(store.apply(wrong)).rejects.toThrow('is declared as string');
    const plan = await store.plan({ ...described, fields: { year: 'number' } });
    expect(plan.steps.map(({ label, target }) => `${label} ${target}`)).toEqual([
      'alter fields.year',
    ]);
    await store.apply(plan);
    expect((await client.getCollection(name)).payload_schema).toMatchObject({
      year: { data_type: 'float' },
    });
    const after = attached(name, { fields: {} });
    expect(await after.count({ filter: { year: { $gte: 2003 } } })).toBe(2);
    expect((await after.plan({ ...described, fields: { year: 'number' } })).steps).toEqual([]);
  });

  it('filters what others store: datetimes as texts, null and empty lists', async () => {
    const name = await foreign();
    const rows = [
      { made: '2026-01-31T12:00:00.0009Z', sizes: [1, null], flag: true },
      { made: '2026-01-31T13:00:00+01:00', sizes: [], words: ['a'] },
      { made: null, sizes: [null], flag: false },
      {},
    ];
    await client.upsert(name, {
      wait: true,
      points: rows.map((payload, id) => ({ id, vector: Array.from(unitVector(64, id)), payload })),
    });
    const store = attached(name, {
      fields: { made: 'datetime', sizes: 'number[]', flag: 'boolean', words: 'string[]' },
    });
    const found = async (filter: Parameters<Store['count']>[0]) => await store.count(filter);
    expect(await found({ filter: { made: '2026-01-31T12:00:00Z' } })).toBe(2);
    expect(await found({ filter: { made: { $gt: '2026-01-31T12:00:00Z' } } })).toBe(0);
    expect(await found({ filter: { made: { $lte: '2026-01-31T12:00:00Z' } } })).toBe(2);
    expect(await found({ filter: { made: { $lt: '2026-01-31T12:00:00Z' } } })).toBe(0);
    expect(await found({ filter: { made: { $exists: true } } })).toBe(2);
    expect(await found({ filter: { sizes: { $exists: true } } })).toBe(1);
    expect(await found({ filter: { flag: { $ne: true } } })).toBe(3);
    await expect(found({ filter: { words: { $exists: true } } })).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  it('is searched by the words that a text index of its own holds, the rarest of them first', async () => {
    const name = await foreign();
    await fill(name);
    const index = { type: 'text', tokenizer: 'word', lowercase: true } as const;
    await client.createPayloadIndex(name, {
      field_name: 'caption',
      field_schema: index,
      wait: true,
    });
    for (const store of [
      attached(name),
      qdrant({
        client,
        collection: name,
        attach: {
          embedder,
          vectors: { image: { modality: 'image' } },
          names: { image: '' },
          textField: 'caption',
          fields: { year: 'number' },
        },
      }),
    ]) {
      expect(store.capabilities.words).toBe('other');
      const { hits, explain } = await store.search({ words: 'TEXT, 3!' });
      expect(hits).toHaveLength(6);
      expect(hits[0]).toMatchObject({ id: '40', text: 'text 3', metadata: { year: 2003 } });
      expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score ?? 0);
      expect(hits.slice(1).map(({ id }) => id)).toEqual(
        ['1', '2', '3', String(2 ** 40), uuid].toSorted(),
      );
      expect(explain).toMatchObject({ using: undefined, exact: true });
      const filter = { year: { $gte: 2003 } };
      const filtered = await store.search({ words: 'text 4', filter, limit: 1 });
      expect(filtered.hits.map(({ text }) => text)).toEqual(['text 4']);
      for (const words of ['nothing of it', ' ', '🦘'])
        expect((await store.search({ words })).hits, words).toEqual([]);
      await expect(store.count({ filter: { $text: 'text' } })).rejects.toMatchObject({
        code: 'unsupported',
      });
      await store.close();
    }
    await expect(
      attached(name, { textField: undefined }).search({ words: 'text' }),
    ).rejects.toMatchObject({ code: 'invalid-input', details: { field: 'words' } });
  });

  it.each([
    ['a measure other than cosine', { size: 64, distance: 'Euclid' }, {}, 'Euclid'],
    ['a scalar product of unknown lengths', { size: 64, distance: 'Dot' }, {}, 'Dot'],
    ['integers of 8 bits', { size: 64, distance: 'Cosine', datatype: 'uint8' }, {}, '8 bits'],
    [
      'several rows to a record',
      { size: 64, distance: 'Cosine', multivector_config: { comparator: 'max_sim' } },
      {},
      'several vectors in one record',
    ],
    ['another name', { size: 64, distance: 'Cosine' }, { names: {} }, 'the unnamed one'],
  ])('refuses %s, and says why', async (_, vectors, more, problem) => {
    const name = await foreign(vectors);
    await expect(attached(name, more).count()).rejects.toThrow(problem);
  });
});
