import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { goldenPath, largestDifference, modelDirectories } from './__fixtures__/golden.ts';
import { clipFeeds, clipSides } from './__fixtures__/clip-sides.ts';
import { chooseWeights } from './choose-weights.ts';
import { loadRuntime } from './load-runtime.ts';
import { openHalf } from './half-graph.ts';
import type { GraphOptions } from './graph.ts';
import { usualRuntime } from './runtime-options.ts';
import { readTower } from './tower.ts';
import { graphName, weightsOrder } from './weights.ts';
import { openWhole } from './whole-graph.ts';

const fp32 = goldenPath('tiny/onnx/model.onnx');
const int8 = goldenPath('tiny/onnx/model_int8.onnx');

async function folder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'nestvec-tower-'));
  onTestFinished(async () => await rm(directory, { recursive: true }));
  return directory;
}

const tinySize = 32;
const sides = clipSides(tinySize, tinySize);
async function optionsOf(
  directory: string,
  weights: (typeof weightsOrder)[number],
): Promise<GraphOptions> {
  return {
    directory,
    chosen: await chooseWeights(directory, weights, 'one'),
    ...sides,
    ...usualRuntime,
    threads: 1,
    onWarning: () => {},
  };
}

describe('a half of a graph', () => {
  it.each(weightsOrder)('in %s gives the very numbers of the whole', async (weights) => {
    const ort = await loadRuntime();
    const options = await optionsOf(modelDirectories.tiny, weights);
    const ids = BigInt64Array.of(0n, 5n, 6n, 7n, 2n, 0n, 9n, 2n, 1n, 1n);
    const pixels = Float32Array.from({ length: 2 * 3 * tinySize ** 2 }, (_, i) => Math.sin(i));
    const feeds = {
      text: clipFeeds.text(ort, ids, 2),
      image: clipFeeds.image(ort, pixels, tinySize),
    };
    const whole = await openWhole(ort, options, ['text', 'image']);
    for (const side of ['text', 'image'] as const) {
      const half = await openHalf(ort, options, side);
      const found = await half.run(feeds[side], 2, 2 * tinySize);
      expect(found.some((value) => value !== 0)).toBe(true);
      expect(largestDifference(found, await whole[side].run(feeds[side], 2, 2 * tinySize))).toBe(0);
      await half.release();
    }
    await whole.text.release();
  });

  it('holds no weights of its own', async () => {
    const whole = await readFile(int8);
    for (const side of ['text', 'image'] as const) {
      const { model, folder: where } = readTower(int8, sides, side, true);
      expect(model.length).toBeLessThan(whole.length / 10);
      expect(where).toBe(goldenPath('tiny/onnx'));
    }
  });

  it('finds weights behind the links of a hub’s cache, in the file or beside it', async () => {
    const root = await folder();
    await mkdir(join(root, 'blobs'));
    await mkdir(join(root, 'snapshot/onnx'), { recursive: true });
    for (const [i, name] of ['model.onnx', 'model.onnx_data', 'model_q4.onnx'].entries()) {
      await writeFile(join(root, `blobs/${i}`), await readFile(goldenPath(`tiny/onnx/${name}`)));
      await symlink(`../../blobs/${i}`, join(root, 'snapshot/onnx', name));
    }
    const ort = await loadRuntime();
    for (const weights of ['fp32', 'q4'] as const) {
      const options = await optionsOf(join(root, 'snapshot'), weights);
      const half = await openHalf(ort, options, 'text');
      const feed = clipFeeds.text(ort, BigInt64Array.of(0n, 5n, 2n), 1);
      expect((await half.run(feed, 1, tinySize)).length).toBe(tinySize);
      await half.release();
    }
  });
});

describe('what can’t be cut in two says why', () => {
  it('weights in another folder than the graph, once links are followed', async () => {
    const root = await folder();
    await writeFile(join(root, 'model.onnx'), await readFile(fp32));
    await symlink(`${fp32}_data`, join(root, 'model.onnx_data'));
    expect(() => readTower(join(root, 'model.onnx'), sides, 'text', true)).toThrow(
      /its weights lie in/,
    );
  });

  it.each([
    ['entangled', /l2norm_text_embeddings depends on both inputs/],
    ['extra-input', /it takes input_ids, pixel_values, token_type_ids/],
    ['text-only', /it takes input_ids, attention_mask/],
    ['no-l2norm', /it has no l2norm_text_embeddings/],
  ])('the graph %s', (graph, reason) => {
    expect(() => readTower(goldenPath(`graphs/${graph}.onnx`), sides, 'text', true)).toThrow(
      reason,
    );
  });

  it('a file that was cut off anywhere, and files that are not models', async () => {
    const root = await folder();
    const path = join(root, graphName('whole', 'int8'));
    const { length } = await readFile(int8);
    for (let kept = 0; kept < length; kept += 997) {
      await writeFile(path, await readFile(int8));
      await truncate(path, kept);
      expect(() => readTower(path, sides, 'text', true)).toThrow(RangeError);
    }
    expect(() => readTower(goldenPath('tiny/config.json'), sides, 'text', true)).toThrow(
      RangeError,
    );
    expect(() => readTower(goldenPath('pictures/portrait.png'), sides, 'text', true)).toThrow(
      RangeError,
    );
  });
});
