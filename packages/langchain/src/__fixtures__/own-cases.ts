import { Document } from '@langchain/core/documents';
import { cosine } from '@nestvec/core';
import { expect, it } from 'vitest';
import type { NestvecVectorStore } from '../vector-store.ts';

const doc = (pageContent: string, metadata: Record<string, unknown> = {}) =>
  new Document({ pageContent, metadata });
const idsOf = (documents: readonly Document[]) => documents.map(({ id }) => id);

/** What this store does beyond LangChain's cases; `lang` and `year` are declared fields. */
export function ownCases(open: () => Promise<NestvecVectorStore>): void {
  it('scores by cosine, so that the best has the highest score, by text and by vector', async () => {
    const store = await open();
    const texts = Array.from({ length: 30 }, (_, i) => `text number ${i}`);
    await store.addDocuments(texts.map((text) => doc(text)));
    const query = 'text number 7';
    const vector = await store.embeddings.embedQuery(query);
    const own = await store.embeddings.embedDocuments(texts);
    const expected = own
      .map((one) => cosine(Float32Array.from(one), Float32Array.from(vector)))
      .toSorted((a, b) => b - a);
    const byText = await store.similaritySearchWithScore(query, 30);
    const byVector = await store.similaritySearchVectorWithScore(vector, 30);
    for (const found of [byText, byVector]) {
      expect(found[0]?.[0].pageContent).toBe(query);
      for (const [i, [, score]] of found.entries()) expect(score).toBeCloseTo(expected[i] ?? 2, 4);
      expect(found).toHaveLength(30);
    }
  });

  it('gives metadata back deep-equal, whatever JSON it is', async () => {
    const store = await open();
    const metadata = {
      lang: 'en',
      year: 2026,
      nested: { list: [1, { two: null }], empty: {}, 'with space': true },
      loc: { lines: { from: 1, to: 3 } },
      ünï: '日本語 🙂',
      none: null,
      big: 1e21,
    };
    const ids = await store.addDocuments([doc('a', { ...metadata, gone: undefined })]);
    const [[found] = []] = await store.similaritySearchWithScore('a', 1);
    expect(found?.metadata).toStrictEqual(metadata);
    expect((await store.getByIds(ids))[0]?.metadata).toStrictEqual(metadata);
  });

  it('filters by declared fields, and removes by a filter and everything', async () => {
    const store = await open();
    const documents = [
      doc('a', { lang: 'en', year: 2024 }),
      doc('b', { lang: 'en', year: 2026 }),
      doc('c', { lang: 'de', year: 2026 }),
    ];
    await store.addDocuments(documents, { ids: ['a', 'b', 'c'] });
    const recent = { lang: 'en', year: { $gte: 2025 } };
    expect(idsOf(await store.similaritySearch('a', 4, recent))).toEqual(['b']);
    const vector = await store.embeddings.embedQuery('a');
    const byVector = await store.similaritySearchVectorWithScore(vector, 4, { lang: 'de' });
    expect(byVector.map(([{ id }]) => id)).toEqual(['c']);
    await store.delete({ filter: recent });
    expect(idsOf(await store.getByIds(['a', 'b', 'c']))).toEqual(['a', 'c']);
    await store.delete({ deleteAll: true });
    expect(await store.similaritySearch('a', 4)).toEqual([]);
  });

  it('writes under given vectors, which the same searches find', async () => {
    const store = await open();
    const texts = ['one', 'two', 'three'];
    const vectors = await store.embeddings.embedDocuments(texts);
    // LangChain's caches and averages give vectors of any length.
    const long = vectors.map((vector) => vector.map((value) => value * 3));
    const documents = texts.map((text) => doc(text, { lang: 'en' }));
    const ids = await store.addVectors(long, documents);
    const [[best, score] = []] = await store.similaritySearchWithScore('two', 1);
    expect(best).toMatchObject({ pageContent: 'two', metadata: { lang: 'en' }, id: ids[1] });
    expect(score).toBeCloseTo(1, 4);
  });

  it('chooses documents that resemble each other little, by lambda', async () => {
    const store = await open();
    const query = await store.embeddings.embedQuery('q');
    const [away = []] = await store.embeddings.embedDocuments(['something else']);
    const between = (part: number) =>
      query.map((value, i) => value * part + (away[i] ?? 0) * (1 - part));
    await store.addVectors(
      [query, between(0.99), between(0.6)],
      [doc('same'), doc('nearly'), doc('other')],
      { ids: ['same', 'nearly', 'other'] },
    );
    const mmr = async (lambda: number) =>
      idsOf(await store.maxMarginalRelevanceSearch('q', { k: 2, fetchK: 3, lambda }));
    expect(await mmr(1)).toEqual(['same', 'nearly']);
    expect(await mmr(0.2)).toEqual(['same', 'other']);
    const retriever = store.asRetriever({ k: 2, searchType: 'mmr', searchKwargs: { lambda: 0.2 } });
    expect(idsOf(await retriever.invoke('q'))).toEqual(['same', 'other']);
  });

  it('finds images by an image, beside documents that are found by words', async () => {
    const store = await open();
    const [red, blue] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)];
    await store.addDocuments([doc('a red shoe')]);
    const ids = await store.addImages([
      { image: red, pageContent: 'a photo of a shoe', metadata: { lang: 'en' } },
      { image: blue, id: 'blue', uri: 'shoes/blue.png', metadata: { lang: 'de' } },
    ]);
    const found = await store.similaritySearchByImage(red, 2);
    expect(found.map(([{ id }]) => id)).toEqual([ids[0], 'blue']);
    expect(found[0]?.[1]).toBeCloseTo(1, 4);
    expect(found[0]?.[0].metadata).toEqual({ lang: 'en', _nestvec: { modality: 'image' } });
    expect(found[1]?.[0].metadata).toEqual({
      lang: 'de',
      _nestvec: { modality: 'image', uri: 'shoes/blue.png' },
    });
    const german = await store.similaritySearchByImage(red, 2, { lang: 'de' });
    expect(german.map(([{ id }]) => id)).toEqual(['blue']);
    const [text] = await store.similaritySearch('a red shoe', 1);
    expect(text?.pageContent).toBe('a red shoe');
  });
}
