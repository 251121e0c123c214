import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndex, NestvecError, type VectorIndex } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, clients, type TestClient } from './__fixtures__/clients.ts';
import { shopFields } from './__fixtures__/shop-fields.ts';
import { createMcp } from './create-mcp.ts';

let folder: string;
let index: VectorIndex;
let client: TestClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nestvec-hostile-'));
  await writeFile(join(folder, 'broken.png'), 'this is not an image');
  index = await createIndex({
    embedder: fakeEmbedder(),
    store: memoryStore({ collection: 'shop' }),
    fields: shopFields,
  });
  await index.ingest([{ id: 'kept', text: 'a red shoe', metadata: { lang: 'en', price: 10 } }]);
  await index.store.upsert([
    {
      id: 'broken',
      uri: join(folder, 'broken.png'),
      metadata: {},
      vectors: (await index.store.get(['kept']))[0]?.vectors ?? {},
    },
  ]);
  const open = clients['client 2'];
  if (open === undefined) throw new Error('there is no such client');
  client = await open(createMcp({ imageRoots: [folder] }), {
    indexes: { shop: { read: index, write: index } },
  });
});
afterAll(async () => {
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

/** One good call of each tool; each argument of it is replaced by what it should not be. */
const good: readonly (readonly [string, Record<string, unknown>])[] = [
  ['search', { index: 'shop', query: 'a', filter: {}, over: 'text', limit: 3, thumbnails: 1 }],
  ['search', { like: 'kept' }],
  ['search', { image: 'broken.png' }],
  ['retrieve', { index: 'shop', question: 'a', filter: {}, limit: 3, neighbors: 1 }],
  ['get', { index: 'shop', ids: ['kept'], thumbnails: 1 }],
  ['describe', { index: 'shop' }],
  ['count', { index: 'shop', filter: {} }],
  ['ingest', { index: 'shop', items: [] }],
  ['remove', { index: 'shop', ids: ['none'] }],
];

function deep(levels: number): object {
  let value: object = { lang: 'en' };
  for (let level = 0; level < levels; level++) value = { $not: value };
  return value;
}

/** What JSON can hold and an agent may be made to send. */
const hostile: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  '',
  'half \ud800',
  'a\0b',
  '../../../etc/passwd',
  'file:///etc/passwd',
  'x'.repeat(300_000),
  [],
  [null],
  [[]],
  {},
  { length: 3 },
  JSON.parse('{"__proto__":{"admin":true}}'),
  { constructor: { prototype: 1 } },
  { $where: 'sleep(1000)' },
  { lang: { $gt: '' } },
  { lang: { $regex: '(a+)+$' } },
  { lang: { $in: Array.from({ length: 2000 }, () => 'x') } },
  { $or: Array.from({ length: 100 }, () => ({ lang: 'en' })) },
  deep(300),
  ['__proto__', 'constructor', '..', '*', '%', ' ', '\u202e', 'é'.repeat(300)],
  [{ id: '', text: 'x' }],
  [{ id: 'new', text: '' }],
  [{ id: 'new', text: 'x', vectors: { text: [1] } }],
  [{ id: 'new', image: '/etc/passwd' }],
  [{ id: 'new', text: 'x', uri: 'file:///etc/passwd' }],
  Array.from({ length: 101 }, (_, i) => `${i}`),
];

it.each(good)(
  '%s answers whatever its arguments are, and gives away neither paths nor its insides',
  { timeout: 120_000 },
  async (name, args) => {
    let refused = 0;
    const accepted: string[] = [];
    for (const argument of [...Object.keys(args), 'unknown'])
      for (const value of hostile) {
        const about = `${argument}: ${JSON.stringify(value).slice(0, 60)}`;
        const answer: Answer = await client.call(name, { ...args, [argument]: value });
        const said = answer.content.map(({ text = '' }) => text).join('\n');
        expect(said, about).not.toMatch(
          /\n\s+at .*:\d+|node_modules|nestvec-hostile|is not a function/,
        );
        if (answer.isError === true) refused++;
        if (argument === 'unknown' && answer.isError !== true) accepted.push(about);
      }
    expect(accepted).toEqual([]);
    expect(refused).toBeGreaterThan(hostile.length);
    expect((await index.store.get(['kept', 'broken'])).map((record) => record?.id)).toEqual([
      'kept',
      'broken',
    ]);
  },
);

it('an image that can’t be read is named without where it lies, in a search and as a resource', async () => {
  await expect(client.read('nestvec://shop/broken')).rejects.toThrow(/(?<!\/)broken\.png: can't/);
  const search = async () => {
    const source = `${await realpath(folder)}/photos/a.png`;
    throw new NestvecError('image', `${source}: can't be decoded`, {
      source,
      reason: 'not-an-image',
    });
  };
  const open = clients['client 2'];
  const other = await open?.(createMcp({ imageRoots: [folder] }), {
    indexes: { shop: { read: { ...index, search } } },
  });
  expect(await other?.call('search', { image: 'broken.png' })).toEqual({
    isError: true,
    content: [{ type: 'text', text: "photos/a.png: can't be decoded" }],
  });
  await other?.close();
});

it('reading what is not an image, or not there, gives no path away', async () => {
  for (const uri of [
    'shop/broken',
    'shop/kept',
    'shop/none',
    'shop/%E0%A4%A',
    'other/x',
    'shop/..%2F..%2Fetc',
  ])
    await expect(client.read(`nestvec://${uri}`), uri).rejects.toSatisfy(
      (error: Error) => !/nestvec-hostile|\n\s+at /.test(error.message),
    );
});

it('says of an error about this machine or its services only that there is one, and the operator hears it', async () => {
  const secret = 'lance: /home/me/private at postgres://user:hunter2@db/x';
  const fail = async (): Promise<never> => {
    throw new Error(secret);
  };
  const store = { ...index.store, get: fail, count: fail, remove: fail };
  const ingest: VectorIndex['ingest'] = async (items, options) =>
    await index.ingest(items, {
      ...options,
      onFailure(one) {
        const details = { database: 'lancedb', collection: 'shop', operation: 'upsert' };
        const error = new NestvecError('store', secret, {
          ...details,
          unconfirmedIds: [one.id],
          retryable: false,
        });
        options?.onFailure?.({ ...one, error });
      },
    });
  const failing = { ...index, search: fail, ingest, store };
  const heard: string[] = [];
  const mcp = createMcp({
    imageRoots: [folder],
    onError: ({ message }) => void heard.push(message),
  });
  const other = await clients['client 2']?.(mcp, {
    indexes: { shop: { read: failing, write: failing } },
  });
  const calls: readonly (readonly [string, Record<string, unknown>])[] = [
    ['search', { query: 'a' }],
    ['retrieve', { question: 'a' }],
    ['get', { ids: ['kept'] }],
    ['describe', {}],
    ['count', {}],
    ['remove', { ids: ['kept'] }],
    ['ingest', { items: [{ id: 'new', text: 'x', metadata: { price: 'much' } }] }],
  ];
  for (const [name, args] of calls) {
    const said = JSON.stringify(await other?.call(name, args));
    expect(said, name).toContain('the server failed; its operator can see why');
    expect(said, name).not.toMatch(/hunter2|private/);
  }
  await expect(other?.read('nestvec://shop/broken')).rejects.toThrow(/the server failed/);
  expect(heard).toEqual(Array.from({ length: calls.length + 1 }, () => secret));
  await other?.close();
});

it('filters an index by no field that it hides, though another index shows one of that name', async () => {
  const other = await clients['client 2']?.(createMcp(), {
    indexes: { shop: { read: index, fields: ['lang', '$text'] }, open: { read: index } },
  });
  const filter = { price: 10 };
  for (const [name, args] of [
    ['count', { filter }],
    ['count', { filter: { $or: [{ price: { $gt: 1 } }] } }],
    ['search', { query: 'a', filter }],
    ['retrieve', { question: 'a', filter: { $not: filter } }],
  ] as const) {
    const hidden = await other?.call(name, { ...args, index: 'shop' });
    expect(hidden, name).toMatchObject({ isError: true });
    expect(hidden?.content[0]?.text, name).toMatch(/"price" is not a declared field/);
    expect((await other?.call(name, { ...args, index: 'open' }))?.isError, name).not.toBe(true);
  }
  await other?.close();
});
