import { it } from 'vitest';
import { raster } from '../__fixtures__/raster.ts';
import { fit } from './geometry.ts';
import { normalizePixels } from './normalize-pixels.ts';
import { resizeAndCrop } from './resize.ts';

const size = 512;

it('a photo of 12 megapixels is fitted to 512 pixels', async ({ bench }) => {
  const photo = raster(4000, 3000, 'smooth');
  const geometry = fit(photo.width, photo.height, size);
  const resize = bench('resize and crop', () => {
    resizeAndCrop(photo, geometry, size);
  });
  await resize.run({ iterations: 5, time: 500, warmupIterations: 1, warmupTime: 0 });
});

it('a square of 512 pixels is normalised', async ({ bench }) => {
  const square = raster(size, size, 'smooth').data;
  const preprocessing = { size, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;
  const target = new Float32Array(3 * size * size);
  const normalize = bench('normalise', () => {
    normalizePixels(square, preprocessing, target);
  });
  await normalize.run({ time: 1000 });
});
