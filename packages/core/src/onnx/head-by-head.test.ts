import { describe, expect, it } from 'vitest';
import { goldenPath, largestDifference } from './__fixtures__/golden.ts';
import { openGraphApart } from './graph-thread.ts';
import { openHalf } from './half-graph.ts';
import { longestAtOnce } from './head-by-head.ts';
import { loadRuntime } from './load-runtime.ts';
import { usualRuntime } from './runtime-options.ts';
import type { GraphOptions } from './graph.ts';
import { readTower } from './tower.ts';
import { openWhole } from './whole-graph.ts';

const size = 96;

const pathOf = (name: string): string => goldenPath(`attention/${name}.onnx`);

function optionsOf(name: string): GraphOptions {
  return {
    directory: goldenPath('attention'),
    chosen: { file: pathOf(name), weights: 'fp32', others: [] },
    dimensions: 32,
    size,
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
        expect(readTower(pathOf(name), side, true).isHeadByHead).toBe(true);
    });

    it('gives the very numbers of the whole graph, for texts below, at and above the length', async () => {
      const ort = await loadRuntime();
      const options = optionsOf(name);
      const whole = await openWhole(ort, options);
      const half = await openHalf(ort, options, 'text');
      for (const length of [2, 40, longestAtOnce, longestAtOnce + 1, 700]) {
        const feed = new ort.Tensor('int64', twoTexts(length), [2, length]);
        const found = await half.run(feed, 2);
        expect(found.every((value) => Number.isFinite(value) && value !== 0)).toBe(true);
        expect(largestDifference(found, await whole.text.run(feed, 2))).toBe(0);
      }
      await half.release();
      await whole.text.release();
    });

    it('gives the very numbers of the whole graph for images, which have 576 patches', async () => {
      const ort = await loadRuntime();
      const options = optionsOf(name);
      const whole = await openWhole(ort, options);
      const half = await openHalf(ort, options, 'image');
      const pixels = Float32Array.from({ length: 2 * 3 * size ** 2 }, (_, i) => Math.sin(i * i));
      const feed = new ort.Tensor('float32', pixels, [2, 3, size, size]);
      const found = await half.run(feed, 2);
      expect(largestDifference(found, await whole.image.run(feed, 2))).toBe(0);
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
    const { model, isHeadByHead } = readTower(pathOf('batched'), 'text', true);
    expect(isHeadByHead).toBe(false);
    expect(model).toEqual(readTower(pathOf('batched'), 'text', false).model);
  });

  it('on a graphics card, which is faster with all heads at once', () => {
    const path = pathOf('products');
    const asItIs = readTower(path, 'image', false);
    expect(asItIs.isHeadByHead).toBe(false);
    expect(asItIs.model.includes('Scan')).toBe(false);
    expect(readTower(path, 'image', true).model.includes('Scan')).toBe(true);
  });

  it('in graphs without any', () => {
    const path = goldenPath('tiny/onnx/model_int8.onnx');
    expect(readTower(path, 'text', true)).toEqual(readTower(path, 'text', false));
  });
});
