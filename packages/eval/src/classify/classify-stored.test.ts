import { createIndex, normalize, type IndexOptions } from '@nestvec/core';
import { memoryStore } from '@nestvec/testkit/memory';
import { expect, it } from 'vitest';
import { embedderOf } from '../__fixtures__/planted.ts';
import { classifyStored } from './classify-stored.ts';
import { createClassifier } from './classifier.ts';

const vector = (...numbers: number[]): Float32Array =>
  normalize(Float32Array.from({ length: 64 }, (_, i) => numbers[i] ?? 0));
const embedder = embedderOf(
  new Map([
    ['cat', vector(1)],
    ['dog', vector(0, 1)],
    ['purring', vector(0.9, 0.1)],
    ['barking', vector(0.1, 0.9)],
    ['both', vector(0.7, 0.6)],
    ['engine', vector(0, 0, 1)],
  ]),
  64,
);
const texts = ['purring', 'barking', 'both', 'engine'];

/** Texts alone, in a collection of texts and images unless others are given. */
async function filled(vectors?: IndexOptions['vectors']) {
  const store = memoryStore({ collection: 'sounds' });
  const index = await createIndex({ embedder, store, vectors });
  await index.ingest(
    texts.map((text) => ({ id: text, text, metadata: { kept: true, kind: 'old' } })),
  );
  return store;
}

it('writes classes into a field and embeds nothing', async () => {
  const store = await filled();
  const classifier = await createClassifier({ embedder, labels: ['cat', 'dog'], threshold: 0.5 });
  const before = embedder.calls.length;
  const found = await classifyStored({ store, classifier, field: 'kind' });
  expect(found).toEqual({
    labels: new Map([
      ['cat', 2],
      ['dog', 1],
    ]),
    none: 1,
    skipped: 0,
  });
  expect(embedder.calls).toHaveLength(before);
  const records = await store.get(texts);
  expect(records.map((record) => record?.metadata)).toEqual([
    { kept: true, kind: 'cat' },
    { kept: true, kind: 'dog' },
    { kept: true, kind: 'cat' },
    { kept: true },
  ]);
  expect(records.map((record) => record?.text)).toEqual(texts);
});

it('writes several classes where that is asked for', async () => {
  const store = await filled();
  const classifier = await createClassifier({ embedder, labels: ['cat', 'dog'], threshold: 0.5 });
  await classifyStored({ store, classifier, field: 'kinds', several: true });
  const [record] = await store.get(['both']);
  expect(record?.metadata['kinds']).toEqual(['cat', 'dog']);
});

it('leaves a record without such a vector as it is', async () => {
  const store = await filled();
  const classifier = await createClassifier({ embedder, labels: ['cat', 'dog'] });
  expect(await classifyStored({ store, classifier, field: 'kind', over: 'image' })).toEqual({
    labels: new Map(),
    none: 0,
    skipped: 4,
  });
  const [record] = await store.get(['engine']);
  expect(record?.metadata).toEqual({ kept: true, kind: 'old' });
});

it('says what is missing', async () => {
  const classifier = await createClassifier({ embedder, labels: ['cat', 'dog'] });
  const store = memoryStore({ collection: 'none' });
  await expect(classifyStored({ store, classifier, field: 'kind' })).rejects.toThrow(
    'there is no collection none',
  );
  const others = await filled({ text: { modality: 'text' } });
  await expect(
    classifyStored({ store: others, classifier, field: 'kind', over: 'image' }),
  ).rejects.toThrow('keeps no full vector of image');
});
