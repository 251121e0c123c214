import { Pinecone } from '@pinecone-database/pinecone';
import { expect, it } from 'vitest';
import { listCollections } from './list-collections.ts';
import { pinecone } from './store.ts';

const [apiKey, collection] = ['k', 'things'];

it.each<[string, object, string]>([
  ['neither key nor client', { collection }, 'pinecone: needs exactly one of apiKey and client'],
  [
    'both',
    { collection, apiKey, client: new Pinecone({ apiKey }) },
    'needs exactly one of apiKey and client',
  ],
  ['an empty key', { collection, apiKey: '' }, 'pinecone.apiKey: is empty'],
  ['no collection', { apiKey }, 'pinecone.collection'],
  ['a collection with a slash', { apiKey, collection: 'a/b' }, '"a/b" is not a usable'],
  [
    'a host without a protocol',
    { apiKey, collection, controllerHost: 'localhost:5080' },
    'pinecone.controllerHost: must be an http or https URL',
  ],
  [
    'a host with a password, which it does not repeat',
    { apiKey, collection, controllerHost: 'http://me:SECRET@localhost' },
    'pinecone.controllerHost: holds a user name or a password; leave them out and pass a key or token',
  ],
  [
    'a header with a line break',
    { apiKey, collection, headers: { 'x-a': 'b\n' } },
    'pinecone.headers.x-a: holds a character that no header has',
  ],
  ['a key with a line break', { apiKey: 'k\n', collection }, 'pinecone.apiKey: is empty or holds'],
  [
    'a time that no timer can wait',
    { apiKey, collection, timeoutMs: 3e9 },
    'pinecone.timeoutMs: must be a whole number of milliseconds, from 1 to 2147483647',
  ],
  [
    'a time that no timer can wait, for writes to be seen',
    { apiKey, collection, waitMs: Number.MAX_SAFE_INTEGER },
    'pinecone.waitMs: must be a whole number of milliseconds',
  ],
  ['an unknown cloud', { apiKey, collection, cloud: 'ibm' }, 'pinecone.cloud'],
  [
    'a tag of ours',
    { apiKey, collection, tags: { 'nestvec-x': 'y' } },
    'begins with nestvec, which is ours',
  ],
  [
    'a tag that is not ASCII',
    { apiKey, collection, tags: { a: 'ä' } },
    'must have 1 to 120 printable ASCII characters',
  ],
  [
    'more than 1,000 records in a request',
    { apiKey, collection, batchRecords: 1001 },
    'pinecone.batchRecords',
  ],
  [
    'an unknown option',
    { apiKey, collection, url: 'x' },
    'pinecone: unknown option url; the options are ',
  ],
])('refuses %s', (_, options, message) => {
  // What a caller without types may pass.
  const open = (): unknown => pinecone(options as Parameters<typeof pinecone>[0]);
  expect(open).toThrow(message);
});

it('takes a key or a client, by type as well', async () => {
  const client = new Pinecone({ apiKey });
  const place = 'exactly one of apiKey and client';
  // @ts-expect-error -- both
  expect(() => pinecone({ apiKey, client, collection })).toThrow(place);
  // @ts-expect-error -- neither
  expect(() => pinecone({ collection })).toThrow(place);
  // @ts-expect-error -- both
  await expect(listCollections({ apiKey, client })).rejects.toThrow(place);
  // @ts-expect-error -- neither
  await expect(listCollections({})).rejects.toThrow(place);
  expect(pinecone({ apiKey, client: undefined, collection }).collection).toBe(collection);
});
