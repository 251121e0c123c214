import { rm } from 'node:fs/promises';
import type { Hit, Store } from '@nestvec/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newFolder, picture, pictureSpec, unitVector } from './__fixtures__/collection.ts';
import { loadVersion, versions } from './__fixtures__/versions.ts';
import { loadPeers } from './client.ts';
import { createKeptVectors, mostKeptBytes } from './kept-vectors.ts';
import { lancedb } from './store.ts';

describe('createKeptVectors', () => {
  it('keeps vectors of one version, and nothing of another', () => {
    const kept = createKeptVectors();
    kept.of('1', 'a', 4).set(1n, Float32Array.of(1));
    expect(kept.of('1', 'a', 4).size).toBe(1);
    expect(kept.of('1', 'b', 4).size).toBe(0);
    expect(kept.of('2', 'a', 4).size).toBe(0);
    expect(kept.of('1', 'a', 4).size).toBe(0);
    kept.of('1', 'a', 4).set(1n, undefined);
    kept.forget();
    expect(kept.of('1', 'a', 4).size).toBe(0);
  });

  it('forgets the table that was searched longest ago where all take too much', () => {
    const tables = Array.from({ length: 5 }, createKeptVectors);
    const sizes = (): number[] => tables.map((one) => one.of('1', 'a', 0).size);
    for (const one of tables.slice(0, 4)) one.of('1', 'a', mostKeptBytes).set(1n, undefined);
    tables[0]?.of('1', 'a', mostKeptBytes);
    tables[4]?.of('1', 'a', mostKeptBytes).set(1n, undefined);
    expect(sizes()).toEqual([1, 0, 1, 1, 1]);
    for (const one of tables) one.forget();
  });
});

describe.each(versions)('%s', (version) => {
  const module = loadVersion(version);
  let folder = '';
  beforeEach(async (context) => {
    context.skip(module === undefined, `${version}: no binary for this machine in the registry`);
    folder = await newFolder();
  });
  afterEach(async () => {
    if (folder !== '') await rm(folder, { recursive: true });
    folder = '';
  });

  const open = (): Store => lancedb({ uri: folder, collection: 'things', module });
  const count = 600; // more than the 400 candidates of a search
  const fill = async (store: Store, seed = 0): Promise<void> => {
    await store.apply(await store.plan(pictureSpec()));
    await store.upsert(Array.from({ length: count }, (_, i) => picture(`id-${i}`, seed + i)));
  };
  const search = async (store: Store, seed: number): Promise<readonly Hit[]> => {
    const vector = unitVector(seed);
    return (await store.search({ vector, using: 'image_64', rescore: 'image' })).hits;
  };
  const versionOf = async (): Promise<number> => {
    const { lance } = await loadPeers(module);
    return await (await (await lance.connect(folder)).openTable('things')).version();
  };
  /** A store, the columns that its searches read, how many rows it read by their numbers, and what comes between its two reads. */
  const spied = async () => {
    const { lance } = await loadPeers(module);
    const connection = await lance.connect(folder, { readConsistencyInterval: 0 });
    const openTable = connection.openTable.bind(connection);
    const columns: string[] = [];
    const taken: number[] = [];
    const between = { run: async (): Promise<void> => {} };
    connection.openTable = async (name) => {
      const things = await openTable(name);
      const vectorSearch = things.vectorSearch.bind(things);
      things.vectorSearch = (vector) => {
        const query = vectorSearch(vector);
        const select = query.select.bind(query);
        query.select = (names) => {
          columns.push(JSON.stringify(names));
          return select(names);
        };
        return query;
      };
      const takeRowIds = things.takeRowIds.bind(things);
      things.takeRowIds = (ids) => {
        taken.push(ids.length);
        const query = takeRowIds(ids);
        const toArrow = query.toArrow.bind(query);
        query.toArrow = async (options) => {
          await between.run();
          return await toArrow(options);
        };
        return query;
      };
      return things;
    };
    return {
      store: lancedb({ connection, collection: 'things', module }),
      columns,
      taken,
      between,
    };
  };
  const hasFull = (columns: string): boolean => columns.includes('"_vector_image"');

  it('reads no full vector twice, and gives the same hits', async () => {
    await fill(open());
    const { store, columns, taken } = await spied();
    const first = await search(store, 7);
    expect(first[0]).toMatchObject({ id: 'id-7' });
    expect(columns.map(hasFull)).toEqual([true]);
    expect(await search(store, 7)).toEqual(first);
    expect(columns.map(hasFull)).toEqual([true, false]);
    expect(taken).toEqual([]);
    const other = await search(store, 8);
    expect(columns.map(hasFull)).toEqual([true, false, false]);
    expect(taken).toHaveLength(1);
    expect(taken[0]).toBeLessThan(count - 400);
    expect(other).toEqual(await search(open(), 8));
  });

  it('finds what was written since, by any store', async () => {
    const store = open();
    await fill(store);
    await search(store, 7);
    await search(store, 7);
    await open().upsert([picture('id-3', 5000)]);
    expect((await search(store, 5000))[0]).toMatchObject({ id: 'id-3' });
    expect((await search(store, 5000))[0]?.score).toBeCloseTo(1, 5);
    await store.remove({ ids: ['id-3'] });
    expect((await search(store, 5000)).map(({ id }) => id)).not.toContain('id-3');
  });

  it('takes nothing of a table for one that another store made anew, which has come to the same version', async () => {
    const store = open();
    await fill(store);
    await search(store, 7);
    const before = await versionOf();
    const other = open();
    await other.drop();
    await fill(other, 10_000);
    expect(await versionOf()).toBe(before);
    const found = await search(store, 10_007);
    expect(found[0]).toMatchObject({ id: 'id-7' });
    expect(found[0]?.score).toBeCloseTo(1, 5);
    expect(found).toEqual(await search(open(), 10_007));
  });

  it('loses no record that is written again and moved between the two reads of a search', async () => {
    await fill(open());
    const { store, taken, between } = await spied();
    const wanted = await search(open(), 8);
    await search(store, 7);
    const again = wanted.slice(0, 5).map(({ id }) => picture(id, Number(id.slice(3))));
    between.run = async () => {
      await open().upsert(again);
      const { lance } = await loadPeers(module);
      await (await (await lance.connect(folder)).openTable('things')).optimize();
    };
    expect(await search(store, 8)).toEqual(wanted);
    expect(taken).toHaveLength(1);
  });

  it('takes nothing of a table for one that was made anew of vectors that begin alike', async () => {
    const store = open();
    const short = picture('x', 1).vectors['image_64'] ?? new Float32Array(64);
    const like = async (at: number): Promise<void> => {
      const made = open();
      await made.apply(await made.plan(pictureSpec()));
      const records = Array.from({ length: count }, (_, i) => {
        const image = new Float32Array(256);
        image.set(short.map((one) => one * 0.6));
        image[64 + ((i + at) % 192)] = 0.8;
        return {
          id: `id-${String(i).padStart(3, '0')}`,
          vectors: { image, image_64: short },
          metadata: {},
        };
      });
      await made.upsert(records);
    };
    await like(0);
    await search(store, 7);
    const before = await versionOf();
    await open().drop();
    await like(50);
    expect(await versionOf()).toBe(before);
    expect(await search(store, 7)).toEqual(await search(open(), 7));
  });
});
