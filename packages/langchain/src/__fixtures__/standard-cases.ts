import { Document } from '@langchain/core/documents';
import { expect, it } from 'vitest';
import type { NestvecVectorStore } from '../vector-store.ts';

const foo = () => new Document({ pageContent: 'foo', metadata: { id: 1 } });
const bar = () => new Document({ pageContent: 'bar', metadata: { id: 2 } });
const baz = () => new Document({ pageContent: 'baz', metadata: { id: 3 } });
const withId = ({ pageContent, metadata }: Document, id: string | undefined) =>
  new Document({ pageContent, metadata, id: id ?? '' });

/** What LangChain asks of every vector store, by the cases of its Python suite; each gets an empty store. */
export function standardCases(open: () => Promise<NestvecVectorStore>): void {
  it('is empty at first, and empty again for the next', async () => {
    for (const store of [await open(), await open()]) {
      expect(await store.similaritySearch('foo', 1)).toEqual([]);
      await store.addDocuments([foo()]);
    }
  });

  it('finds what was added, the best first, and leaves the given documents as they were', async () => {
    const store = await open();
    const documents = [foo(), bar()];
    const [one, two] = await store.addDocuments(documents);
    expect(await store.similaritySearch('bar', 2)).toEqual([withId(bar(), two), withId(foo(), one)]);
    expect(documents).toEqual([foo(), bar()]);
    expect(documents.map(({ id }) => id)).toEqual([undefined, undefined]);
  });

  it('gives back the ids that it was given, and removes one of them', async () => {
    const store = await open();
    expect(await store.addDocuments([foo(), bar()], { ids: ['1', '2'] })).toEqual(['1', '2']);
    await store.delete({ ids: ['1'] });
    expect(await store.similaritySearch('foo', 1)).toEqual([withId(bar(), '2')]);
  });

  it('removes several at once', async () => {
    const store = await open();
    await store.addDocuments([foo(), bar(), baz()], { ids: ['1', '2', '3'] });
    await store.delete({ ids: ['1', '2'] });
    expect(await store.similaritySearch('foo', 4)).toEqual([withId(baz(), '3')]);
  });

  it('takes it well to remove what is not there, before and after there is something', async () => {
    const store = await open();
    await store.delete({ ids: ['1'] });
    await store.addDocuments([foo()], { ids: ['4'] });
    await store.delete({ ids: ['1', '2', '3'] });
    await store.delete({ ids: [] });
    expect(await store.getByIds(['4'])).toEqual([withId(foo(), '4')]);
  });

  it('has each document once when it is added twice, with ids or without', async () => {
    const store = await open();
    for (let time = 0; time < 2; time++)
      await store.addDocuments([foo(), bar()], { ids: ['1', '2'] });
    expect(await store.similaritySearch('bar', 3)).toEqual([withId(bar(), '2'), withId(foo(), '1')]);
    const [first] = await store.addDocuments([baz()]);
    const [again] = await store.addDocuments([baz()]);
    expect(again).toBe(first);
    expect(await store.similaritySearch('baz', 9)).toHaveLength(3);
  });

  it('overwrites the document of an id', async () => {
    const store = await open();
    await store.addDocuments([foo(), bar()], { ids: ['1', '2'] });
    const changed = new Document({
      pageContent: 'new foo',
      metadata: { id: 1, some_other_field: 'foo' },
    });
    await store.addDocuments([changed], { ids: ['1'] });
    expect(await store.similaritySearch('new foo', 3)).toEqual([
      withId(changed, '1'),
      withId(bar(), '2'),
    ]);
  });

  it('gets by ids in their order, and nothing for unknown ones', async () => {
    const store = await open();
    expect(await store.getByIds(['1', '2', '3'])).toEqual([]);
    await store.addDocuments([foo(), bar()], { ids: ['1', '2'] });
    expect(await store.getByIds(['2', 'x', '1'])).toEqual([
      withId(bar(), '2'),
      withId(foo(), '1'),
    ]);
  });

  it('keeps the ids of documents, and makes one for a document without', async () => {
    const store = await open();
    const ids = await store.addDocuments([withId(foo(), 'foo'), bar()]);
    expect(ids[0]).toBe('foo');
    expect(ids[1]).toMatch(/./);
    expect(await store.getByIds(ids)).toEqual([withId(foo(), 'foo'), withId(bar(), ids[1])]);
  });
}
