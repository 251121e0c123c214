import { isNestvecError, type VectorIndex } from '@nestvec/core';
import { Document, type Genkit } from 'genkit';
import { expect, it } from 'vitest';
import { factsOf, picture } from './places.ts';

/** An index and a Genkit over it, as `nestvec/docs`. */
export interface Opened {
  readonly ai: Genkit;
  readonly index: VectorIndex;
}

const name = 'nestvec/docs';

/** What the retriever and the indexer do, over any store; `lang` and `year` are declared fields. */
export function storeCases(open: () => Promise<Opened>): void {
  it('finds what was indexed, the best first, with ids and scores in the metadata', async () => {
    const { ai } = await open();
    const documents = Array.from({ length: 12 }, (_, i) =>
      Document.fromText(`text number ${i}`, { id: `doc-${i}` }),
    );
    await ai.index({ indexer: name, documents });
    const found = await ai.retrieve({ retriever: name, query: 'text number 7', options: { k: 3 } });
    expect(found).toHaveLength(3);
    expect(found[0]?.text).toBe('text number 7');
    expect(found[0]?.metadata?.['id']).toBe('doc-7');
    const scores = found.map((one) => factsOf(one).score ?? Number.NaN);
    expect(scores[0]).toBeCloseTo(1, 4);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  it('gives metadata back deep-equal, whatever JSON it is', async () => {
    const { ai } = await open();
    const metadata = {
      lang: 'en',
      year: 2026,
      nested: { list: [1, { two: null }], empty: {}, 'with space': true },
      ünï: '日本語 🙂',
      none: null,
      big: 1e21,
    };
    await ai.index({ indexer: name, documents: [Document.fromText('a', { ...metadata, id: 'a' })] });
    const [found] = await ai.retrieve({ retriever: name, query: 'a' });
    const { _nestvec: facts, ...rest } = found?.metadata ?? {};
    expect(rest).toStrictEqual({ ...metadata, id: 'a' });
    expect(facts).toMatchObject({ id: 'a', modality: 'text' });
  });

  it('filters by declared fields, and refuses what is not one', async () => {
    const { ai } = await open();
    await ai.index({
      indexer: name,
      documents: [
        Document.fromText('a', { id: 'a', lang: 'en', year: 2024 }),
        Document.fromText('b', { id: 'b', lang: 'en', year: 2026 }),
        Document.fromText('c', { id: 'c', lang: 'de', year: 2026 }),
      ],
    });
    const idsOf = async (filter: object): Promise<unknown[]> => {
      const found = await ai.retrieve({ retriever: name, query: 'a', options: { filter } });
      return found.map(({ metadata }): unknown => metadata?.['id']);
    };
    expect(await idsOf({ lang: 'en', year: { $gte: 2025 } })).toEqual(['b']);
    expect(await idsOf({ lang: 'fr' })).toEqual([]);
    await expect(idsOf({ colour: 'red' })).rejects.toSatisfy((error) =>
      isNestvecError(error, 'invalid-input'),
    );
  });

  it('keeps a document of a text and an image as one record, found by words and by the image', async () => {
    const { ai, index } = await open();
    const [red, blue] = [picture(1), picture(2)];
    const both = (text: string, url: string, id: string): Document =>
      Document.fromParts([{ text }, { media: { url, contentType: 'image/png' } }], { id });
    const documents = [both('a shoe', red, 'shoe'), Document.fromMedia(blue, 'image/png', { id: 'blue' })];
    await ai.index({ indexer: name, documents });
    expect(await index.store.count()).toBe(2);
    const [byImage] = await ai.retrieve({ retriever: name, query: Document.fromMedia(blue) });
    expect(byImage?.metadata).toMatchObject({ id: 'blue', _nestvec: { modality: 'image' } });
    const [byText] = await ai.retrieve({ retriever: name, query: 'a shoe' });
    expect(byText?.metadata).toMatchObject({ id: 'shoe' });
    const mixed = Document.fromParts([{ text: 'a shoe' }, { media: { url: red } }]);
    const [byBoth] = await ai.retrieve({ retriever: name, query: mixed });
    expect(byBoth?.metadata).toMatchObject({ id: 'shoe' });
  });

  it('takes the same document for the same record, also without an id', async () => {
    const { ai, index } = await open();
    const documents = [Document.fromText('a', { lang: 'en' }), Document.fromText('b')];
    await ai.index({ indexer: name, documents });
    await ai.index({ indexer: name, documents: [Document.fromText('a', { lang: 'en' })] });
    expect(await index.store.count()).toBe(2);
    // What was found goes in again as what it was.
    const found = await ai.retrieve({ retriever: name, query: 'a' });
    await ai.index({ indexer: name, documents: found });
    expect(await index.store.count()).toBe(2);
  });

  it('writes the documents that it can, and names the others in one error', async () => {
    const { ai, index } = await open();
    const documents = [
      Document.fromText('a', { id: 'a' }),
      Document.fromText('[fail]', { id: 'bad' }),
      Document.fromText('b', { id: 'b' }),
    ];
    await expect(ai.index({ indexer: name, documents })).rejects.toSatisfy(
      (error) =>
        isNestvecError(error, 'store') && error.details.unconfirmedIds?.join(',') === 'bad',
    );
    const records = await index.store.get(['a', 'bad', 'b']);
    expect(records.map((record) => record?.id)).toEqual(['a', undefined, 'b']);
  });
}
