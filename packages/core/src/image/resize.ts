import { type Coefficients, coefficients } from './coefficients.ts';
import type { Raster } from './decode.ts';
import type { Geometry, Interpolation } from './geometry.ts';
import { kernelWith } from './resize-kernel.ts';

/** Bits of the lower part of a weight, as the kernel takes it. */
const lowBits = 12;
/** Bytes of the weights of two taps. */
const pairBytes = 8;
/** What the kernel reads and writes beyond the ends of rows. */
const slack = 16;
/** Bytes of the image that are put before the kernel at once. */
const stripBytes = 2 ** 18;

/**
 * The `width` x `height` pixels that `geometry` keeps of a resized image, a square by default, bit for bit as Pillow's `resize` and
 * `crop` give them: a horizontal pass, then a vertical one, in fixed point, rounded to 8 bits after each. Only what the crop
 * needs is computed. (sharp's cubic kernel is another one: golden/README.md has the difference.)
 */
export function resizeAndCrop(
  image: Raster,
  geometry: Geometry,
  width: number,
  height: number = width,
  interpolation: Interpolation = 'bicubic',
): Uint8Array<ArrayBuffer> {
  const across = coefficients(image.width, geometry.width, geometry.left, width, interpolation);
  const down = coefficients(image.height, geometry.height, geometry.top, height, interpolation);
  const firstRow = down.starts[0] ?? 0;
  const rows = (down.starts[height - 1] ?? 0) + (down.counts[height - 1] ?? 0) - firstRow;
  const rowBytes = image.width * 3;
  const stripRows = Math.min(rows, Math.max(1, Math.floor(stripBytes / rowBytes)));
  // Whole words, since columns are filtered four bytes at a time.
  const stride = Math.ceil((width * 3) / 4) * 4;

  const place = createPlaces();
  const [starts, counts] = [place(width * 4), place(width * 4)];
  const acrossWeights = place(width * weightBytes(across.taps));
  const downWeights = place(height * weightBytes(down.taps));
  const strip = place(stripRows * rowBytes);
  const narrow = place((rows + 1) * stride);
  const result = place(height * stride);
  const { memory, filterRow, filterColumns } = kernelWith(place(0));
  const { buffer } = memory;
  const bytes = new Uint8Array(buffer);
  new Int32Array(buffer, starts, width).set(across.starts);
  new Int32Array(buffer, counts, width).set(across.counts);
  writeWeights(across, buffer, acrossWeights);
  writeWeights(down, buffer, downWeights);

  for (let row = 0; row < rows; row += stripRows) {
    const here = Math.min(stripRows, rows - row);
    const from = (firstRow + row) * rowBytes;
    bytes.set(image.data.subarray(from, from + here * rowBytes), strip);
    for (let i = 0; i < here; i++) {
      const [source, target] = [strip + i * rowBytes, narrow + (row + i) * stride];
      filterRow(source, target, starts, counts, acrossWeights, width, weightBytes(across.taps));
    }
  }
  for (let y = 0; y < height; y++) {
    const source = narrow + ((down.starts[y] ?? 0) - firstRow) * stride;
    const weights = downWeights + y * weightBytes(down.taps);
    filterColumns(source, result + y * stride, stride, stride, weights, down.counts[y] ?? 0);
  }
  return withoutGaps(bytes.subarray(result, result + height * stride), stride, width * 3);
}

/** Gives out places in a memory, one after the other, each with some slack behind it. */
function createPlaces(): (bytes: number) => number {
  let next = 0;
  return (bytes) => {
    const here = next;
    next += Math.ceil((bytes + slack) / 8) * 8;
    return here;
  };
}

/** Bytes of the weights of one output. */
function weightBytes(taps: number): number {
  return Math.ceil(taps / 2) * pairBytes;
}

/** Writes weights as the kernel takes them: of every two taps the upper parts, then the lower. */
function writeWeights(
  { counts, weights, taps }: Coefficients,
  buffer: ArrayBuffer,
  at: number,
): void {
  const perOutput = weightBytes(taps) / 2;
  const halves = new Int16Array(buffer, at, counts.length * perOutput).fill(0);
  for (const [output, count] of counts.entries()) {
    for (let tap = 0; tap < count; tap++) {
      const weight = weights[output * taps + tap] ?? 0;
      const high = (weight + (1 << (lowBits - 1))) >> lowBits;
      const to = output * perOutput + (tap >> 1) * 4 + (tap & 1);
      halves[to] = high;
      halves[to + 2] = weight - (high << lowBits);
    }
  }
}

/** A copy of rows that lie `stride` bytes apart, `length` bytes of each. */
function withoutGaps(rows: Uint8Array, stride: number, length: number): Uint8Array<ArrayBuffer> {
  if (stride === length) return new Uint8Array(rows);
  const result = new Uint8Array((rows.length / stride) * length);
  for (let at = 0, to = 0; at < rows.length; at += stride, to += length)
    result.set(rows.subarray(at, at + length), to);
  return result;
}
