import { Mastra } from '@mastra/core/mastra';
import { isNestvecError, NestvecError, type Store } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { addForeign, memoryDatabase, memoryStore } from '@nestvec/testkit/memory';
import { wrapStore } from '@nestvec/testkit';
import { expect, it } from 'vitest';
import { NestvecVector } from './nestvec-vector.ts';
import type { NestvecVectorOptions } from './vector-options.ts';

const indexName = 'docs';
const dimension = 4;

function setUp(
  options: Partial<NestvecVectorOptions> = {},
  wrap: (store: Store) => Store = (store) => store,
) {
  const database = memoryDatabase();
  const vector = new NestvecVector({
    id: 'docs',
    open: (collection) => wrap(memoryStore({ collection, database })),
    list: async () => await Promise.resolve([...database.collections.keys()]),
    fields: { lang: 'string' },
    ...options,
  });
  return { vector, database };
}

async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => 'accepted',
    (reason: unknown) => reason,
  );
  if (isNestvecError(error, 'invalid-input')) return error.details.field;
  return isNestvecError(error) ? `${error.code} ${error.message}` : String(error);
}

it('is registered in Mastra under its id', () => {
  const { vector } = setUp();
  const mastra = new Mastra({ vectors: { docs: vector }, logger: false });
  expect(mastra.getVector('docs')).toBe(vector);
  expect(vector.id).toBe('docs');
});

it.each([
  ['options', undefined],
  ['options.indexes', { indexes: {} }],
  ['options.id', { id: ' ' }],
  ['options.open', { open: 'qdrant' }],
  ['options.list', { list: ['docs'] }],
  ['options.embedder', { embedder: Promise.resolve() }],
  ['options.acceptNear[0]', { acceptNear: ['wieghts'] }],
])('names %s, which is wrong', (field, wrong) => {
  const made = () => {
    if (wrong === undefined) return new NestvecVector(undefined as never);
    return setUp(wrong as never).vector;
  };
  expect(made).toThrow(
    expect.toSatisfy(
      (error) => isNestvecError(error, 'invalid-input') && error.details.field === field,
    ),
  );
});

it('names the parameter that is wrong, in every method', async () => {
  const { vector } = setUp();
  await vector.createIndex({ indexName, dimension });
  const one = [1, 2, 3, 4];
  // What the types forbid.
  const methods = vector as unknown as Record<string, (params: unknown) => Promise<unknown>>;
  const field = async (name: string, params: unknown) => {
    const method = methods[name]?.bind(vector);
    return method === undefined ? 'no such method' : await refusal(method(params));
  };
  const upsert = { indexName, vectors: [one] };
  const query = { indexName, queryVector: one };
  const update = { indexName, id: '1', update: { vector: one } };
  const wrong: [string, unknown, string][] = [
    ...[
      'createIndex',
      'describeIndex',
      'deleteIndex',
      'upsert',
      'query',
      'updateVector',
      'deleteVector',
      'deleteVectors',
    ].flatMap((name): [string, unknown, string][] => [
      [name, undefined, 'params'],
      [name, 'docs', 'params'],
      [name, {}, 'params.indexName'],
      [name, { indexName: '../etc' }, 'params.indexName'],
      [name, { indexName, nonsense: 1 }, 'params.nonsense'],
    ]),
    ['upsert', { ...upsert, vectors: { 0: one } }, 'params.vectors'],
    ['upsert', { ...upsert, metadata: {} }, 'params.metadata'],
    ['upsert', { ...upsert, metadata: ['a'] }, 'params.metadata[0]'],
    ['upsert', { ...upsert, metadata: [{ lang: 5 }] }, 'params.metadata[0].lang'],
    ['upsert', { ...upsert, metadata: [{ at: new Date(0) }] }, 'params.metadata[0].at'],
    ['upsert', { ...upsert, ids: [''] }, 'params.ids[0]'],
    ['upsert', { ...upsert, ids: [7] }, 'params.ids[0]'],
    ['upsert', { ...upsert, modality: 'sound' }, 'params.modality'],
    ['upsert', { ...upsert, modality: 'image' }, 'params.modality'],
    ['upsert', { ...upsert, deleteFilter: {} }, 'deleteFilter'],
    ['upsert', { ...upsert, deleteFilter: { other: 1 } }, 'deleteFilter.other'],
    [
      'upsert',
      {
        ...upsert,
        vectors: Array.from({ length: 100_000 }, () => one),
        deleteFilter: { lang: 'de' },
      },
      'deleteFilter',
    ],
    ['query', { indexName }, 'params.queryVector'],
    ['query', { indexName, filter: {} }, 'params.queryVector'],
    ['query', { ...query, topK: '5' }, 'params.topK'],
    ['query', { ...query, topK: 1e9 }, 'params.topK'],
    ['query', { ...query, includeVector: 'yes' }, 'params.includeVector'],
    ['query', { ...query, rescore: 'text' }, 'params.rescore'],
    ['query', { ...query, using: 'none' }, 'using'],
    ['query', { ...query, filter: 'lang = en' }, 'filter'],
    ['query', { ...query, filter: { other: 1 } }, 'filter.other'],
    ['updateVector', { indexName, id: '1' }, 'params.update'],
    ['updateVector', { indexName, id: '1', update: {} }, 'params.update'],
    ['updateVector', { ...update, update: { vectors: [one] } }, 'params.update.vectors'],
    ['updateVector', { ...update, update: { vector: [1] } }, 'params.update.vector'],
    [
      'updateVector',
      { ...update, update: { metadata: { lang: 5 } } },
      'params.update.metadata.lang',
    ],
    ['updateVector', { ...update, id: '' }, 'params.id'],
    ['deleteVector', { indexName, id: '' }, 'params.ids[0]'],
    ['deleteVectors', { indexName, ids: 'all' }, 'params.ids'],
  ];
  for (const [name, params, expected] of wrong)
    expect([name, await field(name, params)]).toEqual([name, expected]);
  expect((await vector.describeIndex({ indexName })).count).toBe(0);
});

