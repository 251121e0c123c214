import { type Coefficients, coefficients, precisionBits } from '../coefficients.ts';
import type { Raster } from '../decode.ts';
import type { Geometry } from '../geometry.ts';

/** What is added before the bits after the point are dropped, so that rounding is to the nearest. */
const half = 1 << (precisionBits - 1);

/** `resizeAndCrop` without the kernel, number by number. */
export function resizeSlowly(
  image: Raster,
  geometry: Geometry,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  const across = coefficients(image.width, geometry.width, geometry.left, width);
  const down = coefficients(image.height, geometry.height, geometry.top, height);
  const firstRow = down.starts[0] ?? 0;
  const lastRow = (down.starts[height - 1] ?? 0) + (down.counts[height - 1] ?? 0);
  const narrow = filterRows(image, across, firstRow, lastRow - firstRow, width);
  return filterColumns(narrow, down, firstRow, width, height);
}

/** Horizontal pass over `rows` rows from `firstRow` on. */
function filterRows(
  { data, width }: Raster,
  { starts, counts, weights, taps }: Coefficients,
  firstRow: number,
  rows: number,
  size: number,
): Uint8Array {
  const result = new Uint8Array(rows * size * 3);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    const rowStart = (firstRow + row) * width;
    for (let x = 0; x < size; x++) {
      let from = (rowStart + (starts[x] ?? 0)) * 3;
      const first = x * taps;
      const last = first + (counts[x] ?? 0);
      let red = half;
      let green = half;
      let blue = half;
      for (let tap = first; tap < last; tap++) {
        const weight = weights[tap] ?? 0;
        red = (red + Math.imul(data[from++] ?? 0, weight)) | 0;
        green = (green + Math.imul(data[from++] ?? 0, weight)) | 0;
        blue = (blue + Math.imul(data[from++] ?? 0, weight)) | 0;
      }
      result[to++] = toByte(red);
      result[to++] = toByte(green);
      result[to++] = toByte(blue);
    }
  }
  return result;
}

/** Vertical pass over rows of `width` pixels, of which the first is row `firstRow` of the image. */
function filterColumns(
  rows: Uint8Array,
  { starts, counts, weights, taps }: Coefficients,
  firstRow: number,
  width: number,
  height: number,
): Uint8Array<ArrayBuffer> {
  const stride = width * 3;
  const result = new Uint8Array(height * stride);
  const sums = new Int32Array(stride);
  for (let y = 0; y < height; y++) {
    sums.fill(half);
    for (let tap = 0; tap < (counts[y] ?? 0); tap++) {
      const weight = weights[y * taps + tap] ?? 0;
      const from = ((starts[y] ?? 0) + tap - firstRow) * stride;
      for (let i = 0; i < stride; i++)
        sums[i] = (sums[i] ?? 0) + Math.imul(rows[from + i] ?? 0, weight);
    }
    const to = y * stride;
    for (let i = 0; i < stride; i++) result[to + i] = toByte(sums[i] ?? 0);
  }
  return result;
}

function toByte(sum: number): number {
  const value = sum >> precisionBits;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
