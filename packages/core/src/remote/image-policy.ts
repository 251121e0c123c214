import { invalid } from '../errors.ts';
import type { Raster } from '../image/decode.ts';
import { cropRule } from '../image/geometry.ts';
import { squareOf } from '../image/make-square.ts';
import { resizeAndCrop } from '../image/resize.ts';
import type { HostedModel } from './models.ts';

/**
 * What is sent of an image. `crop`: shortest edge to the model's side, then the centre, as the local model does it. `shrink`:
 * the whole image, longest edge to the side at most, never enlarged. `pad`: the whole image as large as the side allows, in
 * the middle of a white square. These three are sent as PNG and cost one tile. `original`: the file as it is.
 */
export type ImagePolicy = 'crop' | 'shrink' | 'pad' | 'original';

/** Every policy, the default first. */
export const imagePolicies: readonly ImagePolicy[] = ['crop', 'shrink', 'pad', 'original'];

/** The policy to use where none was chosen. Throws `invalid-input` for one that the model has no side for. */
export function resolveImagePolicy(
  chosen: ImagePolicy | undefined,
  model: HostedModel,
  id: string,
): ImagePolicy {
  const side = model.image?.side;
  if (chosen === undefined) {
    return side === undefined && model.image !== undefined ? 'original' : 'crop';
  }
  if (chosen !== 'original' && model.image !== undefined && side === undefined) {
    throw invalid(
      'jina.imagePolicy',
      `${id} has no fixed side to ${chosen} images to; use original`,
    );
  }
  return chosen;
}

/** An image fitted to a square of `side` pixels by a policy. Resizing is Pillow's bicubic, as in the local model. */
export function fitToPolicy(
  image: Raster,
  policy: Exclude<ImagePolicy, 'original'>,
  side: number,
): Raster {
  if (policy === 'crop') {
    return { data: squareOf(image, cropRule(side)), width: side, height: side };
  }
  const largest = side / Math.max(image.width, image.height);
  const scaled = scale(image, policy === 'shrink' ? Math.min(1, largest) : largest);
  return policy === 'shrink' ? scaled : padded(scaled, side);
}

function scale(image: Raster, factor: number): Raster {
  if (factor === 1) return image;
  const width = Math.max(1, Math.round(image.width * factor));
  const height = Math.max(1, Math.round(image.height * factor));
  return {
    data: resizeAndCrop(image, { width, height, left: 0, top: 0 }, width, height),
    width,
    height,
  };
}

/** White, which is also what alpha is laid on. */
function padded({ data, width, height }: Raster, side: number): Raster {
  const square = new Uint8Array(side * side * 3).fill(255);
  const left = Math.floor((side - width) / 2);
  const top = Math.floor((side - height) / 2);
  for (let row = 0; row < height; row++) {
    const line = data.subarray(row * width * 3, (row + 1) * width * 3);
    square.set(line, ((top + row) * side + left) * 3);
  }
  return { data: square, width: side, height: side };
}
