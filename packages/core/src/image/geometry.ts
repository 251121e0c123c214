/** How an image is fitted to the model's square: resized to `width` x `height`, of which a square is kept. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
}

/**
 * Shortest edge to `size`, the other in proportion and rounded down, then the centre. These are the roundings of
 * torchvision's `Resize` and `CenterCrop`, which jina-clip-v2's own preprocessing is made of (jina-clip-implementation,
 * transform.py); Transformers.js differs by at most a pixel where the crop starts at half a pixel.
 */
export function fit(width: number, height: number, size: number): Geometry {
  const long = Math.trunc((size * Math.max(width, height)) / Math.min(width, height));
  const offset = roundHalfToEven((long - size) / 2);
  return width <= height
    ? { width: size, height: long, left: 0, top: offset }
    : { width: long, height: size, left: offset, top: 0 };
}

/** Python's `round`. */
function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
