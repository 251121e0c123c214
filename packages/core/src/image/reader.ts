import { fit } from './geometry.ts';
import { createImageIntake } from './intake.ts';
import type { ImageLimits } from './limits.ts';
import { resizeAndCrop } from './resize.ts';

/** Makes a model's square out of pictures of any kind. */
export interface ImageReader {
  /** `size * size * 3` bytes in rows, red first. Rejects with `image`, `aborted`, or `missing-dependency` without sharp. */
  read(input: unknown, signal: AbortSignal | undefined): Promise<Uint8Array>;
  /** Closes connections that were kept open. */
  close(): void;
}

/** `size` is the side of the square in pixels. */
export function createImageReader(size: number, limits: ImageLimits): ImageReader {
  const intake = createImageIntake(size, limits);
  return {
    async read(input, signal) {
      const file = await intake.open(input, signal);
      return await intake.decode(file, signal, (image) =>
        resizeAndCrop(image, fit(image.width, image.height, size), size),
      );
    },
    close() {
      intake.close();
    },
  };
}
