import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { raster } from './__fixtures__/raster.ts';
import { resizeSlowly } from './__fixtures__/resize-slowly.ts';
import type { Geometry } from './geometry.ts';
import { resizeAndCrop } from './resize.ts';

it('is made of its source (vitest -u makes it)', async () => {
  const { parseWat } = await wabt();
  const name = 'resize-kernel.wat';
  const source = await readFile(new URL(name, import.meta.url), 'utf8');
  const { buffer } = parseWat(name, source, { simd: true }).toBinary({});
  const bytes = Buffer.from(buffer).toString('base64');
  await expect(
    `/** ${name} as WebAssembly, in base64. */\nexport const kernelBytes: string =\n  '${bytes}';\n`,
  ).toMatchFileSnapshot('resize-kernel-bytes.ts');
});

describe('the kernel gives the bytes of the plain passes', () => {
  it.each<[what: string, from: [number, number], geometry: Geometry, to: [number, number]]>([
    ['an odd number of taps', [97, 61], { width: 31, height: 23, left: 0, top: 0 }, [31, 23]],
    ['enlarging', [7, 5], { width: 90, height: 64, left: 3, top: 2 }, [81, 61]],
    ['one pixel', [1, 1], { width: 16, height: 16, left: 0, top: 0 }, [16, 16]],
    ['to one pixel', [301, 200], { width: 1, height: 1, left: 0, top: 0 }, [1, 1]],
    [
      'rows that are not a whole number of words',
      [50, 40],
      { width: 9, height: 9, left: 2, top: 1 },
      [5, 7],
    ],
    [
      'a strip far wider than high',
      [20_000, 3],
      { width: 64, height: 3, left: 1, top: 0 },
      [63, 3],
    ],
    ['one far higher than wide', [3, 20_000], { width: 3, height: 64, left: 0, top: 1 }, [3, 63]],
    ['more than is kept', [2_500_000, 1], { width: 700, height: 1, left: 0, top: 0 }, [700, 1]],
    ['as it is', [33, 17], { width: 33, height: 17, left: 0, top: 0 }, [33, 17]],
  ])('%s', (_, [width, height], geometry, to) => {
    for (const kind of ['noise', 'smooth', 'edges'] as const) {
      const picture = raster(width, height, kind);
      const made = resizeAndCrop(picture, geometry, ...to);
      expect(Buffer.compare(made, resizeSlowly(picture, geometry, ...to)), kind).toBe(0);
    }
  });
});
