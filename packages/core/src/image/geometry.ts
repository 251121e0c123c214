/** How an image becomes the square that a model takes. */
export interface SquareRule {
  /** Side of the square in pixels. */
  readonly size: number;
  /** `crop`: the shorter side is resized to `edge`, and the centre is kept. `squash`: both sides are resized to `size`. */
  readonly fit: 'crop' | 'squash';
  /** Length that the shorter side is resized to, at least `size`. */
  readonly edge: number;
  /** Pillow's name of the kernel that resizes. */
  readonly interpolation: Interpolation;
}

/** Kernels of Pillow. */
export type Interpolation = 'bicubic' | 'bilinear';

/** The rule of jina-clip: the shorter side to `size` by the bicubic kernel, then the centre. */
export function cropRule(size: number): SquareRule {
  return { size, fit: 'crop', edge: size, interpolation: 'bicubic' };
}

/** Where the square of an image lies. */
export function geometryOf(width: number, height: number, rule: SquareRule): Geometry {
  const { size, edge } = rule;
  return rule.fit === 'squash'
    ? { width: size, height: size, left: 0, top: 0 }
    : fit(width, height, size, edge);
}

/** How an image is fitted to the model's square: resized to `width` x `height`, of which a square is kept. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
}

/**
 * Shortest edge to `edge`, by default the square's side, the other in proportion and rounded down, then the centre. These are the roundings of
 * torchvision's `Resize` and `CenterCrop`, which jina-clip-v2's own preprocessing is made of (jina-clip-implementation,
 * transform.py); Transformers.js differs by at most a pixel where the crop starts at half a pixel.
 */
export function fit(width: number, height: number, size: number, edge: number = size): Geometry {
  const long = Math.trunc((edge * Math.max(width, height)) / Math.min(width, height));
  const along = roundHalfToEven((long - size) / 2);
  const across = roundHalfToEven((edge - size) / 2);
  return width <= height
    ? { width: edge, height: long, left: across, top: along }
    : { width: long, height: edge, left: along, top: across };
}

/** Python's `round`. */
function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
