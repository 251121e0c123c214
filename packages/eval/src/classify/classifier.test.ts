import { readFileSync } from 'node:fs';
import { onnx } from '@nestvec/core/onnx';
import { exampleImages, modelDirectory } from '@nestvec/mini-clip';
import { normalize } from '@nestvec/core';
import { expect, it } from 'vitest';
import { embedderOf } from '../__fixtures__/planted.ts';
import { calibrate } from './calibrate.ts';
import { createClassifier } from './classifier.ts';

const vector = (...numbers: number[]): Float32Array =>
  normalize(Float32Array.from({ length: 8 }, (_, i) => numbers[i] ?? 0));
const vectors = new Map([
  ['cat', vector(1)],
  ['dog', vector(0, 1)],
  ['one cat', vector(1, 0, 1)],
  ['many cat', vector(1, 0, -1)],
  ['one dog', vector(0, 1, 1)],
  ['many dog', vector(0, 1, -1)],
  ['purring', vector(0.9, 0.1, 0.2)],
  ['barking', vector(0.2, 0.9)],
  ['engine', vector(0.1, 0.1, 0, 1)],
  ['wolf', vector(0.5, 0.6, 0, 0.5)],
]);
const embedder = embedderOf(vectors, 8);
const labels = ['cat', 'dog'];
const classify = async (texts: readonly string[], options = {}) => {
  const classifier = await createClassifier({ embedder, labels, ...options });
  const found = await classifier.classify(texts.map((text) => ({ text })));
  return found.map((one) => (one instanceof Error ? one.message : one.labels));
};

it('takes the nearest class, and none below the threshold', async () => {
  expect(await classify(['purring', 'barking'], { threshold: 0.5 })).toEqual([['cat'], ['dog']]);
  expect(await classify(['engine'], { threshold: 0.5 })).toEqual([[]]);
  expect(await classify(['engine'])).toEqual([['cat', 'dog']]);
});

it('averages prompts as unit vectors', async () => {
  const classifier = await createClassifier({
    embedder,
    labels,
    templates: ['one {c}', 'many {c}'],
  });
  const [found] = await classifier.classify([{ text: 'cat' }]);
  // The two prompts of a class differ in one number alone, with opposite signs, so that their mean is the class itself.
  expect(found).toMatchObject({
    label: 'cat',
    scores: [expect.closeTo(1, 6), expect.closeTo(0, 6)],
  });
});

it.each([
  [{ templates: 'imagenet1k' }, 80, 'a bad photo of a cat.'],
  [{ templates: 'caltech101' }, 34, 'a photo of a cat.'],
  [{ templates: 'imagenet1k', language: 'ja' }, 37, 'catの悪い写真'],
  [{ templates: 'nllb', language: 'sw' }, 80, undefined],
])(
  'takes the prompts of CLIP_benchmark by name and language: %o',
  async (choice, count, prompt) => {
    const before = embedder.calls.length;
    await createClassifier({ embedder, labels, ...choice });
    const asked = embedder.calls.slice(before);
    expect(asked).toHaveLength(count * labels.length);
    expect(asked.filter((text) => text.includes('cat'))).toHaveLength(count);
    expect(asked.includes(prompt ?? asked[0] ?? '')).toBe(true);
  },
);

it('gives the same by a vector that is there already, without the model', async () => {
  const classifier = await createClassifier({ embedder, labels, dimensions: 2 });
  const [found] = await classifier.classify([{ text: 'barking' }]);
  const before = embedder.calls.length;
  expect(classifier.classifyVector(vectors.get('barking') ?? vector(1))).toEqual(found);
  expect(embedder.calls).toHaveLength(before);
});

it('learns classes by examples and keeps the prompts of others', async () => {
  const classifier = await createClassifier({ embedder, labels, threshold: 0.5 });
  const learned = await classifier.learn([
    { content: { text: 'wolf' }, label: 'dog' },
    { content: { text: 'barking' }, label: 'dog' },
  ]);
  const scores = async (one: typeof classifier) => {
    const [found] = await one.classify([{ text: 'wolf' }]);
    return found instanceof Error ? [] : (found?.scores ?? []);
  };
  const [before, after] = [await scores(classifier), await scores(learned)];
  expect(after[0]).toBe(before[0]);
  expect(after[1]).toBeGreaterThan((before[1] ?? 1) + 0.1);
});

