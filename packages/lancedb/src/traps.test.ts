import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cosine, truncate, type Store } from '@nestvec/core';
import { type ResolvedSpec, resolveSpec } from '@nestvec/core/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newFolder, picture, pictureSpec, unitVector } from './__fixtures__/collection.ts';
import { loadVersion, versions } from './__fixtures__/versions.ts';
import { loadPeers } from './client.ts';
import { lancedb } from './store.ts';

/** What LanceDB does when it is left to itself, and what this store makes of it. Numbers are those of databases.md, section 8. */
describe.each(versions)('%s', (version) => {
  const module = loadVersion(version);
  let folder = '';
  const open = (collection = 'things', indexFrom = 256): Store =>
    lancedb({ uri: folder, collection, indexFrom, ...(module === undefined ? {} : { module }) });
  const create = async (spec: ResolvedSpec = pictureSpec()): Promise<Store> => {
    const store = open();
    await store.apply(await store.plan(spec));
    return store;
  };

  beforeEach(async (context) => {
    context.skip(module === undefined, `${version}: no binary for this machine in the registry`);
    folder = await newFolder();
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('1: a vector of the wrong length is refused, where LanceDB pads or cuts it', async () => {
    const store = await create();
    const short = { ...picture('a', 1), vectors: { image: truncate(unitVector(1), 255) } };
    await expect(store.upsert([picture('b', 2), short])).rejects.toThrow(
      'records[1].vectors.image: has 255 dimensions where 256',
    );
    expect(await store.count()).toBe(0);
  });

  it('2: a new id twice in one batch is stored once, the last winning', async () => {
    const store = await create(pictureSpec({ n: 'number' }));
    await store.upsert([picture('a', 1, { n: 1 }), picture('b', 2), picture('a', 3, { n: 2 })]);
    await store.upsert([picture('a', 4, { n: 3 }), picture('a', 5, { n: 4 })]);
    expect(await store.count()).toBe(2);
    expect((await store.get(['a']))[0]?.metadata).toEqual({ n: 4 });
  });

  it('2: two stores that write the same new ids at once leave each id once', async () => {
    const one = await create();
    const two = open();
    const batch = Array.from({ length: 50 }, (_, i) => picture(`id-${i}`, i));
    await Promise.all([one.upsert(batch), two.upsert(batch)]);
    expect(await one.count()).toBe(50);
  });

  it('2: two processes that write the same new ids at once leave each id once, and see each other’s', async () => {
    const store = await create();
    const writers = ['a', 'b'].map((name) =>
      fork(
        new URL('__fixtures__/writer.mjs', import.meta.url),
        [folder, name, createRequire(import.meta.url).resolve(version)],
        {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        },
      ),
    );
    const codes = await Promise.all(
      writers.map(async (writer) => (await once(writer, 'exit'))[0] as number),
    );
    expect(codes).toEqual([0, 0]);
    expect(await store.count()).toBe(300);
    const ids: string[] = [];
    for await (const { records } of store.scan()) ids.push(...records.map(({ id }) => id));
    expect(new Set(ids).size).toBe(300);
  });

  it.each(['none', 'int8', 'binary'] as const)(
    '3: scores are cosines with and without an index of quantisation %s',
    async (quantization) => {
      const base = pictureSpec();
      const vectors = {
        ...base.vectors,
        image_64: { modality: 'image' as const, dimensions: 64, quantization },
      };
      const store = await create(resolveSpec({ ...base, vectors }));
      await store.upsert(Array.from({ length: 600 }, (_, i) => picture(String(i), i)));
      const search = { vector: unitVector(7), using: 'image_64', limit: 5 };
      const before = await store.search(search);
      await store.optimize();
      const after = await store.search(search);
      expect(before.explain.exact).toBe(true);
      expect(after.explain.exact).toBe(false);
      expect(after.hits[0]).toMatchObject({ id: '7' });
      expect(after.hits[0]?.score).toBeCloseTo(1, 5);
      const full = truncate(unitVector(7), 64);
      const exact = after.hits.map(({ id }) => cosine(truncate(unitVector(Number(id)), 64), full));
      for (const [i, { score }] of after.hits.entries())
        expect(score).toBeCloseTo(exact[i] ?? Number.NaN, 5);
      expect((await store.search({ ...search, exact: true })).hits).toEqual(before.hits);
    },
  );

  it('4: a vector and a field can be added to a filled collection and are filled from what is stored', async () => {
    const store = await create();
    await store.upsert([
      picture('a', 1, { price: 3, sold: true }),
      picture('b', 2, { price: 'unknown' }),
    ]);
    const base = pictureSpec({ price: 'number', sold: 'boolean' });
    const wanted = resolveSpec({
      ...base,
      vectors: { ...base.vectors, image_128: { modality: 'image', dimensions: 128, graph: false } },
    });
    await store.apply(await store.plan(wanted));
    expect((await store.plan(wanted)).steps).toEqual([]);
    expect(await store.count({ filter: { price: 3, sold: true } })).toBe(1);
    expect(await store.count({ filter: { price: null } })).toBe(1);
    expect(
      (await store.get(['a'], { include: { vectors: ['image_128'] } }))[0]?.vectors['image_128'],
    ).toEqual(truncate(unitVector(1), 128));
  });

  it('5: an index is not asked for before there are rows to train it, and rows that came after it are found', async () => {
    const store = await create();
    await store.optimize();
    await store.upsert(Array.from({ length: 300 }, (_, i) => picture(String(i), i)));
    await store.optimize();
    await store.upsert([picture('late', 999)]);
    const { hits, explain } = await store.search({
      vector: unitVector(999),
      using: 'image_64',
      limit: 1,
    });
    expect(explain.exact).toBe(false);
    expect(hits[0]?.id).toBe('late');
  });

  it('5: what changes little is not optimized again where that is asked for, what changes much is', async () => {
    const store = await create();
    const { lance } = await loadPeers(module);
    const raw = await lance.connect(folder, { readConsistencyInterval: 0 });
    const state = async () => {
      const table = await raw.openTable('things');
      const indexes = await table.listIndices();
      return {
        files: (await table.stats()).fragmentStats.numFragments,
        indexes: indexes.length,
        unindexed: Math.max(0, ...indexes.map(({ numUnindexedRows = 0 }) => numUnindexedRows)),
      };
    };
    const add = async (from: number, count: number): Promise<void> =>
      await store.upsert(Array.from({ length: count }, (_, i) => picture(`${from + i}`, from + i)));
    for (let i = 0; i < 15; i++) await add(i, 1);
    await store.optimize({ ifNeeded: true });
    expect(await state()).toEqual({ files: 15, indexes: 0, unindexed: 0 });
    await add(15, 1);
    await store.optimize({ ifNeeded: true });
    expect(await state()).toEqual({ files: 1, indexes: 0, unindexed: 0 }); // many files, few records
    await add(16, 284);
    await store.optimize({ ifNeeded: true });
    expect(await state()).toMatchObject({ indexes: 2, unindexed: 0 }); // enough to index
    await add(300, 30);
    await store.optimize({ ifNeeded: true });
    expect(await state()).toMatchObject({ indexes: 2, unindexed: 30 }); // less than a tenth
    await add(330, 10);
    await store.optimize({ ifNeeded: true });
    expect(await state()).toMatchObject({ indexes: 2, unindexed: 0 });
    expect(await store.count()).toBe(340);
    await store.optimize({ keepMs: 1e300 });
    await expect(store.optimize({ keepMs: -1 })).rejects.toThrow('keepMs: must be 0 or more');
    const misspelt = { keepMS: 1 } as object; // what a caller without types may pass
    await expect(store.optimize(misspelt)).rejects.toThrow('did you mean keepMs?');
  });

  it('6: another store’s writes are seen at once', async () => {
    const writer = await create();
    const reader = open();
    expect(await reader.count()).toBe(0);
    await writer.upsert([picture('a', 1)]);
    expect(await reader.count()).toBe(1);
    await writer.drop();
    await expect(reader.count()).rejects.toMatchObject({ code: 'not-found' });
  });

  it('7: a complement holds for records that lack the field, and quotes and a large list do no harm', async () => {
    const store = await create(pictureSpec({ lang: 'string' }));
    await store.upsert([
      picture('a', 1, { lang: 'en' }),
      picture('b', 2),
      picture("it's", 3, { lang: "d'e\\" }),
    ]);
    expect(await store.count({ filter: { lang: { $ne: 'en' } } })).toBe(2);
    expect(await store.count({ filter: { lang: "d'e\\" } })).toBe(1);
    expect(
      await store.count({
        filter: { lang: { $in: Array.from({ length: 3000 }, (_, i) => `x${i}`) } },
      }),
    ).toBe(0);
    expect((await store.get(["it's"]))[0]?.metadata).toEqual({ lang: "d'e\\" });
  });

  it('8: values keep their types, and a batch in which every record lacks a field is stored', async () => {
    const store = await create(
      pictureSpec({
        n: 'number',
        b: 'boolean',
        s: 'string',
        d: 'datetime',
        a: 'string[]',
        m: 'number[]',
      }),
    );
    const metadata = {
      n: 1.5,
      b: false,
      s: '',
      d: '2026-01-31T12:00:00.123Z',
      a: ['x', null],
      m: [1, 2],
      free: { deep: [null] },
    };
    await store.upsert([picture('none', 1), picture('nulls', 2, { n: null, b: null })]);
    await store.upsert([picture('all', 3, metadata)]);
    const [none, nulls, all] = await store.get(['none', 'nulls', 'all']);
    expect([none?.metadata, nulls?.metadata, all?.metadata]).toEqual([
      {},
      { n: null, b: null },
      metadata,
    ]);
    expect(all?.vectors['image']).toBeInstanceOf(Float32Array);
    expect(
      await store.count({
        filter: { b: false, d: '2026-01-31T13:00:00.123+01:00', a: 'x', m: { $all: [1, 2] } },
      }),
    ).toBe(1);
  });

  it('9: names that differ in capitals are two fields, and a limit of 0 is refused in our words', async () => {
    const store = await create(pictureSpec({ Price: 'number', price: 'number' }));
    await store.upsert([picture('a', 1, { Price: 1, price: 2 })]);
    expect(await store.count({ filter: { Price: 1, price: 2 } })).toBe(1);
    await expect(store.search({ vector: unitVector(1), using: 'image', limit: 0 })).rejects.toThrow(
      'limit: must be a positive integer',
    );
  });

  it('9: two vectors of one length are kept apart', async () => {
    const base = pictureSpec();
    const store = await create(
      resolveSpec({
        ...base,
        vectors: { ...base.vectors, other: { modality: 'image', dimensions: 64, graph: false } },
      }),
    );
    const record = picture('a', 1);
    await store.upsert([
      { ...record, vectors: { ...record.vectors, other: truncate(unitVector(2), 64) } },
    ]);
    const score = async (using: string): Promise<number | undefined> =>
      (await store.search({ vector: unitVector(2), using })).hits[0]?.score;
    expect(await score('other')).toBeCloseTo(1, 5);
    expect(await score('image_64')).toBeLessThan(0.99);
  });

  it('10: a word that stands often in rows that the full text does not hold yet is found', async () => {
    const store = await create(resolveSpec({ ...pictureSpec(), keyword: true }));
    const texts = ['lamp '.repeat(15), 'lamp', 'lamp shade', 'a chair', 'a table', 'a bed'];
    const write = async (from: number): Promise<void> =>
      await store.upsert(texts.map((text, i) => ({ ...picture(`${from + i}`, from + i), text })));
    const found = async (): Promise<string[]> =>
      (await store.search({ words: 'lamp' })).hits.map(({ id }) => id).toSorted();
    await write(0);
    expect(await found()).toEqual(['0', '1', '2']);
    await write(10);
    expect(await found()).toEqual(['0', '1', '10', '11', '12', '2']);
  });

  it('10: words are neither stemmed, left out nor taken for operators, where LanceDB does so by default', async () => {
    const store = await create(resolveSpec({ ...pictureSpec(), keyword: true }));
    const thai = 'ก'.repeat(30);
    const texts = {
      runs: 'she is running',
      run: 'a run',
      the: 'the café',
      long: thai,
      or: 'a-b OR',
    };
    await store.upsert(Object.entries(texts).map(([id, text], i) => ({ ...picture(id, i), text })));
    const found = async (words: string): Promise<string[]> =>
      (await store.search({ words })).hits.map(({ id }) => id);
    for (const [words, ids] of [
      ['running', ['runs']],
      ['the', ['the']],
      ['cafe', []],
      [thai, ['long']],
      ['a-b', ['or', 'run']],
      ['"she run"', ['run', 'runs']],
      ['or', ['or']],
    ] as const)
      expect((await found(words)).toSorted(), words).toEqual(ids);
  });

  it('10: without its full text a search by words is refused, where LanceDB cuts the texts otherwise; optimize builds it', async () => {
    const store = await create(resolveSpec({ ...pictureSpec(), keyword: true }));
    await store.upsert([{ ...picture('a', 1), text: 'part 4711-a' }]);
    const { connect } = module ?? (await import('@lancedb/lancedb'));
    const table = await (await connect(folder)).openTable('things');
    for (const { name } of await table.listIndices()) await table.dropIndex(name);
    await expect(store.search({ words: '4711-a' })).rejects.toMatchObject({
      code: 'plan',
      details: { reason: 'drift', targets: ['words'] },
    });
    await store.optimize({ ifNeeded: true });
    expect((await store.search({ words: '4711-a' })).hits).toHaveLength(1);
  });

  it('11: old versions are removed by optimize, and the data stays', async () => {
    const store = await create();
    for (let i = 0; i < 20; i++) await store.upsert([picture(String(i), i)]);
    const { connect } = module ?? (await import('@lancedb/lancedb'));
    const table = await (await connect(folder, { readConsistencyInterval: 0 })).openTable('things');
    await store.optimize();
    expect((await table.listVersions()).length).toBeGreaterThan(20); // all are young
    await store.optimize({ keepMs: 0 });
    expect((await table.listVersions()).length).toBeLessThanOrEqual(2);
    expect(await store.count()).toBe(20);
  });

  it('orders equal scores by id and pages over them without gaps, where LanceDB takes any', async () => {
    const store = await create();
    const ids = Array.from({ length: 40 }, (_, i) => `id-${String(i).padStart(2, '0')}`);
    await store.upsert(ids.toReversed().map((id) => picture(id, 1)));
    await store.upsert([picture('best', 2)]);
    const seen: string[] = [];
    for (let offset = 0; offset < 41; offset += 10) {
      const { hits } = await store.search({
        vector: unitVector(2),
        using: 'image',
        limit: 10,
        offset,
      });
      seen.push(...hits.map(({ id }) => id));
    }
    expect(seen).toEqual(['best', ...ids]);
  });

  it('does not create a folder by looking', async () => {
    await rm(folder, { recursive: true });
    const store = open();
    expect(await store.describe()).toBeUndefined();
    await expect(store.count()).rejects.toMatchObject({ code: 'not-found' });
    expect(existsSync(folder)).toBe(false);
  });

  it('says so when the folder is a file or can’t be written', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const spec = pictureSpec();
    const inFile = lancedb({
      uri: file,
      collection: 'things',
      ...(module === undefined ? {} : { module }),
    });
    await expect(inFile.plan(spec)).rejects.toThrow(
      `lancedb.uri: ${file} is a file; name a folder`,
    );
    const inProc = lancedb({
      uri: '/proc/nestvec',
      collection: 'things',
      ...(module === undefined ? {} : { module }),
    });
    await expect(
      inProc.plan(spec).then(async (plan) => await inProc.apply(plan)),
    ).rejects.toMatchObject({ code: 'store' });
  });

  it('leaves a table of someone else alone and says what it is', async () => {
    const { arrow } = await (await import('./client.ts')).loadPeers(module);
    const database = await (module ?? (await import('@lancedb/lancedb'))).connect(folder);
    await database.createEmptyTable(
      'theirs',
      new arrow.Schema([new arrow.Field('id', new arrow.Utf8(), true)]),
    );
    const store = open('theirs');
    expect(await store.describe()).toMatchObject({ spec: undefined, count: 0 });
    await expect(store.count()).rejects.toMatchObject({ code: 'identity' });
    await expect(store.plan({ ...pictureSpec(), name: 'theirs' })).rejects.toThrow(
      'nestvec did not make',
    );
  });

  it('goes on with a backfill that was interrupted', async () => {
    const store = await create();
    await store.upsert(Array.from({ length: 5000 }, (_, i) => picture(String(i), i % 50)));
    const base = pictureSpec();
    const wanted = resolveSpec({
      ...base,
      vectors: { ...base.vectors, image_128: { modality: 'image', dimensions: 128, graph: false } },
    });
    const controller = new AbortController();
    const stop = store.apply(await store.plan(wanted), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(stop).rejects.toMatchObject({ code: 'aborted' });
    const search = { vector: unitVector(1), using: 'image_128' };
    await expect(store.search(search)).rejects.toThrow('the backfill of image_128 is not complete');
    expect((await store.search({ ...search, allowIncomplete: true })).hits.length).toBeGreaterThan(
      0,
    );
    const plan = await store.plan(wanted);
    expect(plan.steps.map(({ label }) => label)).toEqual(['backfill']);
    await store.apply(plan);
    expect((await store.search(search)).hits).toHaveLength(10);
  });

  it('lists by a column that has an index of its own, and counts texts that begin with a mark, where LanceDB alone fails', async () => {
    const store = await create(pictureSpec({ price: 'number', brand: 'string' }));
    const brands = ['\ufeffb', 'b', ''];
    await store.upsert(
      Array.from({ length: 30 }, (_, i) =>
        picture(`r${String(i).padStart(2, '0')}`, i, {
          ...(i % 5 === 0 ? {} : { price: i % 3 }),
          brand: brands[i % 3] ?? '',
        }),
      ),
    );
    const { lance } = await loadPeers(module);
    const table = await (await lance.connect(folder)).openTable('things');
    await table.createIndex('price', { config: lance.Index.btree() });
    const sort = { field: 'price', direction: 'desc' } as const;
    const first = await store.list({ sort, limit: 7 });
    const rest = await store.list({ sort, limit: 30, after: first.cursor });
    const order = Array.from({ length: 30 }, (_, i) => i).sort((a, b) => {
      const [one, other] = [a % 5 === 0, b % 5 === 0];
      return Number(one) - Number(other) || (one ? 0 : (b % 3) - (a % 3)) || a - b;
    });
    expect([...first.records, ...rest.records].map(({ id }) => id)).toEqual(
      order.map((i) => `r${String(i).padStart(2, '0')}`),
    );
    const { brand } = await store.facets({ fields: { brand: { kind: 'values' } } });
    expect(brand).toMatchObject({
      values: ['', 'b', '\ufeffb'].map((value) => ({ value, count: 10 })),
    });
    await store.close();
  });
});
