import { Document } from '@langchain/core/documents';
import { index as indexDocuments } from '@langchain/core/indexing';
import { expect, it } from 'vitest';
import type { NestvecVectorStore } from '../vector-store.ts';
import { MemoryRecordManager } from './record-manager.ts';

const doc = (pageContent: string, source: string) =>
  new Document({ pageContent, metadata: { source } });

const first = [
  doc('batteries last a day', 'battery.md'),
  doc('charge it at night', 'battery.md'),
  doc('the strap is leather', 'strap.md'),
];
/** One text of battery.md changed. */
const second = [doc('batteries last a day', 'battery.md'), doc('charge it on Sundays', 'battery.md')];

/** LangChain's own `index`, in every cleanup mode, by what is in the database afterwards. */
export function indexingCases(open: () => Promise<NestvecVectorStore>): void {
  const texts = async (store: NestvecVectorStore): Promise<string[]> => {
    const found = await store.similaritySearch('charge', 20);
    expect(await store.index.store.count()).toBe(found.length);
    return found.map(({ pageContent }) => pageContent).toSorted();
  };
  const sorted = (documents: readonly Document[]) =>
    documents.map(({ pageContent }) => pageContent).toSorted();

  it('index without cleanup adds what is new, skips what is there, and removes nothing', async () => {
    const vectorStore = await open();
    const recordManager = new MemoryRecordManager({});
    const run = async (docsSource: Document[], forceUpdate = false) =>
      await indexDocuments({ docsSource, recordManager, vectorStore, options: { forceUpdate } });
    expect(await run(first)).toEqual(counts({ numAdded: 3 }));
    expect(await run(first)).toEqual(counts({ numSkipped: 3 }));
    expect(await run(first, true)).toEqual(counts({ numUpdated: 3 }));
    expect(await run(second)).toEqual(counts({ numAdded: 1, numSkipped: 1 }));
    expect(await texts(vectorStore)).toEqual(sorted([...first, doc('charge it on Sundays', 'a')]));
  });

  it('index with incremental cleanup removes what a source no longer has, and nothing of others', async () => {
    const vectorStore = await open();
    const recordManager = new MemoryRecordManager({});
    const options = { cleanup: 'incremental', sourceIdKey: 'source', batchSize: 2 } as const;
    await indexDocuments({ docsSource: first, recordManager, vectorStore, options });
    const report = await indexDocuments({
      docsSource: second,
      recordManager,
      vectorStore,
      options,
    });
    expect(report).toEqual(counts({ numAdded: 1, numSkipped: 1, numDeleted: 1 }));
    expect(await texts(vectorStore)).toEqual(
      sorted([...second, doc('the strap is leather', 'strap.md')]),
    );
  });

  it('index with full cleanup removes whatever was not given, in batches', async () => {
    const vectorStore = await open();
    const recordManager = new MemoryRecordManager({});
    const options = { cleanup: 'full', cleanupBatchSize: 1 } as const;
    await indexDocuments({ docsSource: first, recordManager, vectorStore, options });
    const report = await indexDocuments({
      docsSource: second,
      recordManager,
      vectorStore,
      options,
    });
    expect(report).toEqual(counts({ numAdded: 1, numSkipped: 1, numDeleted: 2 }));
    expect(await texts(vectorStore)).toEqual(sorted(second));
    const emptied = await indexDocuments({ docsSource: [], recordManager, vectorStore, options });
    expect(emptied).toEqual(counts({ numDeleted: 2 }));
    expect(await texts(vectorStore)).toEqual([]);
  });
}

function counts(some: Readonly<Record<string, number>>): object {
  return { numAdded: 0, numDeleted: 0, numUpdated: 0, numSkipped: 0, ...some };
}
