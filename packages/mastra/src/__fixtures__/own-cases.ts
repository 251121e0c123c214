import { createIndex, type Embedder } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import type { TestStore } from '@nestvec/testkit/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NestvecVector } from '../nestvec-vector.ts';
import { newIndexName } from './opened.ts';

const embedder = fakeEmbedder();
const { dimensions: dimension } = embedder.identity;

/** Vectors of contents, as plain numbers. */
async function embed(...contents: Parameters<Embedder['embed']>[0]): Promise<number[][]> {
  const { embeddings } = await embedder.embed(contents, { task: 'document' });
  return embeddings.map((one) => (one.ok ? [...one.vector] : []));
}

/** What this store does beyond Mastra’s cases: named vectors, declared fields, drift, and one collection under all doors. */
export function ownCases(
  open: Exclude<TestStore['open'], string>,
  list: TestStore['list'],
): void {
  const setUp = async (): Promise<{ vector: NestvecVector; indexName: string }> => {
    const vector = new NestvecVector({ id: 'own', open, list, embedder, fields: { lang: 'string' } });
    const indexName = newIndexName();
    await vector.createIndex({ indexName, dimension });
    onTestFinished(async () => {
      await vector.deleteIndex({ indexName });
      await vector.close();
    });
    return { vector, indexName };
  };

  describe('named vectors', () => {
    it('are those of the model: each modality whole and short, searched from the short to the whole', async () => {
      const { vector, indexName } = await setUp();
      const { vectors, fields } = await vector.describeIndex({ indexName });
      expect(Object.keys(vectors).toSorted()).toEqual(['image', 'image_64', 'text', 'text_64']);
      expect(fields).toEqual({ lang: 'string' });
      const [red = [], blue = []] = await embed({ text: 'red' }, { text: 'blue' });
      await vector.upsert({ indexName, vectors: [red, blue], ids: ['red', 'blue'] });
      const found = await vector.query({ indexName, queryVector: red, includeVector: true });
      expect(found.map(({ id }) => id)).toEqual(['red', 'blue']);
      expect(found[0]?.vector).toHaveLength(dimension);
      const short = { indexName, queryVector: red, using: 'text_64', includeVector: true } as const;
      expect((await vector.query(short))[0]).toMatchObject({ id: 'red', score: expect.closeTo(1, 4) });
      expect((await vector.query(short))[0]?.vector).toHaveLength(64);
    });

    it('of images lie beside those of texts, and writing one leaves the other', async () => {
      const { vector, indexName } = await setUp();
      const [text = [], image = []] = await embed({ text: 'shoe' }, { image: Uint8Array.of(1) });
      const metadata = [{ lang: 'en', text: 'a shoe' }];
      await vector.upsert({ indexName, vectors: [text], metadata, ids: ['shoe'] });
      await vector.upsert({ indexName, vectors: [image], ids: ['shoe'], modality: 'image' });
      for (const [queryVector, modality] of [
        [text, 'text'],
        [image, 'image'],
      ] as const)
        expect(await vector.query({ indexName, queryVector, modality })).toEqual([
          {
            id: 'shoe',
            score: expect.closeTo(1, 4),
            metadata: { lang: 'en', text: 'a shoe' },
            document: 'a shoe',
          },
        ]);
      await vector.upsert({ indexName, vectors: [text], ids: ['shoe'] });
      const gone = await vector.query({ indexName, queryVector: image, modality: 'image' });
      expect(gone).toEqual([]);
    });
  });

  it('makes an index again without losing anything, with more fields, and not with another dimension', async () => {
    const { vector, indexName } = await setUp();
    const [one = []] = await embed({ text: 'one' });
    await vector.upsert({ indexName, vectors: [one], metadata: [{ lang: 'en', year: 2026 }] });
    await vector.createIndex({ indexName, dimension });
    await Promise.all([1, 2].map(async () => await vector.createIndex({ indexName, dimension })));
    await vector.createIndex({ indexName, dimension, fields: { year: 'number' } });
    const filter = { lang: 'en', year: { $gte: 2026 } };
    expect(await vector.query({ indexName, queryVector: one, filter })).toHaveLength(1);
    const other = new NestvecVector({ id: 'other', open, list });
    onTestFinished(async () => await other.close());
    await expect(other.createIndex({ indexName, dimension: 8 })).rejects.toThrow(/256 dimensions/);
    await expect(vector.createIndex({ indexName, dimension: 8 })).rejects.toThrow(/params\.dimension/);
  });

  it('refuses vectors of another model, also where they are as long', async () => {
    const { vector, indexName } = await setUp();
    const [one = []] = await embed({ text: 'one' });
    await vector.upsert({ indexName, vectors: [one], ids: ['one'] });
    const foreign = fakeEmbedder({ model: 'nestvec/other-clip', dimensions: dimension });
    const other = new NestvecVector({ id: 'other', open, list, embedder: foreign });
    onTestFinished(async () => await other.close());
    const calls = [
      async () => await other.createIndex({ indexName, dimension }),
      async () => await other.upsert({ indexName, vectors: [one] }),
      async () => await other.query({ indexName, queryVector: one }),
      async () => await other.updateVector({ indexName, id: 'one', update: { vector: one } }),
    ];
    for (const call of calls) await expect(call()).rejects.toThrow(/nestvec\/other-clip/);
    expect((await vector.describeIndex({ indexName })).count).toBe(1);
  });

  it('is the same collection that createIndex of nestvec opens, in both directions', async () => {
    const { vector, indexName } = await setUp();
    const [shoe = []] = await embed({ text: 'a red shoe' });
    const metadata = [{ text: 'a red shoe', lang: 'en', nested: { list: [1, null] } }];
    await vector.upsert({ indexName, vectors: [shoe], metadata, ids: ['shoe'] });
    const index = await createIndex({ embedder: fakeEmbedder(), store: open(indexName) });
    onTestFinished(async () => await index.close());
    const { hits } = await index.search('a red shoe', { over: 'text' });
    expect(hits).toMatchObject([{ id: 'shoe', text: 'a red shoe', score: expect.closeTo(1, 4) }]);
    await index.ingest([{ id: 'hat', text: 'a hat', metadata: { lang: 'en' } }]);
    const [hat = []] = await embed({ text: 'a hat' });
    const found = await vector.query({ indexName, queryVector: hat, topK: 2 });
    expect(found.map((one) => one.metadata)).toEqual([
      { text: 'a hat', lang: 'en' },
      { text: 'a red shoe', lang: 'en', nested: { list: [1, null] } },
    ]);
  });

  it('replaces the old parts of a document once the new ones are there', async () => {
    const { vector, indexName } = await setUp();
    const vectors = await embed({ text: '1' }, { text: '2' }, { text: '3' });
    const german = vectors.map(() => ({ lang: 'de' }));
    await vector.upsert({ indexName, vectors, metadata: german, ids: ['1', '2', '3'] });
    await vector.upsert({
      indexName,
      vectors: vectors.slice(0, 2),
      metadata: german.slice(0, 2),
      ids: ['2', '4'],
      deleteFilter: { lang: 'de' },
    });
    const found = await vector.query({ indexName, filter: { lang: 'de' }, topK: 10 });
    expect(found.map(({ id, score }) => `${id} ${score}`).toSorted()).toEqual(['2 0', '4 0']);
  });

  it('changes the text of a record with its metadata', async () => {
    const { vector, indexName } = await setUp();
    const [one = []] = await embed({ text: 'one' });
    const metadata = [{ text: 'old', lang: 'en' }];
    await vector.upsert({ indexName, vectors: [one], metadata, ids: ['1'] });
    await vector.updateVector({ indexName, id: '1', update: { metadata: { text: 'new' } } });
    const [found] = await vector.query({ indexName, queryVector: one });
    expect(found).toMatchObject({ metadata: { text: 'new', lang: 'en' }, document: 'new' });
  });

  it('changes what is under the key of the text, whatever it was and becomes', async () => {
    const { vector, indexName } = await setUp();
    const [one = []] = await embed({ text: 'one' });
    await vector.upsert({ indexName, vectors: [one], metadata: [{ text: 7 }], ids: ['1'] });
    for (const text of ['a text', '', 'another', null, { of: 'more' }, 'the last']) {
      await vector.updateVector({ indexName, id: '1', update: { metadata: { text } } });
      const document = typeof text === 'string' && text !== '' ? { document: text } : {};
      expect(await vector.query({ indexName, queryVector: one })).toStrictEqual([
        { id: '1', score: expect.closeTo(1, 4), metadata: { text }, ...document },
      ]);
    }
  });

  it('changes a vector so that an ingest of the content before writes it again', async () => {
    const { vector, indexName } = await setUp();
    const index = await createIndex({ embedder: fakeEmbedder(), store: open(indexName) });
    onTestFinished(async () => await index.close());
    const items = [{ id: 'shoe', text: 'a red shoe' }];
    await index.ingest(items, { skipStored: true });
    expect(await index.ingest(items, { skipStored: true })).toMatchObject({ unchanged: 1 });
    const [other = []] = await embed({ text: 'something else' });
    await vector.updateVector({ indexName, id: 'shoe', update: { vector: other } });
    expect(await index.ingest(items, { skipStored: true })).toMatchObject({ unchanged: 0 });
    const [shoe = []] = await embed({ text: 'a red shoe' });
    const found = await vector.query({ indexName, queryVector: shoe });
    expect(found).toMatchObject([{ id: 'shoe', score: expect.closeTo(1, 4) }]);
  });

  it('changes all that a filter takes, over several pages, also where they pass it no longer', async () => {
    const vector = new NestvecVector({ id: 'own', open, list, fields: { lang: 'string' } });
    const indexName = newIndexName();
    await vector.createIndex({ indexName, dimension: 2 });
    onTestFinished(async () => {
      await vector.deleteIndex({ indexName });
      await vector.close();
    });
    const vectors = Array.from({ length: 300 }, (_, i) => [1, i]);
    await vector.upsert({ indexName, vectors, metadata: vectors.map(() => ({ lang: 'en' })) });
    const update = { metadata: { lang: 'de' } };
    await vector.updateVector({ indexName, filter: { lang: 'en' }, update });
    const ask = async (lang: string) =>
      await vector.query({ indexName, filter: { lang }, topK: 1000 });
    expect(await ask('en')).toEqual([]);
    expect(await ask('de')).toHaveLength(300);
  });
}
