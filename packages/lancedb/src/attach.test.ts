import { readFile, rm } from 'node:fs/promises';
import { cosine, normalize, type Store } from '@nestvec/core';
import { messageOf } from '@nestvec/core/kit';
import { attachCases, foreignRecords, readmeExample, runReadmeExample } from '@nestvec/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embedder, newFolder, unitVector } from './__fixtures__/collection.ts';
import { foreignLance } from './__fixtures__/foreign.ts';
import { loadVersion, versions } from './__fixtures__/versions.ts';
import type { LanceAttachOptions } from './attach-options.ts';
import { loadPeers } from './client.ts';
import type { LanceOptions } from './options.ts';
import { lancedb } from './store.ts';

for (const version of versions) {
  const module = loadVersion(version);
  if (module === undefined) continue; // the tests below are skipped, with the reason
  const uri = await newFolder();
  attachCases({
    name: version,
    ...foreignLance(uri, module),
    cleanUp: async () => await rm(uri, { recursive: true, force: true }),
  });
}

/** Tables as the plain client makes them, which this package never made. */
describe.each(versions)('a table of someone else, on %s', (version) => {
  const module = loadVersion(version);
  let folder = '';
  const attach: LanceAttachOptions = {
    embedder,
    vectors: { image: { modality: 'image' } },
    names: { image: 'vector' },
    fields: { price: 'number', sold: 'boolean', tags: 'string[]', sizes: 'number[]' },
    textField: 'caption',
  };
  const open = (changes: Partial<LanceAttachOptions> = {}): Store =>
    lancedb({ uri: folder, collection: 'theirs', module, attach: { ...attach, ...changes } });
  const connect = async () => {
    const { lance, arrow } = await loadPeers(module);
    return { arrow, database: await lance.connect(folder, { readConsistencyInterval: 0 }) };
  };
  const longer = (seed: number): number[] => Array.from(unitVector(seed), (number) => number * 3);
  const rows = [
    {
      id: 'a',
      vector: [...unitVector(1)],
      caption: 'one',
      price: 5,
      sold: true,
      tags: ['x', 'y'],
      sizes: [38, 39],
      maker: { name: 'Ada', since: 1990 },
    },
    {
      id: 'b',
      vector: longer(2),
      caption: 'two',
      price: 7.5,
      sold: false,
      tags: [],
      sizes: [40],
      maker: { name: 'Bo', since: 2001 },
    },
    {
      id: 'c',
      vector: [...new Float32Array(256)],
      caption: null,
      price: null,
      sold: null,
      tags: null,
      sizes: null,
      maker: null,
    },
  ];
  const search = { vector: unitVector(2), using: 'image', limit: 5 };
  /** Everything that the plain client sees, and the version of the table. */
  const seen = async (name = 'theirs') => {
    const { database } = await connect();
    const table = await database.openTable(name);
    const all: unknown[] = await table.query().toArray();
    return {
      version: await table.version(),
      schema: String(await table.schema()),
      rows: JSON.stringify(all, (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    };
  };

  beforeEach(async (context) => {
    context.skip(module === undefined, `${version}: no binary for this machine in the registry`);
    folder = await newFolder();
    const { database } = await connect();
    await database.createTable('theirs', rows);
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('is searched by words where it has a full text, which cuts them as its maker chose', async () => {
    const refused = { code: 'invalid-input', details: { field: 'words' } };
    await expect(open().search({ words: 'one' })).rejects.toMatchObject(refused); // LanceDB itself would answer
    const { lance } = await loadPeers(module);
    const { database } = await connect();
    const table = await database.openTable('theirs');
    await table.add([{ ...rows[0], id: 'd', caption: 'The runners' }]);
    await table.createIndex('caption', { config: lance.Index.fts({ stem: true }) });
    const store = open();
    expect(store.capabilities.words).toBe('other');
    const found = async (words: string, more: object = {}) =>
      (await store.search({ words, ...more })).hits.map(({ id }) => id);
    expect(await found('TWO')).toEqual(['b']);
    expect(await found('"one" two')).toEqual(['a', 'b']);
    expect(await found('runner')).toEqual(['d']);
    expect(await found('one two', { filter: { sold: true } })).toEqual(['a']);
    expect(await found('wombat')).toEqual([]);
    await expect(store.count({ filter: { $text: 'one' } })).rejects.toMatchObject({
      code: 'unsupported',
    });
    await expect(open({ textField: undefined }).search({ words: 'one' })).rejects.toMatchObject(
      refused,
    );
  });

  it('is searched by cosine whatever the lengths of its vectors, with our names', async () => {
    const { hits, explain } = await open().search({ ...search, include: { vectors: ['image'] } });
    expect(hits.map(({ id }) => id)).toEqual(['b', 'a']); // the vector of zeros has no cosine
    expect(explain).toMatchObject({ using: 'image', exact: true });
    expect(hits[0]).toMatchObject({
      text: 'two',
      metadata: {
        price: 7.5,
        sold: false,
        tags: [],
        sizes: [40],
        maker: { name: 'Bo', since: 2001 },
      },
    });
    expect(hits[0]?.score).toBeCloseTo(1, 5);
    expect(hits[1]?.score).toBeCloseTo(cosine(unitVector(1), unitVector(2)), 5);
    expect(hits[0]?.vectors?.['image']).toEqual(normalize(Float32Array.from(longer(2))));
  });

  it('is searched as the README says', async (context) => {
    if (module === undefined) return context.skip(`${version}: no binary`);
    const { make } = foreignLance(folder, module);
    const ids = await make('readme', { vectorName: 'vector', records: foreignRecords });
    const markdown = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const printed = await runReadmeExample(
      readmeExample(markdown, 'attach'),
      {
        lancedb: ({ connection: _, ...options }: LanceOptions) =>
          lancedb({ ...options, uri: folder, module }),
        embedder: { identity: embedder },
        vector: foreignRecords[4]?.vector,
      },
      { "'theirs'": "'readme'" },
    );
    expect(printed).toHaveLength(3);
    expect(printed[0]).toBe(`${ids[4]} caption 4`);
  });

  it('is read, scanned and counted', async () => {
    const store = open();
    const [a, none, c] = await store.get(['a', 'none', 'c']);
    expect(a).toEqual({
      id: 'a',
      vectors: { image: normalize(unitVector(1)) },
      text: 'one',
      metadata: {
        price: 5,
        sold: true,
        tags: ['x', 'y'],
        sizes: [38, 39],
        maker: { name: 'Ada', since: 1990 },
      },
    });
    expect(none).toBeUndefined();
    expect(c).toEqual({ id: 'c', vectors: {}, metadata: {} });
    const ids: string[] = [];
    for await (const { records } of store.scan({ pageSize: 2 }))
      ids.push(...records.map((r) => r.id));
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(await store.describe()).toMatchObject({
      count: 3,
      spec: { name: 'theirs', fields: attach.fields },
    });
  });

  it.each([
    [{ price: 5 }, ['a']],
    [{ price: { $gt: 5 } }, ['b']],
    [{ price: { $ne: 5 } }, ['b', 'c']],
    [{ price: null }, ['c']],
    [{ sold: true }, ['a']],
    [{ sold: { $ne: true } }, ['b', 'c']],
    [{ sold: { $in: [true, false] } }, ['a', 'b']],
    [{ tags: 'x' }, ['a']],
    [{ tags: { $exists: true } }, ['a']],
    [{ tags: { $exists: false } }, ['b', 'c']],
    [{ tags: { $nin: ['x'] } }, ['b', 'c']],
    [{ sizes: { $all: [38, 39] } }, ['a']],
    [{ $not: { sizes: { $in: [38, 40] } } }, ['c']],
  ])('is filtered by %j as anything else is', async (filter, expected) => {
    const ids: string[] = [];
    for await (const { records } of open().scan({ filter })) ids.push(...records.map((r) => r.id));
    expect(ids).toEqual(expected);
    expect(await open().count({ filter })).toBe(expected.length);
  });

  it('is written where that is allowed, and what was not named stays as it was', async () => {
    const store = open({ writable: true });
    await store.update([{ id: 'b', metadata: { price: 8 }, text: 'zwei' }]);
    await store.upsert([
      {
        id: 'd',
        vectors: { image: unitVector(4) },
        text: 'four',
        metadata: { price: 1, sold: true, tags: ['z'], sizes: [1, 2] },
      },
    ]);
    const { database } = await connect();
    const table = await database.openTable('theirs');
    const [b] = (await table.query().where("id = 'b'").toArray()) as Record<string, unknown>[];
    expect(b).toMatchObject({ id: 'b', price: 8, caption: 'zwei', sold: false });
    const stored = b?.['vector'] as { toArray(): Float32Array };
    expect(stored.toArray()).toEqual(Float32Array.from(longer(2))); // not cut to unit length
    expect(JSON.stringify(b?.['maker'])).toBe('{"name":"Bo","since":2001}');
    expect((await open().get(['d']))[0]).toMatchObject({ text: 'four', metadata: { tags: ['z'] } });
    const bare = [{ id: 'e', vectors: {}, metadata: {} }]; // no boolean in the whole batch
    await store.upsert(bare, { withoutVectors: true });
    expect(await open().get(['e'])).toEqual([{ id: 'e', vectors: {}, metadata: {} }]);
    await store.remove({ ids: ['a'] });
    await store.remove({ filter: { price: 8 } });
    expect(await open().count()).toBe(3);
  });

  it('is never altered: what has no column is refused before anything is written', async () => {
    const store = open({ writable: true });
    const record = { id: 'd', vectors: { image: unitVector(4) }, metadata: {} };
    const before = await seen();
    for (const [bad, message] of [
      [{ ...record, metadata: { color: 'red' } }, 'records[1].metadata.color: has no column'],
      [
        { ...record, metadata: { maker: 'Ada' } },
        'records[1].metadata.maker: lies in a column of Struct<{name:Utf8, since:Float64}>, which is only read here',
      ],
      [{ ...record, uri: 'file:///a' }, 'records[1].uri: has no text column _uri'],
    ] as const)
      await expect(store.upsert([record, bad])).rejects.toThrow(message);
    expect(await seen()).toEqual(before);
  });

  it('is refused by name and type where it is not as it was said', async () => {
    const refusal = async (changes: Partial<LanceAttachOptions>): Promise<string> =>
      await open(changes).count().then(String, messageOf);
    expect(await refusal({ fields: { price: 'string' } })).toBe(
      'lancedb.attach.fields.price: is declared as string, and the column price of the table "theirs" is Float64',
    );
    expect(await refusal({ fields: { color: 'string' } })).toBe(
      'lancedb.attach.fields.color: is the column color, which the table "theirs" does not have; it has id, vector, caption, price, sold, tags, sizes, maker',
    );
    expect(await refusal({ names: {} })).toContain(
      'lancedb.attach.vectors.image: is the column image, which the table "theirs" does not have',
    );
    expect(await refusal({ vectors: { image: { modality: 'image', dimensions: 64 } } })).toBe(
      'lancedb.attach.vectors.image: has 64 dimensions of Float32, and the column vector of the table "theirs" is FixedSizeList[256]<Float32>',
    );
    expect(await refusal({ idField: 'sold' })).toContain(
      'lancedb.attach.idField: is the column sold of the table "theirs", which is Bool; name one of texts or numbers',
    );
    expect(await refusal({ textField: 'price' })).toContain(
      'lancedb.attach.textField: is the column price',
    );
    await expect(open({ table: 'missing' }).count()).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each([1, 9_007_199_254_740_993n])('has whole numbers for ids, such as %s', async (first) => {
    const { arrow, database } = await connect();
    const big = typeof first === 'bigint';
    const { Field, Schema, Int64, Float64, FixedSizeList, Float32, TimestampMicrosecond } = arrow;
    const schema = new Schema([
      new Field('key', big ? new Int64() : new Float64(), false),
      new Field('vector', new FixedSizeList(256, new Field('item', new Float32(), true)), true),
      new Field('n', new Int64(), true),
      new Field('at', new TimestampMicrosecond('UTC'), true),
    ]);
    const one = { key: first, vector: [...unitVector(1)], n: 3n, at: new Date(1000) };
    const two = { key: big ? first + 1n : 2, vector: [...unitVector(2)], n: null, at: null };
    await database.createTable('numbered', [one, two], { schema });
    const store = open({
      table: 'numbered',
      idField: 'key',
      textField: undefined,
      fields: { n: 'number', at: 'datetime' },
      writable: true,
    });
    const id = String(first);
    expect((await store.search(search)).hits.map((hit) => hit.id)).toEqual([String(two.key), id]);
    expect(await store.get([id, 'text', '1e3'], { include: { vectors: [] } })).toEqual([
      { id, vectors: {}, metadata: { n: 3, at: '1970-01-01T00:00:01.000Z' } },
      undefined,
      undefined,
    ]);
    expect(await store.count({ filter: { n: { $gt: 2.5 } } })).toBe(1);
    expect(await store.count({ filter: { at: '1970-01-01T01:00:01+01:00' } })).toBe(1);
    const ids: string[] = [];
    for await (const page of store.scan({ pageSize: 1 }))
      ids.push(...page.records.map((r) => r.id));
    expect(ids).toEqual([id, String(two.key)]);
    await store.update([{ id, metadata: { n: 4 } }]);
    expect(await store.count({ filter: { n: 4 } })).toBe(1);
    await expect(
      store.upsert([{ id: 'text', vectors: { image: unitVector(3) }, metadata: {} }]),
    ).rejects.toThrow('records[0].id: "text" is not a whole number');
    await expect(store.update([{ id, metadata: { n: 1.5 } }])).rejects.toThrow('does not fit');
  });

  it('is searched by its index where that compares cosines', async () => {
    const { database } = await connect();
    const { lance } = await loadPeers(module);
    const many = Array.from({ length: 400 }, (_, i) => ({ id: String(i), vector: longer(i) }));
    for (const metric of ['cosine', 'l2'] as const) {
      const table = await database.createTable(metric, many);
      const config = lance.Index.ivfFlat({ distanceType: metric, numPartitions: 2 });
      await table.createIndex('vector', { config });
      const store = open({ table: metric, fields: {}, textField: undefined });
      const { hits, explain } = await store.search({ ...search, vector: unitVector(7), limit: 2 });
      expect(hits[0]).toMatchObject({ id: '7' });
      expect(hits[0]?.score).toBeCloseTo(1, 5);
      expect(explain.exact).toBe(metric !== 'cosine');
    }
  });

  it('is not one of ours', async () => {
    const own = lancedb({ uri: folder, collection: 'ours', module });
    const vectors = { image: { modality: 'image' } } as const;
    await own.apply(await own.plan({ name: 'ours', embedder, vectors }));
    await expect(open({ table: 'ours' }).count()).rejects.toThrow(
      'lancedb.attach: is for tables that nestvec did not make, and this one it made; leave attach out',
    );
  });
});
