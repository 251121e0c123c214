import { Document } from '@langchain/core/documents';
import { FakeEmbeddings } from '@langchain/core/utils/testing';
import { createIndex, isNestvecError, NestvecError, type VectorIndex } from '@nestvec/core';
import { openJournal } from '@nestvec/core/journal';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { NestvecEmbeddings } from './embeddings.ts';
import { NestvecVectorStore } from './vector-store.ts';

const doc = (pageContent: string, metadata: Record<string, unknown> = {}) =>
  new Document({ pageContent, metadata });

async function openIndex(
  modalities?: readonly ('text' | 'image')[],
  onCall?: (contents: readonly unknown[]) => void,
): Promise<VectorIndex> {
  return await createIndex({
    embedder: fakeEmbedder({ onCall }),
    store: memoryStore({ collection: 'docs' }),
    fields: { lang: 'string' },
    modalities,
  });
}

async function fieldOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => 'accepted',
    (reason: unknown) => reason,
  );
  return isNestvecError(error, 'invalid-input') ? error.details.field : String(error);
}

it('writes nothing where one document can’t be taken, and names its place', async () => {
  const index = await openIndex();
  const store = new NestvecVectorStore(index);
  const bad: readonly [Document, string][] = [
    [doc(''), 'documents[1].pageContent'],
    [doc('b', { when: new Date(0) }), 'documents[1].metadata.when'],
    [doc('b', { deep: [{ size: 1n }] }), 'documents[1].metadata.deep[0].size'],
  ];
  for (const [document, field] of bad)
    expect(await fieldOf(store.addDocuments([doc('a'), document]))).toBe(field);
  expect(await fieldOf(store.addDocuments([doc('a')], { ids: ['1', '2'] }))).toBe('options.ids');
  expect(await store.similaritySearch('a')).toEqual([]);
});

it('says which documents were not written, and writes the others', async () => {
  const store = new NestvecVectorStore(await openIndex());
  const adding = store.addDocuments([doc('good'), doc('bad [fail]')], { ids: ['1', '2'] });
  await expect(adding).rejects.toSatisfy(
    (error) => isNestvecError(error, 'store') && error.details.unconfirmedIds.join() === '2',
  );
  expect(await store.getByIds(['1', '2'])).toHaveLength(1);
});

it('refuses vectors of another size or without a direction', async () => {
  const store = new NestvecVectorStore(await openIndex());
  expect(await fieldOf(store.addVectors([[1, 2]], [doc('a')]))).toBe('vectors[0]');
  const zeros = Array.from({ length: 256 }, () => 0);
  expect(await fieldOf(store.addVectors([zeros], [doc('a')]))).toBe('vectors[0]');
  expect(await fieldOf(store.addVectors([], [doc('a')]))).toBe('vectors');
  expect(await fieldOf(store.similaritySearchVectorWithScore([1], 1))).toBe('query');
});

it('refuses a filter on a field that is not declared', async () => {
  const store = new NestvecVectorStore(await openIndex());
  await store.addDocuments([doc('a', { colour: 'red' })]);
  expect(await fieldOf(store.similaritySearch('a', 1, { colour: 'red' }))).toMatch(/colour/);
});

it('removes by one way only, and never by an empty filter', async () => {
  const store = new NestvecVectorStore(await openIndex());
  await store.addDocuments([doc('a')], { ids: ['1'] });
  // What the types forbid.
  const remove = async (params: unknown) =>
    await fieldOf(store.delete(params as { deleteAll: true }));
  expect(await remove(undefined)).toBe('params');
  expect(await remove({})).toBe('params');
  expect(await remove({ ids: ['1'], deleteAll: true })).toBe('params');
  expect(await remove({ deleteAll: false })).toBe('params.deleteAll');
  expect(await remove({ id: '1' })).toBe('params.id');
  expect(await remove({ filter: {} })).toMatch(/filter/);
  expect(await store.getByIds(['1'])).toHaveLength(1);
});

it('compares with images where the collection has nothing else, or where `over` says so', async () => {
  const images = new NestvecVectorStore(await openIndex(['image']));
  await images.addImages([Uint8Array.of(1)], { ids: ['1'] });
  expect(await images.similaritySearch('a shoe')).toMatchObject([{ id: '1' }]);
  expect(() => new NestvecVectorStore(images.index, { over: 'text' })).toThrow(/no text vectors/);
  const both = await openIndex();
  const overImages = new NestvecVectorStore(both, { over: 'image' });
  await overImages.addDocuments([doc('a shoe')], { ids: ['text'] });
  await overImages.addImages([Uint8Array.of(1)], { ids: ['image'] });
  expect(await overImages.similaritySearch('a shoe')).toMatchObject([{ id: 'image' }]);
});

it('takes again what a search gave, without what the search added', async () => {
  const store = new NestvecVectorStore(await openIndex());
  await store.addImages([{ image: Uint8Array.of(1), pageContent: 'a shoe', id: '1' }]);
  const [found] = await store.similaritySearch('a shoe', 1);
  await store.addDocuments(found === undefined ? [] : [found]);
  expect(await store.index.store.get(['1'])).toMatchObject([{ id: '1', metadata: {} }]);
  expect((await store.index.store.get(['1']))[0]?.metadata).toEqual({});
});

