import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createIndex, type Item } from '@nestvec/core';
import { copy } from '@nestvec/core/copy';
import { readDeadLetters } from '@nestvec/core/journal';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { describe, expect, it } from 'vitest';
import { contentOf, recordOf, temporaryFolder } from './__fixtures__/collection.ts';

const old = fakeEmbedder();
const calls: number[] = [];
const newer = fakeEmbedder({
  model: 'jinaai/jina-clip-v2',
  onCall: (contents) => calls.push(contents.length),
});

const bytes = (n: number): Uint8Array => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, n);

/** Twenty texts and ten images in files, embedded by the old model. */
async function collection() {
  const folder = await temporaryFolder();
  const images: Item[] = [];
  for (let n = 0; n < 10; n++) {
    const image = join(folder, `${n}.png`);
    await writeFile(image, bytes(n));
    images.push({ id: `image-${n}`, image, metadata: { n } });
  }
  const texts = Array.from({ length: 20 }, (_, n) => ({
    id: `text-${n}`,
    text: `text ${n}`,
    metadata: { n },
    uri: 'handbook.md',
    parentId: 'handbook',
  }));
  const from = memoryStore({ collection: 'photos' });
  const index = await createIndex({ embedder: old, store: from, fields: { n: 'number' } });
  await index.ingest([...texts, ...images]);
  return { from, folder };
}

