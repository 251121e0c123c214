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
import { openGraph } from './session.ts';
import { textBatches } from './text-batches.ts';
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
    const { file } = await chooseWeights(modelDirectories[golden.model], golden.weights);
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(golden.file);
  });

  it('gives the vectors of Python onnxruntime within 1e-5 for the same ids and pixels', async () => {
    const directory = modelDirectories[golden.model];
    const config = await readConfig(directory);
    const { preprocessing, dimensions } = config;
    const chosen = await chooseWeights(directory, golden.weights);
    const graph = await openGraph({
      directory,
      chosen,
      dimensions,
      size: preprocessing.size,
      threads: undefined,
      executionProviders: ['cpu'],
      onWarning(message) {
        throw new Error(message); // the halves are not apart
      },
    });
    const rows = golden.ids.map((ids, position) => ({ position, ids }));
    const [batch] = textBatches(rows, Number.MAX_SAFE_INTEGER);
    const texts = await graph.runTexts(
      batch?.ids ?? new BigInt64Array(),
      rows.length,
      batch?.length ?? 0,
    );
    const sorted = Float32Array.from(
      rows.flatMap(({ position }) => {
        const row = batch?.positions.indexOf(position) ?? -1;
        return [...texts.subarray(row * dimensions, (row + 1) * dimensions)];
      }),
    );
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
    expect(largestDifference(sorted, decodeFloats(golden.text))).toBeLessThanOrEqual(1e-5);
    expect(largestDifference(images, decodeFloats(golden.image))).toBeLessThanOrEqual(1e-5);
  });
});

it('every variant of the weights is among the golden cases', () => {
  const tiny = golden.cases.filter(({ model }) => model === 'tiny').map(({ weights }) => weights);
  expect(tiny.toSorted()).toEqual(weightsOrder.toSorted());
});
