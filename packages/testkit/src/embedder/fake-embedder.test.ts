import { createIndex, isNestvecError, type Content, type Embedding } from '@nestvec/core';
import { dot } from '@nestvec/core/store';
import { expect, it } from 'vitest';
import { memoryStore } from '../memory/memory-store.ts';
import { fakeEmbedder } from './fake-embedder.ts';

const bytes = Uint8Array.of(1, 2, 3);
const document = { task: 'document' } as const;

function vectorOf(embedding: Embedding | undefined): Float32Array {
  if (embedding?.ok !== true) throw new Error('not embedded');
  return embedding.vector;
}

it('tells images apart that are given as data: URLs with parameters', async () => {
  const url = (text: string) => `data:image/svg+xml;charset=utf-8;base64,${btoa(text)}`;
  const images = ['<svg>red</svg>', '<svg>blue</svg>', '<svg>red</svg>'].map((svg): Content => ({
    image: { base64: url(svg) },
  }));
  const { embeddings } = await fakeEmbedder().embed(images, document);
  const [red, blue, again] = embeddings.map(vectorOf);
  expect(again).toEqual(red);
  expect(blue).not.toEqual(red);
});

it('gives equal contents equal unit vectors, and others vectors about orthogonal', async () => {
  const contents: Content[] = [
    { text: 'a dog' },
    { text: 'a dog' },
    { text: 'a cat' },
    { image: 'a dog' },
  ];
  const { embeddings } = await fakeEmbedder().embed(contents, document);
  const [dog, again, cat, image] = embeddings.map(vectorOf);
  expect(dog).toHaveLength(256);
  expect(dot(dog ?? bytes32(), dog ?? bytes32())).toBeCloseTo(1, 5);
  expect(again).toEqual(dog);
  for (const other of [cat, image])
    expect(Math.abs(dot(dog ?? bytes32(), other ?? bytes32()))).toBeLessThan(0.4);
});

it('gives the same for one image in every form of bytes', async () => {
  const forms: Content[] = [
    { image: bytes },
    { image: bytes.buffer },
    { image: new Blob([bytes]) },
    { image: { base64: 'AQID' } },
    { image: new Blob([bytes]).stream() },
  ];
  const { embeddings } = await fakeEmbedder().embed(forms, document);
  for (const embedding of embeddings) expect(vectorOf(embedding)).toEqual(vectorOf(embeddings[0]));
});

it('fails marked and empty contents in their place', async () => {
  const contents: Content[] = [
    { text: 'good' },
    { text: 'bad [fail]' },
    { image: 'x[fail].jpg' },
    { text: '' },
  ];
  const { embeddings } = await fakeEmbedder().embed(contents, document);
  expect(embeddings.map((entry) => (entry.ok ? 'ok' : entry.error.code))).toEqual([
    'ok',
    'invalid-input',
    'image',
    'text',
  ]);
});

it('counts words and says what is cut off', async () => {
  const embedder = fakeEmbedder({ identity: { maxTokens: 5 } });
  const { embeddings, usage } = await embedder.embed(
    [{ text: 'one two' }, { text: 'one two three four' }],
    document,
  );
  expect(embeddings).toMatchObject([
    { tokens: 4, truncated: false },
    { tokens: 5, truncated: true },
  ]);
  expect(usage).toEqual({ tokens: 9, requests: 1 });
  expect(await embedder.measure([{ text: 'one two' }, { image: bytes }])).toEqual([
    { tokens: 4, bytes: 7 },
    { tokens: 0, bytes: 3 },
  ]);
});

it('waits, stops waiting when the signal fires, and ends with close', async () => {
  const calls: number[] = [];
  const embedder = fakeEmbedder({
    latencyMs: 10_000,
    dimensions: 8,
    model: 'other',
    onCall: (contents) => calls.push(contents.length),
  });
  const controller = new AbortController();
  const running = embedder.embed([{ text: 'a' }], { task: 'query', signal: controller.signal });
  controller.abort();
  await expect(running).rejects.toSatisfy((error) => isNestvecError(error, 'aborted'));
  expect(calls).toEqual([1]);
  await embedder.close();
  await expect(embedder.embed([], document)).rejects.toSatisfy((error) =>
    isNestvecError(error, 'closed'),
  );
});

it('carries a whole index together with the memory store', async () => {
  const index = await createIndex({
    embedder: fakeEmbedder(),
    store: memoryStore({ collection: 'things' }),
  });
  const report = await index.ingest([
    { id: '1', text: 'a dog' },
    { id: '2', text: 'a cat [fail]' },
  ]);
  expect(report).toMatchObject({ written: 1, failed: 1 });
  const { hits } = await index.search('a dog', { over: 'text' });
  expect(hits).toMatchObject([{ id: '1', score: expect.closeTo(1, 5) }]);
});

function bytes32(): Float32Array {
  return new Float32Array(256);
}
