import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  decodeFloats,
  largestDifference,
  modelDirectories,
  readGolden,
} from './__fixtures__/golden.ts';
import { raster } from '../image/__fixtures__/raster.ts';
import { chooseWeights } from './choose-weights.ts';
import { readConfig } from './config.ts';
import { normalizePixels } from './normalize-pixels.ts';
import { usualRuntime } from './runtime-options.ts';
import { openGraph } from './session.ts';
import { weightsOrder } from './weights.ts';

const golden = readGolden(
  'outputs.json',
  z.object({
    onnxruntime: z.string(),
    cases: z.array(
      z.object({
        model: z.enum(['tiny', 'mini-clip']),
        weights: z.enum(weightsOrder),
        file: z.string(),
        ids: z.array(z.array(z.number())),
        kinds: z.array(z.string()),
        text: z.string(),
        image: z.string(),
      }),
    ),
  }),
);

describe.each(golden.cases)('the graph of $model in $weights', (golden) => {
  it('is the file that the golden vectors were made with (else run golden/make-golden.py)', async () => {
    const { files } = await chooseWeights(modelDirectories[golden.model], golden.weights, 'one');
    expect(createHash('sha256').update(readFileSync(files.text)).digest('hex')).toBe(golden.file);
  });

  it('gives the vectors of Python onnxruntime within 1e-5 for the same ids and pixels', async () => {
    const directory = modelDirectories[golden.model];
    const config = await readConfig(directory);
    if (config.image === undefined) throw new Error('the model has no image side');
    const { pixels: preprocessing } = config.image;
    const chosen = await chooseWeights(directory, golden.weights, config.graphs);
    const graph = await openGraph({
      ...config,
      chosen,
      ...usualRuntime,
      onWarning(message) {
        throw new Error(message); // the halves are not apart
      },
    });
    // All in one batch, as they were in Python: whole numbers for weights are scaled by what stands beside them.
    const length = Math.max(...golden.ids.map((ids) => ids.length));
    const ids = golden.ids.flatMap((own) =>
      Array.from({ length }, (_, i) => BigInt(own[i] ?? config.text.tokens.pad.id)),
    );
    const texts = await graph.runTexts({
      ids: BigInt64Array.from(ids),
      lengths: golden.ids.map((own) => own.length),
      length,
      task: 'document',
    });
    const { size } = preprocessing;
    const area = 3 * size * size;
    const pixels = new Float32Array(golden.kinds.length * area);
    for (const [index, kind] of golden.kinds.entries()) {
      normalizePixels(
        raster(size, size, kind).data,
        preprocessing,
        pixels.subarray(index * area, (index + 1) * area),
      );
    }
    const images = await graph.runImages(pixels, golden.kinds.length);
    await graph.release();
    expect(largestDifference(texts, decodeFloats(golden.text))).toBeLessThanOrEqual(1e-5);
    expect(largestDifference(images, decodeFloats(golden.image))).toBeLessThanOrEqual(1e-5);
  });
});

it('every variant of the weights is among the golden cases', () => {
  const tiny = golden.cases.filter(({ model }) => model === 'tiny').map(({ weights }) => weights);
  expect(tiny.toSorted()).toEqual(weightsOrder.toSorted());
});
