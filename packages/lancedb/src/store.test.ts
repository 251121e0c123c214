import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type NamedVectorSpec, truncate, type Store } from '@nestvec/core';
import { type ResolvedSpec, resolveSpec } from '@nestvec/core/store';
import { closedToOthers } from '@nestvec/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newFolder, picture, pictureSpec, unitVector } from './__fixtures__/collection.ts';
import { loadVersion, versions } from './__fixtures__/versions.ts';
import { loadPeers } from './client.ts';
import { toTable } from './record.ts';
import { lancedb } from './store.ts';

/** What is true of this store beyond the conformance suite and the traps. */
describe.each(versions)('%s', (version) => {
  const module = loadVersion(version);
  const modulePath = createRequire(import.meta.url).resolve(version);
  let folder = '';
  const open = (collection = 'things'): Store =>
    lancedb({ uri: folder, collection, indexFrom: 256, module });
  const create = async (spec: ResolvedSpec = pictureSpec()): Promise<Store> => {
    const store = open();
    await store.apply(await store.plan(spec));
    return store;
  };
  const withVector = (name: string, vector: NamedVectorSpec): ResolvedSpec => {
    const base = pictureSpec();
    return resolveSpec({ ...base, vectors: { ...base.vectors, [name]: vector } });
  };
  const pictures = (n: number) => Array.from({ length: n }, (_, i) => picture(`id-${i}`, i));
  /** The table as LanceDB sees it. */
  const table = async (name = 'things') => {
    const { lance, arrow } = await loadPeers(module);
    const database = await lance.connect(folder, { readConsistencyInterval: 0 });
    return { database, arrow, table: await database.openTable(name) };
  };

  /** A store of which one write fails, the `nth` from now. */
  const failing = async (nth: number, message: string): Promise<Store> => {
    const { lance } = await loadPeers(module);
    const connection = await lance.connect(folder, { readConsistencyInterval: 0 });
    const openTable = connection.openTable.bind(connection);
    let writes = 0;
    connection.openTable = async (name) => {
      const things = await openTable(name);
      const mergeInsert = things.mergeInsert.bind(things);
      things.mergeInsert = (on) => {
        if (++writes === nth) throw new Error(message);
        return mergeInsert(on);
      };
      return things;
    };
    return lancedb({ connection, collection: 'things', module });
  };

  beforeEach(async (context) => {
    context.skip(module === undefined, `${version}: no binary for this machine in the registry`);
    folder = await newFolder();
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['none', 'int8', 'binary'] as const)(
    'finds what an exact search finds by an index of quantisation %s',
    async (quantization) => {
      const store = await create(
        withVector('image_64', { modality: 'image', dimensions: 64, quantization }),
      );
      await store.upsert(pictures(3000));
      await store.optimize();
      let found = 0;
      for (let query = 5000; query < 5020; query++) {
        const search = { vector: unitVector(query), using: 'image_64', limit: 10 };
        const exact = await store.search({ ...search, exact: true });
        const ids = new Set(exact.hits.map(({ id }) => id));
        const { hits, explain } = await store.search(search);
        expect(explain.exact).toBe(false);
        found += hits.filter(({ id }) => ids.has(id)).length;
      }
      expect(found).toBeGreaterThanOrEqual(180);
    },
  );

  it('builds and searches the index that a vector’s native options ask for', async () => {
    const native = {
      lancedb: {
        index: 'hnswSq',
        m: 12,
        efConstruction: 100,
        ef: 20,
        numPartitions: 1,
        nprobes: 1,
      },
    };
    const store = await create(
      withVector('image_64', { modality: 'image', dimensions: 64, native }),
    );
    await store.upsert(pictures(300));
    await store.optimize();
    const indices = await (await table()).table.listIndices();
    expect(indices.map(({ columns, indexType }) => `${columns[0]} ${indexType}`).sort()).toEqual([
      '_key BTree',
      '_vector_image_64 IvfHnswSq',
    ]);
    const { hits } = await store.search({ vector: unitVector(9), using: 'image_64', limit: 50 });
    expect(hits).toHaveLength(50);
    expect(hits[0]).toMatchObject({ id: 'id-9' });
    expect(hits[0]?.score).toBeCloseTo(1, 5);
  });

  it('finds every record that a filter leaves, wherever they lie in the index', async () => {
    const native = { lancedb: { numPartitions: 100, nprobes: 1 } };
    const base = withVector('image_64', { modality: 'image', dimensions: 64, native });
    const store = await create({ ...base, fields: { rare: 'boolean' } });
    await store.upsert(
      pictures(2000).map((record, i) =>
        i % 400 === 0 ? { ...record, metadata: { rare: true } } : record,
      ),
    );
    await store.optimize();
    const search = { vector: unitVector(9), using: 'image_64', limit: 5, depth: 5 };
    expect((await store.search(search)).explain.exact).toBe(false);
    const { hits, explain } = await store.search({ ...search, filter: { rare: true } });
    const ids = hits.map(({ id }) => id).sort();
    expect(ids).toEqual(['id-0', 'id-1200', 'id-1600', 'id-400', 'id-800']);
    expect(explain.exact).toBe(true);
  });

  it('refuses native options that LanceDB does not have', async () => {
    const spec = withVector('image_64', {
      modality: 'image',
      dimensions: 64,
      native: { lancedb: { efSearch: 5 } },
    });
    await expect(open().plan(spec)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('scans on where records are written again, moved and removed between two pages', async () => {
    const store = await create(pictureSpec({ n: 'number' }));
    const ids = Array.from({ length: 60 }, (_, i) => `id-${i + 100}`);
    await store.upsert(ids.map((id, n) => picture(id, n, { n })));
    const read: { id: string; n: unknown }[] = [];
    let pages = 0;
    for await (const { records, cursor } of store.scan({
      pageSize: 10,
      filter: { n: { $lt: 100 } },
    })) {
      expect(cursor).toBe(records.at(-1)?.id);
      read.push(...records.map(({ id, metadata }) => ({ id, n: metadata['n'] })));
      if (++pages > 1) continue;
      await store.update([{ id: 'id-115', metadata: { n: 50 } }]); // a new row
      await store.update([{ id: 'id-125', metadata: { n: 500 } }]); // one that is no longer meant
      await store.remove({ ids: ids.slice(30, 42) }); // a page, and more
      await store.optimize({ keepMs: 0 }); // every row moves
    }
    const left = ids.filter((id, i) => (i < 30 || i >= 42) && id !== 'id-125');
    expect(read.map(({ id }) => id)).toEqual(left);
    expect(read.find(({ id }) => id === 'id-115')?.n).toBe(50);
    expect(read.find(({ id }) => id === 'id-116')?.n).toBe(16);
  });

  it('scans, changes and removes when the keys have an index', async () => {
    const store = await create();
    await store.upsert(pictures(300));
    await store.optimize();
    await store.upsert([picture('late', 1), picture('id-5', 1, { changed: true })]);
    await store.update([{ id: 'id-6', metadata: { changed: true } }]);
    await store.remove({ ids: ['id-7'] });
    const scanned: string[] = [];
    const changed: string[] = [];
    for await (const { records } of store.scan({ pageSize: 50 })) {
      scanned.push(...records.map(({ id }) => id));
      changed.push(...records.filter(({ metadata }) => metadata['changed']).map(({ id }) => id));
    }
    expect(scanned).toEqual(
      [...pictures(300).map(({ id }) => id), 'late'].filter((id) => id !== 'id-7').sort(),
    );
    expect(changed).toEqual(['id-5', 'id-6']);
  });

  it('writes a large call in several transactions', async () => {
    const store = await create();
    const text = 'x'.repeat(25 * 2 ** 20);
    await store.upsert(pictures(4).map((record) => ({ ...record, text })));
    expect(await (await table()).table.listVersions()).toHaveLength(1 + 2); // created, then twice two records
    expect(await store.count()).toBe(4);
  });

  it('names exactly the ids that are not confirmed where a later transaction fails', async () => {
    await create();
    const store = await failing(2, 'No space left on device (os error 28)');
    const text = 'x'.repeat(25 * 2 ** 20);
    const upsert = store.upsert(pictures(6).map((record) => ({ ...record, text })));
    await expect(upsert).rejects.toMatchObject({
      code: 'store',
      message: expect.stringContaining('free some space') as string,
      details: { unconfirmedIds: ['id-2', 'id-3', 'id-4', 'id-5'], retryable: false },
    });
    const stored = await open().get(pictures(6).map(({ id }) => id));
    expect(stored.map((record) => record?.id)).toEqual(['id-0', 'id-1', ...Array<undefined>(4)]);
  });

  it('tries again where another process’s write came first', async () => {
    await create();
    const store = await failing(1, 'Retryable commit conflict for version 14');
    await store.upsert(pictures(3));
    expect(await store.count()).toBe(3);
  });

  it.each([false, true])(
    'stores an id once where another process inserts it at the same moment (index of the keys: %s)',
    async (isIndexed) => {
      const store = await create();
      await store.upsert(pictures(300));
      if (isIndexed) await store.optimize();
      const { lance } = await loadPeers(module);
      const connection = await lance.connect(folder); // reads what was there when the table was opened
      const stale = await connection.openTable('things');
      connection.openTable = async () => await Promise.resolve(stale);
      const late = lancedb({ connection, collection: 'things', module });
      await store.upsert([picture('new', 1)]);
      await late.upsert([picture('new', 2)]);
      expect(await store.count()).toBe(301);
      expect(await store.get(['new'])).toEqual([picture('new', 2)]);
    },
  );

  it('appends ids that are new and merges the others where it is the only writer', async () => {
    await create();
    const { lance } = await loadPeers(module);
    const connection = await lance.connect(folder, { readConsistencyInterval: 0 });
    const openTable = connection.openTable.bind(connection);
    const ways: string[] = [];
    connection.openTable = async (name) => {
      const things = await openTable(name);
      const { add, mergeInsert } = things;
      things.add = async (...rows) => {
        ways.push('add');
        return await add.apply(things, rows);
      };
      things.mergeInsert = (on) => {
        ways.push('merge');
        return mergeInsert.call(things, on);
      };
      return things;
    };
    const store = lancedb({ connection, collection: 'things', module, exclusive: true });
    const other = open();
    const way = async (...ids: string[]): Promise<string | undefined> => {
      await store.upsert(ids.map((id, i) => picture(id, i)));
      return ways.at(-1);
    };
    expect(await way('a', 'b')).toBe('add');
    expect(await way('c')).toBe('add');
    expect(await way('c', 'd')).toBe('merge');
    expect(await way('d')).toBe('merge');
    await store.remove({ ids: ['d'] });
    expect(await way('d')).toBe('add');
    await other.upsert([picture('\ufefflate', 1)]);
    expect(await way('\ufefflate')).toBe('merge');
    expect(await store.count()).toBe(5);
    await store.drop();
    await create();
    expect(await way('a')).toBe('add');
    expect(await store.count()).toBe(1);
  });

  it('loses no update of two stores that change the same record at once', async () => {
    const one = await create();
    const two = open();
    await one.upsert([picture('a', 1)]);
    const keys = Array.from({ length: 20 }, (_, i) => `key${i}`);
    await Promise.all(
      keys.map(async (key, i) => {
        await (i % 2 === 0 ? one : two).update([{ id: 'a', metadata: { [key]: i } }]);
      }),
    );
    const [record] = await one.get(['a']);
    expect(Object.keys(record?.metadata ?? {}).sort()).toEqual(keys.toSorted());
  });

  it('loses no update of two stores of one folder, opened by its path and by connections', async () => {
    const { lance } = await loadPeers(module);
    const stores = [
      await create(),
      lancedb({ connection: await lance.connect(folder), collection: 'things', module }),
      lancedb({
        connection: await lance.connect(`file://${folder}`),
        collection: 'things',
        module,
      }),
    ];
    await stores[0]?.upsert([picture('a', 1)]);
    for (let round = 0; round < 4; round++)
      await Promise.all(
        stores.map((store, i) => store.update([{ id: 'a', metadata: { [`${round} ${i}`]: i } }])),
      );
    const [record] = await open().get(['a']);
    expect(Object.keys(record?.metadata ?? {})).toHaveLength(12);
  });

  it('keeps the vectors that another process writes while a backfill runs', async () => {
    const before = await create();
    await before.upsert(pictures(3));
    const spec = withVector('image_128', { modality: 'image', dimensions: 128 });
    const full = unitVector(900);
    const small = truncate(full, 128);
    const theirs = {
      id: 'id-1',
      vectors: { image: full, image_64: truncate(full, 64), image_128: small },
      metadata: {},
    };
    const { table: raw, arrow, database } = await table();
    const openTable = database.openTable.bind(database);
    let reads = 0;
    database.openTable = async (name) => {
      const things = await openTable(name);
      const query = things.query.bind(things);
      things.query = () => {
        const asked = query();
        const toArray = asked.toArray.bind(asked);
        asked.toArray = async (...options) => {
          const rows: unknown[] = await toArray(...options);
          // The rows to fill have been read; before they are written the other process comes.
          if (++reads === 1) {
            const merge = raw.mergeInsert('_key').whenMatchedUpdateAll();
            await merge.execute(toTable([theirs], spec, undefined, arrow));
          }
          return rows;
        };
        return asked;
      };
      return things;
    };
    const store = lancedb({ connection: database, collection: 'things', module });
    await store.apply(await store.plan(spec));
    expect(reads).toBe(1);
    expect(await open().get(['id-1'])).toEqual([theirs]);
    const [other] = await open().get(['id-2']);
    expect(other?.vectors['image_128']).toEqual(truncate(unitVector(2), 128));
  });

  it('sees in a write what an apply before it has changed', async () => {
    const store = await create();
    const plan = await store.plan(pictureSpec({ price: 'number' }));
    await Promise.all([store.apply(plan), store.upsert([picture('a', 1, { price: 5 })])]);
    expect(await store.count({ filter: { price: 5 } })).toBe(1);
  });

  it('optimizes while another process writes', async () => {
    const store = await create();
    const writer = fork(
      new URL('__fixtures__/writer.mjs', import.meta.url),
      [folder, 'a', modulePath],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    const exited = once(writer, 'exit');
    while (writer.exitCode === null) await store.optimize({ keepMs: 60_000 });
    expect((await exited)[0]).toBe(0);
    expect(await store.count()).toBe(200);
  });

  it('says to plan again where another process creates the collection between look and act', async () => {
    await create();
    const { lance } = await loadPeers(module);
    const connection = await lance.connect(folder);
    connection.openTable = async () =>
      await Promise.reject(new Error("Table 'things' was not found"));
    const late = lancedb({ connection, collection: 'things', module });
    await expect(late.apply(await late.plan(pictureSpec()))).rejects.toMatchObject({
      code: 'plan',
      details: { reason: 'stale' },
    });
  });

  it('plans a column anew that someone has dropped', async () => {
    const spec = pictureSpec({ price: 'number' });
    const store = await create(spec);
    await store.upsert([picture('a', 1, { price: 5 })]);
    await (await table()).table.dropColumns(['price', '_vector_image_64']);
    await expect(store.search({ vector: unitVector(1), using: 'image_64' })).rejects.toThrow(
      'using: "image_64" is not a named vector',
    );
    const plan = await store.plan(spec);
    expect(plan.steps.map(({ label, target }) => `${label} ${target}`)).toEqual([
      'alter fields.price',
      'alter vectors.image_64',
      'backfill vectors.image_64',
    ]);
    await store.apply(plan);
    expect((await store.plan(spec)).steps).toEqual([]);
    expect(await store.get(['a'])).toEqual([picture('a', 1, { price: 5 })]);
    expect(await store.count({ filter: { price: 5 } })).toBe(1);
  });

  it('leaves a column of another type alone and says so', async () => {
    const spec = pictureSpec({ price: 'number' });
    const store = await create();
    const { table: things, arrow } = await table();
    await things.addColumns(new arrow.Field('price', new arrow.Utf8(), true));
    await expect(store.apply(await store.plan(spec))).rejects.toThrow(
      'has a column price of type Utf8 where Float64 is needed; drop that column or choose another name',
    );
  });

  it('does not drop a table of someone else', async () => {
    await create();
    const { database, arrow } = await table();
    const schema = new arrow.Schema([new arrow.Field('id', new arrow.Utf8(), true)]);
    await database.createEmptyTable('theirs', schema);
    await expect(open('theirs').drop()).rejects.toMatchObject({ code: 'identity' });
    expect(await database.tableNames()).toContain('theirs');
  });

  it('takes your own connection and leaves it open', async () => {
    const { lance } = await loadPeers(module);
    const connection = await lance.connect(folder, { readConsistencyInterval: 0 });
    const store = lancedb({ connection, collection: 'things', module });
    await store.apply(await store.plan(pictureSpec()));
    await store.upsert([picture('a', 1)]);
    await store.close();
    await expect(store.count()).rejects.toMatchObject({ code: 'closed' });
    expect(await connection.tableNames()).toEqual(['things']);
  });

  it('keeps what LanceDB caches of writes apart from what it caches of reads', async () => {
    const { lance } = await loadPeers(module);
    const sessions: InstanceType<typeof lance.Session>[] = [];
    class Session extends lance.Session {
      constructor(...sizes: ConstructorParameters<typeof lance.Session>) {
        super(...sizes);
        sessions.push(this);
      }
    }
    const store = lancedb({ uri: folder, collection: 'things', module: { ...lance, Session } });
    await store.apply(await store.plan(pictureSpec()));
    expect(sessions).toHaveLength(1);
    const cached = async (): Promise<number | undefined> => {
      await store.upsert(pictures(10));
      return sessions[1]?.approxNumItems();
    };
    await expect.poll(cached).toBeGreaterThan(0); // counted with a delay
    expect(sessions).toHaveLength(2);
  });

  it('works in memory, where each store has a database of its own', async () => {
    const memory = (): Store => lancedb({ uri: 'memory://', collection: 'things', module });
    const store = memory();
    await store.apply(await store.plan(pictureSpec()));
    await store.upsert([picture('a', 1)]);
    expect(await store.count()).toBe(1);
    expect(await memory().describe()).toBeUndefined();
  });

  it('takes vectors and fields whose names every object inherits', async () => {
    const fields = new Map([
      ['toString', 'string'],
      ['valueOf', 'number'],
    ] as const);
    const base = pictureSpec(Object.fromEntries(fields));
    const vectors = { ...base.vectors, constructor: { modality: 'image' as const, graph: false } };
    const store = await create(resolveSpec({ ...base, vectors }));
    await store.upsert([picture('a', 1), picture('b', 2, { toString: 'x' })]);
    expect(await store.get(['a', 'b'])).toEqual([
      picture('a', 1),
      picture('b', 2, { toString: 'x' }),
    ]);
    expect(await store.count({ filter: { toString: null, valueOf: null } })).toBe(1);
    const include = { vectors: ['constructor'] };
    const { hits } = await store.search({ vector: unitVector(1), using: 'image', include });
    expect(hits.map(({ vectors }) => vectors)).toEqual([{}, {}]);
  });

  it('says that its files are damaged where one is gone', async () => {
    const store = await create();
    await store.upsert([picture('a', 1)]);
    const data = join(folder, 'things.lance', 'data');
    for (const name of await readdir(data)) await rm(join(data, name));
    await expect(open().get(['a'])).rejects.toThrow('its files are damaged; restore the folder');
  });

  it('reads a folder that it may not write to, and names the reason for what it can’t do', async (context) => {
    const closed = closedToOthers(import.meta.url);
    context.skip(closed !== undefined, closed);
    const store = await create();
    await store.upsert([picture('a', 1)]);
    await store.close();
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o555 : 0o444);
    }
    await chmod(folder, 0o555);
    const reader = fork(
      new URL('__fixtures__/read-only.mjs', import.meta.url),
      [folder, modulePath],
      { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] },
    );
    const [[outcome], complaints] = await Promise.all([
      once(reader, 'message'),
      text(reader.stderr ?? process.stdin),
    ]);
    await chmod(folder, 0o755);
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o755);
    }
    const refused = {
      code: 'store',
      message: expect.stringMatching(
        /permission denied.*; choose a folder that you may read and write$/i,
      ) as string,
    };
    expect(outcome).toEqual({
      count: 1,
      hits: 1,
      upsert: { ...refused, ids: ['b'] },
      remove: { ...refused, ids: ['a'] },
      drop: { ...refused, ids: [] },
      create: { ...refused, ids: [] },
    });
    expect(complaints).toBe('');
  });
});
