import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@lancedb/lancedb';
import { afterAll, expect, it } from 'vitest';
import { newFolder, pictureSpec } from './__fixtures__/collection.ts';
import { listCollections } from './list-collections.ts';
import { lancedb } from './store.ts';

const uri = await newFolder();
afterAll(async () => await rm(uri, { recursive: true, force: true }));

it('gives every name in order, by a folder and by a connection, which it leaves open', async () => {
  const names = Array.from({ length: 23 }, (_, i) => `c${String((i * 7) % 23).padStart(2, '0')}`);
  const connection = await connect(uri);
  for (const name of names) await connection.createTable(name, [{ id: 1 }]);
  const store = lancedb({ uri, collection: 'ours' });
  await store.apply(await store.plan({ ...pictureSpec(), name: 'ours' }));
  const expected = [...names.toSorted(), 'ours'];
  expect(await listCollections({ uri })).toEqual(expected);
  expect(await listCollections({ connection })).toEqual(expected);
  expect(await connection.tableNames()).toContain('ours');
});

it('gives nothing for a folder that is not there, and does not make it', async () => {
  const missing = join(uri, 'missing');
  expect(await listCollections({ uri: missing })).toEqual([]);
  expect(await listCollections({ uri })).not.toContain('missing');
});

it('refuses what can’t be a database, and says which options there are', async () => {
  const file = join(uri, 'file');
  await writeFile(file, 'x');
  await expect(listCollections({ uri: file })).rejects.toThrow('is a file; name a folder');
  const neither = {} as Parameters<typeof listCollections>[0]; // of a caller without types
  await expect(listCollections(neither)).rejects.toThrow('needs exactly one of uri and connection');
});