describe('a copy by another embedder', () => {
  it('embeds texts and images again, and keeps everything else', async () => {
    const { from } = await collection();
    const to = memoryStore({ collection: 'newer' });
    const report = await copy(from, to, { embedder: newer, verify: 'all' });
    expect(report).toMatchObject({
      passes: [{ read: 30, written: 30, failed: 0 }],
      embedded: { contents: 30 },
      verification: { equal: true, records: { compared: 30 } },
    });
    expect((await to.describe())?.spec).toMatchObject({
      embedder: newer.identity,
      fields: { n: 'number' },
    });
    const { embeddings } = await newer.embed([{ text: 'text 3' }], { task: 'document' });
    const [record, image] = await to.get(['text-3', 'image-3']);
    expect(embeddings[0]?.ok === true && embeddings[0].vector).toEqual(record?.vectors['text']);
    expect(record).toMatchObject({ uri: 'handbook.md', parentId: 'handbook', metadata: { n: 3 } });
    expect(Object.keys(image?.vectors ?? {})).toContain('image');
  });

  it('with a journal embeds only what is new or changed', async () => {
    const { from, folder } = await collection();
    const to = memoryStore({ collection: 'newer' });
    const journal = join(folder, 'journal');
    await copy(from, to, { embedder: newer, journal });
    await from.upsert([
      { ...((await from.get(['text-3']))[0] ?? recordOf(1)), text: 'another text' },
    ]);
    calls.length = 0;
    const again = await copy(from, to, { embedder: newer, journal });
    expect(again).toMatchObject({
      passes: [{ written: 1, unchanged: 29 }],
      embedded: { contents: 1 },
      verification: { equal: true },
    });
    expect(calls).toEqual([1]);
  });

  it('removes what it wrote itself, was not changed there since, and is gone from the source', async () => {
    const { from, folder } = await collection();
    const to = memoryStore({ collection: 'newer' });
    const journal = join(folder, 'journal');
    await copy(from, to, { embedder: newer, journal });
    await to.upsert([{ ...((await to.get(['text-1']))[0] ?? recordOf(1)), id: 'theirs' }]);
    await to.update([{ id: 'text-4', metadata: { n: 44 } }]);
    await from.remove({ ids: ['text-3', 'text-4', 'image-5'] });
    const report = await copy(from, to, { embedder: newer, journal, follow: 2 });
    expect(report.passes).toMatchObject([
      { removed: 2, kept: 1, written: 0 },
      { removed: 0, kept: 0, written: 0 },
    ]);
    expect(report.ended).toBe('no-change');
    const ids = [...(await contentOf(to)).keys()];
    expect(ids).toHaveLength(29);
    expect(ids).toEqual(expect.arrayContaining(['theirs', 'text-4']));
    // An id that comes back is written again.
    const [back] = await from.get(['text-1']);
    await from.upsert([{ ...(back ?? recordOf(1)), id: 'text-3', text: 'text 3' }]);
    await copy(from, to, { embedder: newer, journal });
    expect((await to.get(['text-3']))[0]?.text).toBe('text 3');
  });

  it('removes nothing where the source is suddenly empty', async () => {
    const { from, folder } = await collection();
    const to = memoryStore({ collection: 'newer' });
    const journal = join(folder, 'journal');
    await copy(from, to, { embedder: newer, journal });
    await from.remove({ all: true });
    const report = await copy(from, to, { embedder: newer, journal });
    expect(report.passes[0]?.notRemoved).toEqual([
      expect.stringContaining('the source gave no records'),
    ]);
    expect(await to.count()).toBe(30);
  });

  it('says in a dry run what has neither text nor image, and what the rest costs', async () => {
    const { from } = await collection();
    const [one] = await from.get(['image-3']);
    const vectors = one?.vectors ?? {};
    await from.upsert([
      { id: 'bare', vectors, metadata: {} },
      { id: 'moved', vectors, metadata: {}, uri: '/nowhere/at/all.png' },
    ]);
    const to = memoryStore({ collection: 'newer' });
    calls.length = 0;
    const price = { perMillionTokens: 1e6, currency: 'USD' };
    const report = await copy(from, to, { embedder: newer, dryRun: true, price });
    expect(report.failures).toMatchObject([
      {
        id: 'bare',
        message: expect.stringMatching(
          /^record bare: has no (text and no image|image and no text) to embed/,
        ),
      },
      { id: 'moved', message: expect.stringContaining('can’t be read here') },
    ]);
    expect(report.estimate).toMatchObject({ records: 30, contents: 30 });
    const { tokens = 0, cost, durationMs } = report.estimate ?? {};
    expect(tokens).toBeGreaterThan(0);
    expect(cost?.amount).toBeCloseTo(tokens);
    expect(durationMs).toBeGreaterThan(0);
    // One to load the model and a few to see how long they take.
    expect(calls).toEqual([1, 8]);
    expect(await to.describe()).toBeUndefined();
    const done = await copy(from, to, { embedder: newer });
    expect(done).toMatchObject({
      passes: [{ written: 30, failed: 2 }],
      verification: { equal: false, ids: { missing: { count: 2 } } },
    });
  });

  it('writes what could not be embedded down, to be mended in the source or there', async () => {
    const { from, folder } = await collection();
    const to = memoryStore({ collection: 'newer' });
    const journal = join(folder, 'journal');
    const [image, text] = await from.get(['image-3', 'text-3']);
    await from.upsert([
      { ...(image ?? recordOf(1)), id: 'moved', uri: join(folder, 'moved.png') },
      { ...(text ?? recordOf(1)), id: 'poison', text: 'text of [fail]' },
    ]);
    const report = await copy(from, to, { embedder: newer, journal });
    const file = join(journal, 'dead.jsonl');
    expect(report).toMatchObject({
      passes: [{ written: 30, failed: 2 }],
      embedded: { deadLetters: file },
    });
    const letters = (await readFile(file, 'utf8')).trim().split('\n');
    expect(letters.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { id: 'moved', stage: 'read', message: expect.stringContaining('can’t be read here') },
      { id: 'poison', stage: 'embed', item: { text: 'text of [fail]', uri: 'handbook.md' } },
    ]);
    // Mended there: the letter is an item of an ingest.
    await writeFile(file, (letters[1] ?? '').replace('[fail]', 'a person'));
    const index = await createIndex({ embedder: newer, store: to });
    expect(await index.ingest(readDeadLetters(file))).toMatchObject({ written: 1, failed: 0 });
    // Mended in the source.
    await writeFile(join(folder, 'moved.png'), bytes(99));
    await from.update([{ id: 'poison', text: 'text of a person' }]);
    const again = await copy(from, to, { embedder: newer, journal });
    expect(again).toMatchObject({ passes: [{ failed: 0 }], verification: { equal: true } });
    expect(again.embedded?.deadLetters).toBeUndefined();
    expect(existsSync(file)).toBe(false);
  });

  it('leaves no file of dead letters where it has no journal, or nothing failed', async () => {
    const { from, folder } = await collection();
    const journal = join(folder, 'journal');
    const whole = await copy(from, memoryStore({ collection: 'a' }), { embedder: newer, journal });
    expect(whole.embedded?.deadLetters).toBeUndefined();
    expect(existsSync(join(journal, 'dead.jsonl'))).toBe(false);
    await from.update([{ id: 'text-3', text: '[fail]' }]);
    const report = await copy(from, memoryStore({ collection: 'b' }), { embedder: newer });
    expect(report).toMatchObject({ passes: [{ failed: 1 }] });
    expect(report.embedded?.deadLetters).toBeUndefined();
  });

  it('keeps tenants apart', async () => {
    const from = memoryStore({ collection: 'photos' });
    const index = await createIndex({ embedder: old, store: from, tenants: true });
    for (const tenant of ['one', 'two'])
      await index.tenant(tenant).ingest([{ id: 'a', text: `of ${tenant}` }]);
    const to = memoryStore({ collection: 'newer' });
    const report = await copy(from, to, { embedder: newer });
    expect(report.verification).toMatchObject({ equal: true, counts: { target: 2 } });
    const [record] = [...(await contentOf(to.tenant('two'))).values()];
    expect(record?.text).toBe('of two');
  });

  it('refuses to write into a collection of a third one', async () => {
    const { from } = await collection();
    const to = memoryStore({ collection: 'other' });
    await (await createIndex({ embedder: old, store: to })).create();
    await expect(copy(from, to, { embedder: newer })).rejects.toMatchObject({ code: 'identity' });
  });
});
