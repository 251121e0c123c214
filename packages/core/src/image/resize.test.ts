import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readGolden } from '../onnx/__fixtures__/golden.ts';
import { raster } from './__fixtures__/raster.ts';
import { fit, geometryOf } from './geometry.ts';
import { resizeAndCrop } from './resize.ts';

const { cases } = readGolden(
  'resize.json',
  z.object({
    cases: z.array(z.tuple([z.number(), z.number(), z.number(), z.string(), z.string()])),
  }),
);

const { cases: others } = readGolden(
  'squares.json',
  z.object({
    cases: z.array(
      z.tuple([
        z.number(),
        z.number(),
        z.number(),
        z.number(),
        z.enum(['crop', 'squash']),
        z.enum(['bicubic', 'bilinear']),
        z.string(),
        z.string(),
      ]),
    ),
  }),
);

describe('resizing', () => {
  it.each(cases)(
    'gives the bytes of Pillow for %i x %i to %i (%s)',
    (width, height, size, kind, digest) => {
      const square = resizeAndCrop(raster(width, height, kind), fit(width, height, size), size);
      expect(createHash('sha256').update(square).digest('hex')).toBe(digest);
    },
  );

  it.each(others)(
    'gives the bytes of Pillow for %i x %i to %i by way of %i (%s, %s, %s)',
    (width, height, size, edge, how, interpolation, kind, digest) => {
      const geometry = geometryOf(width, height, { size, edge, fit: how, interpolation });
      const image = raster(width, height, kind);
      const square = resizeAndCrop(image, geometry, size, size, interpolation);
      expect(createHash('sha256').update(square).digest('hex')).toBe(digest);
    },
  );

  it('has been compared on more than a hundred images', () => {
    expect(cases.length).toBeGreaterThan(100);
    expect(others.length).toBeGreaterThan(100);
  });
});
