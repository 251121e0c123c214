import { it } from 'vitest';
import { raster } from '../image/__fixtures__/raster.ts';
import { normalizePixels } from './normalize-pixels.ts';

const size = 512;

it('a square of 512 pixels is normalised', async ({ bench }) => {
  const square = raster(size, size, 'smooth').data;
  const preprocessing = { size, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;
  const target = new Float32Array(3 * size * size);
  const normalize = bench('normalise', () => {
    normalizePixels(square, preprocessing, target);
  });
  await normalize.run({ time: 1000 });
});
