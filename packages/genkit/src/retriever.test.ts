import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isNestvecError, type Reranker } from '@nestvec/core';
import { rerankByLength } from '@nestvec/testkit/embedder';
import { Document, genkit } from 'genkit';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { factsOf, openMemory, picture } from './__fixtures__/places.ts';
import { nestvec } from './nestvec.ts';

const name = 'nestvec/docs';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nestvec-genkit-'));
  await sharp({ create: { width: 600, height: 300, channels: 3, background: '#f00' } })
    .png()
    .toFile(join(folder, 'red.png'));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

it('gives documents with small copies of the images below the roots, and URLs as they are', async () => {
  const { ai, index } = await openMemory({ images: { roots: [folder] } });
  await index.ingest([
    { id: 'red', text: 'a red shoe', image: join(folder, 'red.png'), metadata: { lang: 'en' } },
  ]);
  const [found] = await ai.retrieve({ retriever: name, query: 'a red shoe' });
  expect(found?.text).toBe('a red shoe');
  const [media] = found?.media ?? [];
  expect(media?.contentType).toBe('image/jpeg');
  const bytes = Buffer.from(media?.url.split(',')[1] ?? '', 'base64');
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg', width: 256, height: 128 });
  const again = ai.index({ indexer: name, documents: [found ?? Document.fromText('none')] });
  await expect(again).rejects.toThrow('documents[0]: was found by a search');
  await index.ingest([{ id: 'far', image: 'https://example.org/far.png' }]);
  const [far] = await ai.retrieve({
    retriever: name,
    query: Document.fromMedia('https://example.org/far.png'),
    options: { k: 1 },
  });
  expect(far?.media).toEqual([{ url: 'https://example.org/far.png' }]);
});

it('opens no file without roots or outside of them, and names the record in a text, so that Genkit reads it', async () => {
  for (const images of [undefined, { roots: [join(folder, 'none')] }]) {
    const { ai, index } = await openMemory(images === undefined ? {} : { images });
    await index.ingest([{ id: 'red', image: join(folder, 'red.png') }]);
    const query = Document.fromMedia(picture(9));
    const [found] = await ai.retrieve({ retriever: name, query });
    expect(found?.media).toEqual([]);
    // Genkit's own getter breaks on a document without content.
    expect(found?.data).toBe('(image "red")');
  }
});

it('shows no more images than asked for, the best first', async () => {
  const { ai, index } = await openMemory({ images: { roots: [folder], limit: 1 } });
  const image = join(folder, 'red.png');
  await index.ingest([
    { id: 'one', text: 'a', image },
    { id: 'two', text: 'b', image },
  ]);
  const found = await ai.retrieve({ retriever: name, query: 'b' });
  expect(found.map((one) => [factsOf(one).id, one.media.length])).toEqual([
    ['two', 1],
    ['one', 0],
  ]);
});

it('is what a model reads by docs, cited by the ids of the records', async () => {
  const { ai } = await openMemory();
  const prompts: string[] = [];
  const model = ai.defineModel({ name: 'test/quoting' }, async ({ messages }) => {
    prompts.push(messages.flatMap(({ content }) => content.map(({ text = '' }) => text)).join(''));
    return await Promise.resolve({
      message: { role: 'model', content: [{ text: 'done' }] },
      finishReason: 'stop',
    });
  });
  const documents = [Document.fromText('The battery lasts a day.', { id: 'battery.md' })];
  await ai.index({ indexer: name, documents });
  const docs = await ai.retrieve({ retriever: name, query: 'How long?', options: { k: 1 } });
  await ai.generate({ model, prompt: 'How long?', docs });
  expect(prompts.join('')).toContain('[battery.md]: The battery lasts a day.');
});

it('leaves an id of the metadata as it is, and says the record’s beside it', async () => {
  const { ai, index } = await openMemory();
  await index.ingest([{ id: 'record', text: 'a', metadata: { id: 'sku-7' } }]);
  const [found] = await ai.retrieve({ retriever: name, query: 'a' });
  expect(found?.metadata?.['id']).toBe('sku-7');
  expect(found === undefined ? undefined : factsOf(found).id).toBe('record');
});

it('orders texts anew by a reranker, which is not asked for images', async () => {
  const queries: string[] = [];
  const reranker: Reranker = {
    rerank: async (query, ...rest) => {
      queries.push(query);
      return await rerankByLength.rerank(query, ...rest);
    },
  };
  const { ai, index } = await openMemory({ reranker });
  await index.ingest([
    { id: 'short', text: 'a' },
    { id: 'long', text: 'longer', image: picture(1) },
  ]);
  const [first] = await ai.retrieve({ retriever: name, query: 'a' });
  expect(first?.metadata).toMatchObject({ id: 'long', _nestvec: { rerankScore: 6 } });
  await ai.retrieve({ retriever: name, query: Document.fromMedia(picture(1)) });
  expect(queries).toEqual(['a']);
});

it('retrieves from a view, which it can’t leave and has no indexer for', async () => {
  const { index } = await openMemory();
  await index.ingest([
    { id: 'en', text: 'a', metadata: { lang: 'en' } },
    { id: 'de', text: 'a b', metadata: { lang: 'de' } },
  ]);
  const view = index.view({ filter: { lang: 'de' } });
  const ai = genkit({ promptDir: null, plugins: [nestvec({ indexes: { german: view } })] });
  const found = await ai.retrieve({ retriever: 'nestvec/german', query: 'a' });
  expect(found.map(({ metadata }): unknown => metadata?.['id'])).toEqual(['de']);
  const documents = [Document.fromText('c')];
  await expect(ai.index({ indexer: 'nestvec/german', documents })).rejects.toThrow(
    'Unable to utilize the provided indexer',
  );
  expect(await index.store.count()).toBe(2);
});

it.each([
  ['a misspelt option', { filtr: { lang: 'en' } }, 'unknown option filtr; did you mean filter?'],
  ['an unknown option', { limit: 3 }, 'unknown option limit'],
  ['a k of zero', { k: 0 }, 'limit'],
  ['another modality', { over: 'video' }, 'over'],
])('refuses %s, which Genkit lets through', async (_what, options, message) => {
  const { ai } = await openMemory();
  const call = ai.retrieve({ retriever: name, query: 'a', options });
  await expect(call).rejects.toSatisfy(
    (error) => isNestvecError(error, 'invalid-input') && error.message.includes(message),
  );
});

it.each([
  ['no document', { content: [] }, 'documents[1]'],
  [
    'two images',
    { content: [{ media: { url: picture(1) } }, { media: { url: picture(2) } }] },
    'documents[1]',
  ],
  ['a path', { content: [{ media: { url: '/etc/passwd' } }] }, 'documents[1].content[0].media.url'],
  [
    'an id that is too long',
    { content: [{ text: 'a' }], metadata: { id: 'x'.repeat(513) } },
    'documents[1].metadata.id',
  ],
])('indexes nothing where one document is %s', async (_what, document, field) => {
  const { ai, index } = await openMemory();
  const call = ai.index({ indexer: name, documents: [Document.fromText('a'), document] });
  await expect(call).rejects.toSatisfy(
    (error) => isNestvecError(error, 'invalid-input') && error.details.field === field,
  );
  const options = ai.index({ indexer: name, documents: [], options: { k: 1 } });
  await expect(options).rejects.toThrow('options.k');
  expect((await index.search('a')).hits).toEqual([]);
});
