import { cosine, type Embedder, isNestvecError, NestvecError } from '@nestvec/core';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { Document, embedderRef, genkit, type Genkit } from 'genkit';
import { describe, expect, it } from 'vitest';
import { picture } from './__fixtures__/places.ts';
import { nestvec } from './nestvec.ts';

const open = (embedder: Embedder = fakeEmbedder()): Genkit =>
  genkit({ promptDir: null, plugins: [nestvec({ embedder })] });
const document = 'nestvec/document';

it('embeds as documents or as queries, by its name or by an option', async () => {
  const tasks: string[] = [];
  const ai = open(fakeEmbedder({ onCall: (_, task) => tasks.push(task) }));
  await ai.embed({ embedder: document, content: 'a' });
  await ai.embed({ embedder: 'nestvec/query', content: 'a' });
  await ai.embed({ embedder: document, content: 'a', options: { task: 'query' } });
  await ai.embed({ embedder: embedderRef({ name: 'nestvec/query' }), content: 'a' });
  expect(tasks).toEqual(['document', 'query', 'query', 'query']);
});

it('gives one embedding of plain numbers for each document, texts and images in their order', async () => {
  const embedder = fakeEmbedder({ limits: { itemsPerCall: 2 } });
  const content = [
    Document.fromText('a'),
    Document.fromMedia(picture(1), 'image/png'),
    Document.fromText('b'),
    Document.fromMedia(picture(2)),
    // Parts of a text are one text.
    Document.fromParts([{ text: 'c ' }, { text: 'd' }]),
  ];
  const found = await open(embedder).embedMany({ embedder: document, content });
  const { embeddings: own } = await embedder.embed(
    [{ text: 'a' }, { image: picture(1) }, { text: 'b' }, { image: picture(2) }, { text: 'c d' }],
    { task: 'document' },
  );
  expect(found.map(({ embedding }) => embedding)).toEqual(
    own.map((one) => (one.ok ? [...one.vector] : [])),
  );
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

it('cuts to fewer dimensions and renormalises', async () => {
  const ai = open();
  const [whole] = await ai.embed({ embedder: document, content: 'a' });
  const [short] = await ai.embed({ embedder: document, content: 'a', options: { dimensions: 64 } });
  const prefix = Float32Array.from(whole?.embedding.slice(0, 64) ?? []);
  expect(short?.embedding).toHaveLength(64);
  expect(cosine(Float32Array.from(short?.embedding ?? []), prefix)).toBeCloseTo(1, 5);
});

it('says what it takes, and how long its embeddings are', async () => {
  const inputsOf = async (embedder: Embedder): Promise<unknown> => {
    const action: unknown = await open(embedder).registry.lookupAction(`/embedder/${document}`);
    const { __action } = action as { __action: { metadata: { info: unknown } } }; // an action of Genkit
    return __action.metadata.info;
  };
  const model = 'nestvec/mini-clip, documents';
  expect(await inputsOf(fakeEmbedder())).toEqual({
    label: model,
    dimensions: 256,
    supports: { input: ['text', 'image'] },
  });
  expect(await inputsOf(fakeEmbedder({ identity: { imagePolicy: 'none' } }))).toMatchObject({
    supports: { input: ['text'] },
  });
});

describe('refuses by its place', () => {
  const text = Document.fromText('a');
  const media = (url: string, contentType?: string): Document =>
    Document.fromMedia(url, contentType);
  const both = Document.fromParts([{ text: 'a' }, { media: { url: picture(1) } }]);
  const two = Document.fromParts([{ media: { url: picture(1) } }, { media: { url: picture(2) } }]);
  const odd = new Document({ content: [{ data: { a: 1 } }] });

  it.each([
    ['a text and an image, for which there would be two embeddings', both, 'input[1]'],
    ['two images', two, 'input[1]'],
    ['nothing', new Document({ content: [] }), 'input[1]'],
    ['an empty text', Document.fromText(' '), 'input[1]'],
    ['another kind of part', odd, 'input[1].content[0]'],
    ['a path of this machine', media('/etc/passwd'), 'input[1].content[0].media.url'],
    ['a path by a URL', media('file:///etc/passwd'), 'input[1].content[0].media.url'],
    ['a bucket', media('gs://bucket/a.png'), 'input[1].content[0].media.url'],
    ['bare base64', media('iVBORw0KGgo='), 'input[1].content[0].media.url'],
    ['a video', media(picture(1), 'video/mp4'), 'input[1].content[0].media.contentType'],
    ['a text that can’t be embedded', Document.fromText('[fail]'), 'input[1]'],
  ])('%s', async (_what, given, field) => {
    const call = open().embedMany({ embedder: document, content: [text, given] });
    await expect(call).rejects.toSatisfy(
      (error) => isNestvecError(error, 'invalid-input') && error.details.field === field,
    );
  });

  it.each([
    ['an unknown option', { dimension: 64 }, 'options.dimension'],
    ['another task', { task: 'search' }, 'options.task'],
    ['dimensions that the model does not have', { dimensions: 0 }, 'options.dimensions'],
    ['a version', { version: '2' }, 'options.version'],
    ['what is not options', 'query', 'options'],
  ])('%s, which Genkit lets through', async (_what, options, field) => {
    const call = open().embedMany({ embedder: document, content: ['a'], options });
    await expect(call).rejects.toSatisfy(
      (error) => isNestvecError(error, 'invalid-input') && error.details.field === field,
    );
  });
});

it('passes on what a service says', async () => {
  const busy: Embedder = {
    ...fakeEmbedder(),
    embed: async () => {
      const details = { operation: 'embed', retryable: false, status: 401 } as const;
      return await Promise.reject(new NestvecError('embedder', 'no such key', details));
    },
  };
  await expect(open(busy).embed({ embedder: document, content: 'a' })).rejects.toSatisfy(
    (error) => isNestvecError(error, 'embedder') && error.details.status === 401,
  );
});
