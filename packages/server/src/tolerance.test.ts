// What clients get beside what the library gives alone, by kind of weights. That it is what the embedder returned, to the bit, is
// tested at each door with an embedder that does not vary.
import { cosine, type Embedder } from '@nestvec/core';
import { onnx } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { png } from './__fixtures__/test-server.ts';
import { createServer } from './create-server.ts';

/** A graph of two layers in every kind of weights, as core's tests have it. */
const tiny = fileURLToPath(new URL('../../core/golden/__fixtures__/tiny', import.meta.url));

async function served(embedder: Embedder) {
  const server = createServer({ embedder });
  onTestFinished(async () => {
    await server.close();
    await embedder.close();
  });
  await server.ready();
  return async (input: unknown): Promise<Float32Array> => {
    const answer = await server.fetch(
      new Request('http://localhost/v1/embeddings', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ input, encoding_format: 'base64' }),
      }),
    );
    const { data } = (await answer.json()) as { data: { embedding: string }[] };
    const bytes = new Uint8Array(Buffer.from(data[0]?.embedding ?? '', 'base64'));
    return new Float32Array(bytes.buffer);
  };
}

async function alone(
  embedder: Embedder,
  content: { text: string } | { image: Uint8Array },
): Promise<Float32Array> {
  const { embeddings } = await embedder.embed([content], { task: 'document' });
  const [first] = embeddings;
  if (first?.ok !== true) throw new Error('not embedded');
  return first.vector;
}

const widest = (a: Float32Array, b: Float32Array): number =>
  Math.max(...a.map((number, i) => Math.abs(number - (b[i] ?? Number.NaN))));

/** Weights of 8 bits round by the whole call. */
function isNear(a: Float32Array, b: Float32Array, weights: 'fp32' | 'fp16' | 'int8'): boolean {
  return weights === 'int8' ? cosine(a, b) >= 0.999 : widest(a, b) <= 1e-6;
}

it.each([
  { name: 'mini-clip', directory: modelDirectory, weights: 'fp16' },
  { name: 'tiny', directory: tiny, weights: 'fp32' },
  { name: 'tiny', directory: tiny, weights: 'fp16' },
  { name: 'tiny', directory: tiny, weights: 'int8' },
] as const)(
  '$name, $weights: what is embedded together with others is what the library gives alone',
  { timeout: 60_000 },
  async ({ directory, weights }) => {
    const embedder = await onnx({ directory, weights });
    const ask = await served(embedder);
    // Texts of many lengths and images, all at once, so that they share calls.
    const texts = Array.from(
      { length: 24 },
      (_, i) => `a red square ${'and two dogs '.repeat(i % 7)}${i}`,
    );
    const images = await Promise.all(['#a00000', '#00a000'].map(png));
    const [ofTexts, ofImages] = await Promise.all([
      Promise.all(texts.map(ask)),
      Promise.all(images.map(async (image) => await ask([{ image: image.toString('base64') }]))),
    ]);
    const pairs = [
      ...texts.map((text, i) => ({ content: { text }, vector: ofTexts[i] })),
      ...images.map((image, i) => ({ content: { image }, vector: ofImages[i] })),
    ];
    for (const { content, vector = new Float32Array() } of pairs) {
      const expected = await alone(embedder, content);
      expect(isNear(vector, expected, weights)).toBe(true);
    }
  },
);
