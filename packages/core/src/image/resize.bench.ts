import { it } from 'vitest';
import { raster } from './__fixtures__/raster.ts';
import { fit } from './geometry.ts';
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