it('finds thresholds that separate what belongs to a class from what belongs to none', async () => {
  const classifier = await createClassifier({ embedder, labels });
  const example = (text: string, label: string | undefined) => ({ content: { text }, label });
  const calibrated = await classifier.calibrate([
    example('purring', 'cat'),
    example('barking', 'dog'),
    example('engine', undefined),
  ]);
  const found = await calibrated.classify([{ text: 'purring' }, { text: 'engine' }]);
  expect(found).toMatchObject([{ labels: ['cat'] }, { label: undefined, labels: [] }]);
});

it('learns and calibrates by examples that belong to several classes', async () => {
  const classifier = await createClassifier({ embedder, labels });
  const both = { content: { text: 'wolf' }, label: ['cat', 'dog'] };
  const learned = await classifier.learn([both]);
  const scores = learned.classifyVector(vectors.get('wolf') ?? vector(1)).scores;
  expect(scores).toEqual([expect.closeTo(1, 6), expect.closeTo(1, 6)]);
  const calibrated = await classifier.calibrate([
    both,
    { content: { text: 'engine' }, label: [] },
    { content: { text: 'engine' }, label: undefined },
  ]);
  const found = await calibrated.classify([{ text: 'wolf' }, { text: 'engine' }]);
  expect(found).toMatchObject([{ labels: ['dog', 'cat'] }, { labels: [] }]);
  await expect(calibrated.calibrate([{ ...both, label: ['cat', 'cow'] }])).rejects.toThrow(
    'examples[0].label: "cow" is not one of the labels',
  );
});

it('finds the threshold with the best F1', () => {
  expect(calibrate([0.9, 0.8, 0.7, 0.2], [true, false, true, false], 'x')).toEqual({
    threshold: expect.closeTo(0.45, 12),
    f1: 0.8,
  });
  expect(() => calibrate([1], [true], 'x')).toThrow('nothing but x');
  expect(() => calibrate([1], [false], 'x')).toThrow('has none of x');
});

it.each([
  [{ labels: ['cat', 'cat'] }, 'cat is there twice'],
  [{ labels: ['cat'] }, 'has one class'],
  [{ labels: ['cat', ' '] }, 'is empty'],
  [{ templates: ['a photo'] }, 'must hold {c}'],
  [{ templates: 'photos' }, 'photos is not a set of prompts; give prompts, or did you mean photo?'],
  [{ templates: 'toString' }, 'one of plain, photo, drawing, cifar10'],
  [{ templates: 'photo', language: 'ja' }, 'photo is in en alone'],
  [
    { templates: 'imagenet1k', language: 'tlh' },
    'imagenet1k is there in en, ar, zh, it, ja, not in tlh',
  ],
  [{ templates: ['{c}'], language: 'ja' }, 'options.language: is of a set that is named'],
  [{ dimensions: 16 }, 'is more than the 8'],
])('refuses %o', async (change, message) => {
  // What the types forbid.
  const options = { embedder, labels, ...change } as Parameters<typeof createClassifier>[0];
  await expect(createClassifier(options)).rejects.toThrow(message);
});

it(
  'tells a violin from a banana that it was never trained to tell apart',
  { timeout: 20_000 },
  async () => {
    const model = await onnx({ directory: modelDirectory });
    try {
      const classifier = await createClassifier({
        embedder: model,
        labels: ['banana', 'violin', 'car'],
        templates: 'drawing',
      });
      const found = await classifier.classify([
        { image: exampleImages.violin },
        { image: readFileSync(exampleImages.banana) },
      ]);
      expect(found).toMatchObject([{ label: 'violin' }, { label: 'banana' }]);
    } finally {
      await model.close();
    }
  },
);
