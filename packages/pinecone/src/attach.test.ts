import { Pinecone } from '@pinecone-database/pinecone';
import { readFile } from 'node:fs/promises';
import { attachCases, foreignRecords, readmeExample, runReadmeExample } from '@nestvec/testkit';
import { pineconeFake } from '@nestvec/testkit/pinecone';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foreignPinecone } from './__fixtures__/foreign.ts';
import { smallSpec, unitVector } from './__fixtures__/spec.ts';
import type { AttachOptions } from './attach-options.ts';
import type { PineconeOptions } from './options.ts';
import { pinecone, type PineconeStore } from './store.ts';

const fake = await pineconeFake({ quiet: true });
afterAll(fake.close);

const { embedder } = smallSpec();
const foreign = foreignPinecone(fake.url);
attachCases({ name: 'pinecone on the fake', ...foreign });

it('is searched as the README says', async () => {
  const ids = await foreign.make('readme', { vectorName: '', records: foreignRecords });
  const markdown = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const printed = await runReadmeExample(
    readmeExample(markdown, 'attach'),
    {
      pinecone: (options: PineconeOptions) => pinecone({ ...options, controllerHost: fake.url }),
      apiKey: 'any',
      embedder: { identity: { ...embedder, dimensions: 256 } },
      vector: foreignRecords[4]?.vector,
    },
    { "'their-index'": "'readme'" },
  );
  await foreign.remove('readme');
  expect(printed).toHaveLength(3);
  expect(printed[0]).toBe(`${ids[4]} caption 4`);
});

const attach: AttachOptions = {
  index: 'their-index',
  embedder,
  vectors: { image: { modality: 'image' } },
  fields: { color: 'string', price: 'number', tags: 'string[]' },
  textField: 'caption',
};
const open = (changes: Partial<AttachOptions> = {}): PineconeStore =>
  pinecone({
    apiKey: 'any',
    controllerHost: fake.url,
    collection: 'theirs',
    attach: { ...attach, ...changes },
  });

const client = new Pinecone({ apiKey: 'any', controllerHostUrl: fake.url });
const create = async (name: string, metric: 'cosine' | 'dotproduct'): Promise<void> => {
  await client.indexes.create({
    name,
    schema: { fields: { _values: { type: 'dense_vector', dimension: 64, metric } } },
  });
};
const records = [
  {
    id: 'x/1',
    values: [...unitVector(64, 1)],
    metadata: { color: 'red', price: 1, tags: ['a'], caption: 'one' },
  },
  {
    id: 'x/2',
    values: [...unitVector(64, 2)].map((value) => value * 3),
    metadata: { color: 'blue', sold: true },
  },
];

beforeAll(async () => {
  await create('their-index', 'cosine');
  await create('dots', 'dotproduct');
  fake.addPodIndex({ name: 'pods', dimension: 64, metric: 'cosine' });
  for (const name of ['their-index', 'pods'])
    await client.index({ host: (await client.indexes.describe(name)).host }).upsert({ records });
});

