import { decode, type Raster } from './decode.ts';
import { geometryOf, type SquareRule } from './geometry.ts';
import { resizeAndCrop } from './resize.ts';
import type { SquareQuestion } from './square-messages.ts';

/** Decodes an image, and fits it to the model's square: `size * size * 3` bytes in rows, red first. Rejects with `image`. */
export async function makeSquare({
  file,
  rule,
  timeoutMs,
}: SquareQuestion): Promise<Uint8Array<ArrayBuffer>> {
  const { bytes, source, header } = file;
  const image = await decode(bytes, source, header, timeoutMs);
  return squareOf(image, rule);
}

/** The square of a decoded image. */
export function squareOf(image: Raster, rule: SquareRule): Uint8Array<ArrayBuffer> {
  const geometry = geometryOf(image.width, image.height, rule);
  return resizeAndCrop(image, geometry, rule.size, rule.size, rule.interpolation);
}
