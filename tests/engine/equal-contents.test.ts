import { copyFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Content,
  createIndex,
  type Embedder,
  type Item,
  NestvecError,
  passages,
} from '@nestvec/core';
import { openJournal } from '@nestvec/core/journal';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './__fixtures__/journalled.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An embedder that says what it was paid for, few contents a call so that equal ones lie in several. */
function paying(change: Partial<Embedder> = {}): { embedder: Embedder; paid: Content[] } {
  const paid: Content[] = [];
  const base = fakeEmbedder({
    dimensions: 64,
    limits: { itemsPerCall: 4, concurrency: 2 },
    onCall: (contents) => paid.push(...contents),
  });
  return { embedder: { ...base, ...change }, paid };
}

/** Copies of one file under names of their own, long enough ago to be believed unchanged. */
async function copies(folder: string, count: number): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, i) => join(folder, `${i}.png`));
  const [first = ''] = paths;
  await writeFile(first, 'the bytes of an image');
  for (const path of paths.slice(1)) await copyFile(first, path);
  return paths;
}

describe.each(['without a journal', 'with a journal'])('equal contents, %s,', (way) => {
  const journalIn = async (folder: string) =>
    way === 'without a journal'
      ? undefined
      : await openJournal({ directory: join(folder, 'journal') });

  it('are embedded once, in one batch and across batches, and every item has its vector', async () => {
    const folder = await temporaryFolder();
    const files = await copies(folder, 6);
    const { embedder, paid } = paying();
    const index = await createIndex({ embedder, store: memoryStore({ collection: 'things' }) });
    const image = bytes('an image');
    const items: Item[] = [
      ...files.map((path, i) => ({ id: `file-${i}`, image: path })),
      ...Array.from({ length: 9 }, (_, i) => ({ id: `text-${i}`, text: 'one text' })),
      { id: 'bytes', image },
      { id: 'base64', image: { base64: Buffer.from(image).toString('base64') } },
      { id: 'data', image: `data:image/png;base64,${Buffer.from(image).toString('base64')}` },
      { id: 'blob', image: new Blob([image.slice()]) },
      { id: 'other', text: 'another text' },
    ];
    const journal = await journalIn(folder);
    const report = await index.ingest(items, { journal });
    await journal?.close();
    expect(report).toMatchObject({ written: 20, failed: 0, embedded: 4, reused: 16 });
    expect(paid).toHaveLength(4);
    const stored = await index.store.get(items.map(({ id }) => id));
    const vectorOf = (id: string, name: string): unknown =>
      stored.find((record) => record?.id === id)?.vectors[name];
    for (let i = 0; i < 6; i++)
      expect(vectorOf(`file-${i}`, 'image')).toEqual(vectorOf('file-0', 'image'));
    for (let i = 0; i < 9; i++)
      expect(vectorOf(`text-${i}`, 'text')).toEqual(vectorOf('text-0', 'text'));
    for (const id of ['base64', 'data', 'blob'])
      expect(vectorOf(id, 'image')).toEqual(vectorOf('bytes', 'image'));
    expect(vectorOf('file-0', 'image')).not.toEqual(vectorOf('bytes', 'image'));
  });

  it('in files of which the first is written to meanwhile cost that one alone', async () => {
    const folder = await temporaryFolder();
    const files = await copies(folder, 3);
    const past = new Date(Date.now() - 60_000);
    for (const path of files) await utimes(path, past, past);
    await new Promise((resolve) => setTimeout(resolve, 150)); // the files' clock has coarse ticks
    const base = fakeEmbedder({ dimensions: 64 });
    let isFirst = true;
    const { embedder } = paying({
      async embed(contents, options) {
        const result = await base.embed(contents, options);
        if (isFirst) await writeFile(files[0] ?? '', 'other bytes');
        isFirst = false;
        return result;
      },
    });
    const index = await createIndex({ embedder, store: memoryStore({ collection: 'things' }) });
    const journal = await journalIn(folder);
    const report = await index.ingest(
      files.map((image, i) => ({ id: `${i}.png`, image })),
      { journal },
    );
    await journal?.close();
    expect(report).toMatchObject({ written: 2, failed: 1 });
    expect(report.failures[0]).toMatchObject({
      id: '0.png',
      error: { message: `${files[0]}: was written to while it was read; run again` },
    });
  });

  it('that can not be embedded fail each in its own name', async () => {
    const folder = await temporaryFolder();
    const files = await copies(folder, 3);
    const { embedder } = paying({
      async embed(contents) {
        const embeddings = contents.map((content) => {
          const source =
            'image' in content && typeof content.image === 'string' ? content.image : '';
          const details = { source, reason: 'not-an-image' } as const;
          return {
            ok: false,
            error: new NestvecError('image', `${source}: is not an image`, details),
          } as const;
        });
        return { embeddings, usage: { tokens: 0, requests: 1 } };
      },
    });
    const index = await createIndex({ embedder, store: memoryStore({ collection: 'things' }) });
    const journal = await journalIn(folder);
    const report = await index.ingest(
      files.map((image, i) => ({ id: `${i}.png`, image })),
      { journal },
    );
    await journal?.close();
    expect(report.failures.map(({ id, error }) => [id, error.message])).toEqual(
      files.map((path, i) => [`${i}.png`, `${path}: is not an image`]),
    );
  });

  it('of documents are embedded once: passages, and images that several show', async () => {
    const { embedder, paid } = paying();
    const index = await createIndex({ embedder, store: memoryStore({ collection: 'things' }) });
    const document = (id: string) => ({
      kind: 'document' as const,
      id,
      text: `The same notice everywhere.`,
      images: [{ offset: 0, image: bytes('a logo'), key: 'logo' }],
    });
    const folder = await temporaryFolder();
    const journal = await journalIn(folder);
    const items = passages([document('a'), document('b'), document('c')], { embedder });
    const report = await index.ingest(items, { journal });
    await journal?.close();
    expect(report).toMatchObject({ read: 6, written: 6, failed: 0, embedded: 2 });
    expect(paid).toHaveLength(2);
  });
});