describe.each(['their-index', 'pods'])('the attached index %s', (index) => {
  it('is searched, read and counted in our words', async () => {
    const store = open({ index });
    const { hits } = await store.search({ vector: unitVector(64, 2), using: 'image', limit: 2 });
    expect(hits[0]).toMatchObject({ id: 'x/2', metadata: { color: 'blue', sold: true } });
    expect(hits[0]?.score).toBeCloseTo(1, 5);
    expect(await store.get(['x/1', 'nope', 'é'], { include: { vectors: [] } })).toEqual([
      { id: 'x/1', text: 'one', metadata: { color: 'red', price: 1, tags: ['a'] }, vectors: {} },
      undefined,
      undefined,
    ]);
    expect(await store.count()).toBe(2);
    expect(await store.count({ filter: { price: { $exists: false } } })).toBe(1);
    const filtered = await store.search({
      vector: unitVector(64, 2),
      using: 'image',
      filter: { tags: 'a' },
    });
    expect(filtered.hits.map(({ id }) => id)).toEqual(['x/1']);
    const description = await store.describe();
    expect(description?.count).toBe(2);
    expect(
      (
        await store.plan({
          name: 'theirs',
          embedder,
          vectors: attach.vectors,
          fields: attach.fields,
        })
      ).steps,
    ).toEqual([]);
  });

  it('is read only, and never changed as a whole', async () => {
    const store = open({ index });
    const record = { id: 'x/3', vectors: { image: unitVector(64, 3) }, metadata: {} };
    await expect(store.upsert([record])).rejects.toThrow('is read only; set writable');
    await expect(store.remove({ all: true })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(open({ index, writable: true }).drop()).rejects.toMatchObject({
      code: 'unsupported',
    });
    const more = smallSpec({ name: 'theirs', fields: { size: 'number' } });
    const plan = await open({ index, writable: true }).plan(more);
    await expect(
      open({ index, writable: true }).apply(plan, { allowRebuild: true }),
    ).rejects.toMatchObject({ code: 'plan', details: { reason: 'refused' } });
    expect(await store.count()).toBe(2);
  });
});

it('scans ids where they are listed, and pods only by a filter', async () => {
  const scan = async (index: string, filter?: { color: string }): Promise<string[]> => {
    const ids: string[] = [];
    for await (const page of open({ index }).scan({ filter }))
      ids.push(...page.records.map(({ id }) => id));
    return ids;
  };
  expect(await scan('their-index')).toEqual(['x/1', 'x/2']);
  await expect(scan('pods')).rejects.toMatchObject({ code: 'unsupported' });
  expect(await scan('pods', { color: 'red' })).toEqual(['x/1']);
});

it('writes plain metadata where it may, and refuses what would have to be folded', async () => {
  const store = open({ namespace: 'mine', writable: true });
  const image = unitVector(64, 5);
  await store.upsert([
    { id: 'w', vectors: { image }, metadata: { color: 'green', tags: ['x'] }, text: 'w' },
  ]);
  await store.update([{ id: 'w', metadata: { price: 3 } }]);
  const raw = await client
    .index({ host: (await client.indexes.describe('their-index')).host, namespace: 'mine' })
    .fetch({ ids: ['w'] });
  expect(raw.records['w']?.metadata).toEqual({
    color: 'green',
    tags: ['x'],
    price: 3,
    caption: 'w',
  });
  for (const metadata of [{ a: null }, { a: { b: 1 } }, { a: [1] }, { caption: 'x' }, { $a: 1 }])
    await expect(store.upsert([{ id: 'v', vectors: { image }, metadata }])).rejects.toMatchObject({
      code: 'invalid-input',
    });
  await expect(
    store.upsert([{ id: 'v', vectors: {}, metadata: {} }], { withoutVectors: true }),
  ).rejects.toThrow('records[0].vectors.image: is missing');
  await expect(store.upsert([{ id: 'é', vectors: { image }, metadata: {} }])).rejects.toThrow(
    'is not ASCII',
  );
  expect(await store.count()).toBe(1);
  await store.remove({ ids: ['w'] });
  expect(await store.count()).toBe(0);
});

it('refuses what the index shows to be wrong', async () => {
  await expect(open({ index: 'dots' }).count()).rejects.toMatchObject({ code: 'unsupported' });
  await expect(
    open({ vectors: { image: { modality: 'image', dimensions: 32 } } }).count(),
  ).rejects.toThrow('has 32 dimensions where the index has 64');
  await expect(open({ index: 'nope' }).count()).rejects.toMatchObject({ code: 'not-found' });
  expect(() => open({ fields: { made: 'datetime' } })).toThrow(
    'pinecone.attach.fields.made: is datetime',
  );
  expect(() => open({ vectors: { ...attach.vectors, text: { modality: 'text' } } })).toThrow(
    'must name the one vector',
  );
});

it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
  'keeps a metadata key that is called %s',
  async (key) => {
    const store = open({ writable: true });
    for (const value of ['v', ['x', 'y']]) {
      const metadata = Object.fromEntries([
        ['a', '1'],
        [key, value],
      ]);
      await store.upsert([{ id: 'proto', vectors: { image: unitVector(64, 5) }, metadata }]);
      const [stored] = await store.get(['proto']);
      expect(Object.entries(stored?.metadata ?? {})).toEqual(
        expect.arrayContaining(Object.entries(metadata)),
      );
      expect(Object.getPrototypeOf(stored?.metadata)).toBe(Object.prototype);
    }
    await store.remove({ ids: ['proto'] });
  },
);
