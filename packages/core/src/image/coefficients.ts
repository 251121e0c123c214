import type { Interpolation } from './geometry.ts';

/** Weights of the input pixels that make up each output pixel along one axis. */
export interface Coefficients {
  /** First input pixel of each output pixel. */
  readonly starts: Int32Array;
  /** How many input pixels each output pixel is made of. */
  readonly counts: Int32Array;
  /** `taps` weights for each output pixel, in fixed point with `precisionBits` bits after the point. */
  readonly weights: Int32Array;
  readonly taps: number;
}

/** Bits after the point: 32, less 8 for the pixel and 2 for sums that overshoot (Pillow's PRECISION_BITS). */
export const precisionBits = 22;

/** A kernel, and its radius in pixels of the coarser grid. */
interface Kernel {
  readonly support: number;
  readonly weightAt: (position: number) => number;
}

const kernels: Readonly<Record<Interpolation, Kernel>> = {
  bicubic: { support: 2, weightAt: bicubic },
  bilinear: { support: 1, weightAt: bilinear },
};

/**
 * Weights for output pixels `from` to `from + count - 1` of an axis resized from `input` to `output` pixels, as Pillow
 * computes them (its published algorithm: an antialiased kernel, normalised in double precision, then rounded to
 * fixed point). Same numbers, so the same pixels.
 */
export function coefficients(
  input: number,
  output: number,
  from: number,
  count: number,
  interpolation: Interpolation = 'bicubic',
): Coefficients {
  const { support, weightAt } = kernels[interpolation];
  const scale = input / output;
  const filterScale = Math.max(scale, 1);
  const radius = support * filterScale;
  const taps = Math.ceil(radius) * 2 + 1;
  const starts = new Int32Array(count);
  const counts = new Int32Array(count);
  const weights = new Int32Array(count * taps);
  const exact = new Float64Array(taps);
  for (let index = 0; index < count; index++) {
    const center = (from + index + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - radius + 0.5));
    const length = Math.min(input, Math.trunc(center + radius + 0.5)) - start;
    let sum = 0;
    for (let tap = 0; tap < length; tap++) {
      const weight = weightAt((tap + start - center + 0.5) * (1 / filterScale));
      exact[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < length; tap++) {
      weights[index * taps + tap] = toFixedPoint((exact[tap] ?? 0) / sum);
    }
    starts[index] = start;
    counts[index] = length;
  }
  return { starts, counts, weights, taps };
}

/** Keys' cubic convolution with a = -0.5, in the order of operations that Pillow has. */
function bicubic(position: number): number {
  const a = -0.5;
  const x = Math.abs(position);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

function bilinear(position: number): number {
  return Math.max(0, 1 - Math.abs(position));
}

function toFixedPoint(weight: number): number {
  const scaled = weight * 2 ** precisionBits;
  return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}