it('equal contents of several sources and runs with one journal are embedded once', async () => {
  const folder = await temporaryFolder();
  const files = await copies(folder, 2);
  const { embedder, paid } = paying();
  const index = await createIndex({ embedder, store: memoryStore({ collection: 'things' }) });
  for (const [run, image] of files.entries()) {
    const journal = await openJournal({ directory: join(folder, 'journal') });
    const report = await index.ingest([{ id: `${run}`, image }], { journal, source: `${run}` });
    expect(report).toMatchObject({ written: 1, failed: 0 });
    await journal.close();
  }
  expect(paid).toHaveLength(1);
});

it('a dry run counts an equal content once', async () => {
  const { embedder } = paying();
  const index = await createIndex({ embedder, store: memoryStore({ collection: 'things' }) });
  const items = Array.from({ length: 10 }, (_, i) => ({ id: `${i}`, text: 'one text' }));
  const report = await index.ingest(items, { dryRun: true });
  expect(report.estimate).toMatchObject({ items: 10, contents: 1, tokens: 4 });
});

it('two images written out with a charset are two images', async () => {
  const { embedder, paid } = paying();
  const index = await createIndex({ embedder, store: memoryStore({ collection: 'things' }) });
  const folder = await temporaryFolder();
  const journal = await openJournal({ directory: join(folder, 'journal') });
  const written = (text: string) => ({
    base64: `data:image/png;charset=utf-8;base64,${Buffer.from(text).toString('base64')}`,
  });
  await index.ingest(
    [
      { id: 'a', image: written('first image') },
      { id: 'b', image: written('second image') },
    ],
    { journal },
  );
  const again = await index.ingest([{ id: 'a', image: written('changed image') }], {
    journal,
    partial: true,
  });
  await journal.close();
  expect(paid).toHaveLength(3);
  expect(again).toMatchObject({ written: 1, unchanged: 0 });
  await rm(folder, { recursive: true });
});
