import { describe, expect, it } from 'vitest';
import { goldenPath, largestDifference } from './__fixtures__/golden.ts';
import { clipFeeds, clipSides } from './__fixtures__/clip-sides.ts';
import { openGraphApart } from './graph-thread.ts';
import { openHalf } from './half-graph.ts';
import { longestAtOnce } from './head-by-head.ts';
import { loadRuntime } from './load-runtime.ts';
import { usualRuntime } from './runtime-options.ts';
import type { GraphOptions } from './graph.ts';
import { readTower } from './tower.ts';
import { openWhole } from './whole-graph.ts';

const size = 96;
const sides = clipSides(32, size);

const pathOf = (name: string): string => goldenPath(`attention/${name}.onnx`);

function optionsOf(name: string): GraphOptions {
  return {
    directory: goldenPath('attention'),
    chosen: { files: { text: pathOf(name), image: pathOf(name) }, weights: 'fp32', others: [] },
    ...sides,
    ...usualRuntime,
    threads: 1,
    onWarning: () => {},
  };
}

/** Two texts, the second padded from its middle on. */
function twoTexts(length: number): BigInt64Array<ArrayBuffer> {
  return BigInt64Array.from({ length: 2 * length }, (_, i) => {
    const isPadding = i >= length * 1.5;
    return BigInt(isPadding ? 1 : 2 + ((i * 7) % 48));
  });
}

describe.each(['equations', 'products', 'rotated', 'scaled-dot-product'])(
  'attention written as %s',
  (name) => {
    it('is worked out head by head, on both sides', () => {
      for (const side of ['text', 'image'] as const)
        expect(readTower(pathOf(name), sides, side, true).isHeadByHead).toBe(true);
    });

    it('gives the very numbers of the whole graph, for texts below, at and above the length', async () => {
      const ort = await loadRuntime();
      const options = optionsOf(name);
      const whole = await openWhole(ort, options, ['text', 'image']);
      const half = await openHalf(ort, options, 'text');
      for (const length of [2, 40, longestAtOnce, longestAtOnce + 1, 700]) {
        const feed = clipFeeds.text(ort, twoTexts(length), 2);
        const found = await half.run(feed, 2, 64);
        expect(found.every((value) => Number.isFinite(value) && value !== 0)).toBe(true);
        expect(largestDifference(found, await whole.text.run(feed, 2, 64))).toBe(0);
      }
      await half.release();
      await whole.text.release();
    });

    it('gives the very numbers of the whole graph for images, which have 576 patches', async () => {
      const ort = await loadRuntime();
      const options = optionsOf(name);
      const whole = await openWhole(ort, options, ['text', 'image']);
      const half = await openHalf(ort, options, 'image');
      const pixels = Float32Array.from({ length: 2 * 3 * size ** 2 }, (_, i) => Math.sin(i * i));
      const feed = clipFeeds.image(ort, pixels, size);
      const found = await half.run(feed, 2, 64);
      expect(largestDifference(found, await whole.image.run(feed, 2, 64))).toBe(0);
      await half.release();
      await whole.text.release();
    });
  },
);

it('is reported from another thread, so that textMemory lets longer texts through', async () => {
  for (const [name, isByHead] of [
    ['equations', true],
    ['batched', false],
  ] as const) {
    const graph = await openGraphApart(optionsOf(name));
    expect(await graph.textsByHead()).toBe(isByHead);
    await graph.release();
  }
});

describe('attention stays as it is', () => {
  it('where batch and heads share an axis', () => {
    const { model, isHeadByHead } = readTower(pathOf('batched'), sides, 'text', true);
    expect(isHeadByHead).toBe(false);
    expect(model).toEqual(readTower(pathOf('batched'), sides, 'text', false).model);
  });

  it('on a graphics card, which is faster with all heads at once', () => {
    const path = pathOf('products');
    const asItIs = readTower(path, sides, 'image', false);
    expect(asItIs.isHeadByHead).toBe(false);
    expect(asItIs.model.includes('Scan')).toBe(false);
    expect(readTower(path, sides, 'image', true).model.includes('Scan')).toBe(true);
  });

  it('in graphs without any', () => {
    const path = goldenPath('tiny/onnx/model_int8.onnx');
    expect(readTower(path, sides, 'text', true)).toEqual(readTower(path, sides, 'text', false));
  });
});
