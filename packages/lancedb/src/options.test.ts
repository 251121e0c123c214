import type { Connection } from '@lancedb/lancedb';
import { expect, it } from 'vitest';
import { listCollections } from './list-collections.ts';
import { lancedb } from './store.ts';
import { localFolder } from './local-folder.ts';

const collection = 'things';

it.each<[string, object, string]>([
  ['neither place', { collection }, 'lancedb: needs exactly one of uri and connection'],
  [
    'both places',
    { collection, uri: 'a', connection: {} },
    'lancedb: needs exactly one of uri and connection',
  ],
  ['an empty uri', { collection, uri: '' }, 'lancedb.uri: must name a folder or an object store'],
  ['a uri of another type', { collection, uri: 5 }, 'lancedb.uri: Invalid input'],
  [
    'a home folder that only a shell knows',
    { collection, uri: '~/data' },
    'lancedb.uri: starts with ~',
  ],
  ['the cloud', { collection, uri: 'db://mine' }, 'lancedb.uri: is LanceDB Cloud'],
  ['no collection', { uri: 'a' }, 'lancedb.collection'],
  [
    'a collection with a slash',
    { collection: 'a/b', uri: 'a' },
    'lancedb.collection: "a/b" is not a usable',
  ],
  [
    'an unknown option',
    { collection, uri: 'a', folder: 'b' },
    'lancedb: unknown option folder; the options are ',
  ],
  [
    'a threshold too small to train on',
    { collection, uri: 'a', indexFrom: 10 },
    'lancedb.indexFrom: must be at least 256',
  ],
  [
    'a word for yes',
    { collection, uri: 'a', exclusive: 'yes' },
    'lancedb.exclusive: Invalid input',
  ],
  [
    'storage options that are not texts',
    { collection, uri: 's3://a', storageOptions: { timeout: 5 } },
    'lancedb.storageOptions.timeout',
  ],
])('refuses %s', (_title, options, message) => {
  // What a caller without types may pass.
  const open = (): unknown => lancedb(options as Parameters<typeof lancedb>[0]);
  expect(open).toThrow(message);
});

it('tells folders from object stores', () => {
  expect(localFolder('/data')).toBe('/data');
  expect(localFolder('file:///data/a%20b')).toBe('/data/a b');
  expect(localFolder('s3://bucket/data')).toBeUndefined();
  expect(localFolder('memory://')).toBeUndefined();
  expect(localFolder(undefined)).toBeUndefined();
});

it('takes a URI or a connection, by type as well', async () => {
  const connection = {} as Connection; // never called
  const place = 'exactly one of uri and connection';
  // @ts-expect-error -- both
  expect(() => lancedb({ uri: 'a', connection, collection })).toThrow(place);
  // @ts-expect-error -- neither
  expect(() => lancedb({ collection })).toThrow(place);
  // @ts-expect-error -- both
  await expect(listCollections({ uri: 'a', connection })).rejects.toThrow(place);
  // @ts-expect-error -- neither
  await expect(listCollections({})).rejects.toThrow(place);
  expect(lancedb({ uri: 'a', connection: undefined, collection }).collection).toBe(collection);
});
