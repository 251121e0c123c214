import { decode, type Raster } from './decode.ts';
import { fit } from './geometry.ts';
import { resizeAndCrop } from './resize.ts';
import type { SquareQuestion } from './square-messages.ts';

/** Decodes an image, and resizes and crops it as the model was trained: `size * size * 3` bytes in rows, red first. Rejects with `image`. */
export async function makeSquare({
  file,
  size,
  timeoutMs,
}: SquareQuestion): Promise<Uint8Array<ArrayBuffer>> {
  const { bytes, source, header } = file;
  const image = await decode(bytes, source, header, timeoutMs);
  return squareOf(image, size);
}

/** The square of a decoded image: its shorter side resized to `size`, then the centre. */
export function squareOf(image: Raster, size: number): Uint8Array<ArrayBuffer> {
  return resizeAndCrop(image, fit(image.width, image.height, size), size);
}