it('is made of documents and texts', async () => {
  const index = await openIndex();
  const embeddings = new NestvecEmbeddings({ embedder: index.embedder });
  const store = await NestvecVectorStore.fromDocuments([doc('a', { lang: 'en' })], embeddings, {
    index,
    ids: ['1'],
  });
  await NestvecVectorStore.fromTexts(['b', 'c'], [{ lang: 'de' }, {}], undefined, {
    index,
    ids: ['2', '3'],
  });
  await NestvecVectorStore.fromTexts(['d'], { lang: 'fr' }, undefined, { index, ids: ['4'] });
  const found = await store.getByIds(['1', '2', '3', '4']);
  expect(found.map(({ metadata }) => metadata)).toEqual([
    { lang: 'en' },
    { lang: 'de' },
    {},
    { lang: 'fr' },
  ]);
  const others = NestvecVectorStore.fromTexts(['e'], {}, new FakeEmbeddings(), { index });
  expect(await fieldOf(others)).toBe('embeddings');
});

it('goes on with a journal where a run ended, and pays for no embedding twice', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'nestvec-langchain-'));
  const embedded: unknown[] = [];
  const index = await openIndex(undefined, (contents) => void embedded.push(...contents));
  const journal = await openJournal({ directory });
  onTestFinished(async () => {
    await journal.close();
    await rm(directory, { recursive: true, force: true });
  });
  const store = new NestvecVectorStore(index);
  const documents = Array.from({ length: 20 }, (_, i) => doc(`text ${i}`));
  const ids = await store.addDocuments(documents.slice(0, 10), { journal });
  expect(await store.addDocuments(documents, { journal })).toHaveLength(20);
  expect(embedded).toHaveLength(20);
  expect(await store.getByIds(ids)).toHaveLength(10);
});

it('names the place of an id that no record can have, before anything is written', async () => {
  const store = new NestvecVectorStore(await openIndex());
  const vector = await store.embeddings.embedQuery('a');
  for (const id of [5, '', {}, 'x'.repeat(600), 'half \ud800']) {
    // What the type forbids.
    const given = [doc('a'), new Document({ pageContent: 'b', id: id as string })];
    expect(await fieldOf(store.addDocuments(given))).toBe('documents[1].id');
    expect(await fieldOf(store.addVectors([vector, vector], given))).toBe('documents[1].id');
    expect(await fieldOf(store.addDocuments([doc('a')], { ids: [id as string] }))).toBe(
      'options.ids[0]',
    );
    const image = { image: Uint8Array.of(1), id: id as string };
    expect(await fieldOf(store.addImages([image]))).toBe('images[0].id');
  }
  expect(await store.index.store.count().catch(() => 0)).toBe(0);
});

it('writes nothing under given vectors where one document does not fit, however many there are', async () => {
  const store = new NestvecVectorStore(await openIndex());
  const vector = await store.embeddings.embedQuery('a');
  const documents = Array.from({ length: 1200 }, (_, i) =>
    doc('a', { lang: i === 1100 ? 5 : 'en' }),
  );
  const ids = documents.map((_, i) => `${i}`);
  const adding = store.addVectors(
    documents.map(() => vector),
    documents,
    { ids },
  );
  expect(await fieldOf(adding)).toBe('documents[1100].metadata.lang');
  expect(await store.getByIds(ids.slice(0, 100))).toEqual([]);
});

it('names all documents that were not written under given vectors, those of later calls too', async () => {
  const opened = await openIndex();
  await opened.create();
  let calls = 0;
  const limits = { ...opened.store.limits, recordsPerUpsert: 2, concurrency: 1 };
  const index: VectorIndex = {
    ...opened,
    store: {
      ...opened.store,
      limits,
      async upsert(records, options) {
        if (++calls !== 2) return await opened.store.upsert(records, options);
        await opened.store.upsert(records.slice(0, 1), options);
        const details = { database: 'memory', collection: 'docs', operation: 'upsert' };
        const unconfirmedIds = records.slice(1).map(({ id }) => id);
        throw new NestvecError('store', 'full', { ...details, unconfirmedIds, retryable: false });
      },
    },
  };
  const store = new NestvecVectorStore(index);
  const vector = await store.embeddings.embedQuery('a');
  const ids = ['0', '1', '2', '3', '4', '5', '6'];
  const adding = store.addVectors(
    ids.map(() => vector),
    ids.map((id) => doc(id)),
    { ids },
  );
  await expect(adding).rejects.toSatisfy(
    (error) => isNestvecError(error, 'store') && error.details.unconfirmedIds.join() === '3,4,5,6',
  );
  expect((await store.getByIds(ids)).map(({ id }) => id)).toEqual(['0', '1', '2']);
});

it('names the argument that is at fault: k, fetchK, lambda, a number of a vector, metadata', async () => {
  const store = new NestvecVectorStore(await openIndex());
  const vector = await store.embeddings.embedQuery('a');
  for (const k of [0, -1, 1.5, Number.NaN, 1e9, '3' as unknown as number]) {
    expect(await fieldOf(store.similaritySearch('a', k))).toBe('k');
    expect(await fieldOf(store.similaritySearchVectorWithScore(vector, k))).toBe('k');
    expect(await fieldOf(store.similaritySearchByImage(Uint8Array.of(1), k))).toBe('k');
    expect(await fieldOf(store.maxMarginalRelevanceSearch('a', { k }))).toBe('options.k');
    expect(await fieldOf(store.maxMarginalRelevanceSearch('a', { k: 1, fetchK: k }))).toBe(
      'options.fetchK',
    );
  }
  const half = '0.5' as unknown as number;
  expect(await fieldOf(store.maxMarginalRelevanceSearch('a', { k: 1, lambda: half }))).toBe(
    'options.lambda',
  );
  const holed = vector.map((value, i) => (i === 3 ? (null as unknown as number) : value));
  expect(await fieldOf(store.addVectors([holed], [doc('a')]))).toBe('vectors[0][3]');
  const made = NestvecVectorStore.fromTexts(['a'], ['no object'], undefined, {
    index: store.index,
  });
  expect(await fieldOf(made)).toBe('documents[0].metadata');
});