it('refuses sparse vectors by their name, and takes null as no filter', async () => {
  const { vector } = setUp();
  await vector.createIndex({ indexName, dimension });
  const sparse = { indices: [1], values: [1] };
  const vectors = [[1, 2, 3, 4]];
  const upsert = vector.upsert({ indexName, vectors, sparseVectors: [sparse] });
  expect(await refusal(upsert)).toMatch(/^unsupported .*sparseVectors/);
  const [queryVector = []] = vectors;
  const query = vector.query({ indexName, queryVector, sparseVector: sparse });
  expect(await refusal(query)).toMatch(/^unsupported .*sparseVector/);
  await vector.upsert({ indexName, vectors, deleteFilter: null });
  expect(await vector.query({ indexName, queryVector, filter: null })).toHaveLength(1);
});

it('writes nothing where one of many is wrong', async () => {
  const { vector } = setUp();
  await vector.createIndex({ indexName, dimension });
  const vectors = Array.from({ length: 1500 }, (_, i) => (i === 1400 ? [1] : [1, 2, 3, 4]));
  expect(await refusal(vector.upsert({ indexName, vectors }))).toBe('params.vectors[1400]');
  expect((await vector.describeIndex({ indexName })).count).toBe(0);
});

it('names all ids that were not written, and leaves the old parts of a document where the new ones failed', async () => {
  let isBroken = false;
  const { vector } = setUp({}, (store) =>
    wrapStore(store, {
      async upsert(records, options) {
        if (!isBroken) return await store.upsert(records, options);
        const details = { database: 'memory', collection: indexName, operation: 'upsert' };
        const unconfirmedIds = records.map(({ id }) => id);
        throw new NestvecError('store', 'full', { ...details, unconfirmedIds, retryable: false });
      },
    }),
  );
  await vector.createIndex({ indexName, dimension });
  const one = { indexName, vectors: [[1, 2, 3, 4]], metadata: [{ lang: 'de' }] };
  await vector.upsert({ ...one, ids: ['old'] });
  isBroken = true;
  const again = vector.upsert({ ...one, ids: ['new'], deleteFilter: { lang: 'de' } });
  await expect(again).rejects.toSatisfy(
    (error) => isNestvecError(error, 'store') && error.details.unconfirmedIds.join() === 'new',
  );
  const found = await vector.query({ indexName, filter: { lang: 'de' } });
  expect(found.map(({ id }) => id)).toEqual(['old']);
});

it('keeps shorter named vectors of its own, which a later createIndex adds to what is stored', async () => {
  const embedder = fakeEmbedder();
  const { vector } = setUp({ embedder, vectors: { text: { modality: 'text' } } });
  const { dimensions } = embedder.identity;
  await vector.createIndex({ indexName, dimension: dimensions });
  const [embedding] = (await embedder.embed([{ text: 'a' }], { task: 'document' })).embeddings;
  const one = embedding?.ok === true ? [...embedding.vector] : [];
  await vector.upsert({ indexName, vectors: [one], ids: ['1'] });
  const vectors = { text_64: { modality: 'text', dimensions: 64 } } as const;
  await vector.createIndex({ indexName, dimension: dimensions, vectors });
  const described = await vector.describeIndex({ indexName });
  expect(Object.keys(described.vectors)).toEqual(['text', 'text_64']);
  const found = await vector.query({ indexName, queryVector: one, using: 'text_64' });
  expect(found).toMatchObject([{ id: '1', score: expect.closeTo(1, 4) }]);
});

it('takes an embedder that is nearly the one of the index where its differences are accepted', async () => {
  const embedder = fakeEmbedder();
  const near = fakeEmbedder({ identity: { weights: 'int8' } });
  const { vector, database } = setUp({ embedder });
  const dimension = embedder.identity.dimensions;
  await vector.createIndex({ indexName, dimension });
  const vectors = [Array.from({ length: dimension }, (_, i) => i + 1)];
  const open = (collection: string) => memoryStore({ collection, database });
  const strict = setUp({ embedder: near, open }).vector;
  expect(await refusal(strict.upsert({ indexName, vectors }))).toMatch(/^identity .*acceptNear/);
  const lenient = setUp({ embedder: near, open, acceptNear: ['weights'] }).vector;
  await lenient.createIndex({ indexName, dimension });
  expect(await lenient.upsert({ indexName, vectors })).toHaveLength(1);
});

it('leaves a collection alone that nestvec did not make', async () => {
  const { vector, database } = setUp();
  addForeign(database, indexName, { vectors: { a: 4 }, records: [] });
  expect(await vector.listIndexes()).toEqual([indexName]);
  const vectors = [[1, 2, 3, 4]];
  const calls = [
    async () => await vector.describeIndex({ indexName }),
    async () => await vector.createIndex({ indexName, dimension }),
    async () => await vector.upsert({ indexName, vectors }),
  ];
  for (const call of calls) expect(await refusal(call())).toMatch(/^identity/);
});

it('is closed with its stores', async () => {
  let closed = 0;
  const { vector } = setUp({}, (store) =>
    wrapStore(store, {
      async close() {
        closed += 1;
        await store.close();
      },
    }),
  );
  await vector.createIndex({ indexName, dimension });
  await vector.createIndex({ indexName: 'other', dimension });
  await vector.close();
  expect(closed).toBe(2);
});
