import type { Tile, TileGroup } from './image-tiles.ts';

/** An image in the making. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and how much it covers, from the upper left, row by row. */
  readonly data: Uint8ClampedArray;
  readonly isOpaque: boolean;
}

/** A part of a canvas, in its own pixels. */
export interface TilePlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Puts tiles together, at the size that is kept of the whole. */
export interface Canvas {
  /** Where a tile lies. It may be less than a pixel, and then has no width or height. */
  place(tile: Tile): TilePlace;
  /** Whether it fits there. */
  paint(pixels: Pixels, place: TilePlace): boolean;
  /** The whole, white where nothing was painted. */
  pixels(): Pixels;
}

/** An empty canvas for an image of so many pixels, of which `scale` is kept. */
export function createCanvas(width: number, height: number, scale: number): Canvas {
  // Rounded by where it ends, so that many strips are as high as the whole.
  const at = (pixel: number): number => Math.round(pixel * scale);
  const whole = { width: at(width), height: at(height) };
  let data: Uint8ClampedArray | undefined;
  let isOpaque = true;
  return {
    place({ x, y, size }) {
      const [left, top] = [at(x), at(y)];
      return {
        x: left,
        y: top,
        width: at(x + size.width) - left,
        height: at(y + size.height) - top,
      };
    },
    paint(pixels, { x, y, width: wide, height: high }) {
      if (pixels.width !== wide || pixels.height !== high) return false;
      data ??= new Uint8ClampedArray(4 * whole.width * whole.height).fill(255);
      for (let row = 0; row < high; row += 1) {
        const from = 4 * wide * row;
        data.set(pixels.data.subarray(from, from + 4 * wide), 4 * ((y + row) * whole.width + x));
      }
      isOpaque &&= pixels.isOpaque;
      return true;
    },
    pixels() {
      const { width: wide, height: high } = whole;
      return { ...whole, data: data ?? new Uint8ClampedArray(4 * wide * high).fill(255), isOpaque };
    },
  };
}

/** What covers so much of a page may be a scan. */
const pageShare = 0.5;
/** An image goes on across an edge where the difference there is at most so many times the one beside it, and a little more. */
const goesOn = { times: 2, more: 2 };
/** Less of a difference than this, of 255, is a plain area, which says nothing. */
const plain = 1;

/**
 * Whether tiles are parts of one image: strips are; others are where what is on both sides of their edges goes on, and in plain areas,
 * such as the margins of a scan, where they cover a page.
 */
export function belongTogether({ isSure, share, tiles }: TileGroup, canvas: Canvas): boolean {
  if (isSure) return true;
  const { across, beside } = edges(
    canvas.pixels(),
    tiles.map((tile) => canvas.place(tile)),
  );
  if (across > goesOn.times * beside + goesOn.more) return false;
  return share >= pageShare || beside >= plain;
}

/** The mean difference of brightness across the inner edges of tiles, and beside them. */
function edges(
  { data, width }: Pixels,
  places: readonly TilePlace[],
): { readonly across: number; readonly beside: number } {
  let across = 0;
  let beside = 0;
  let count = 0;
  const light = (pixel: number): number =>
    ((data[4 * pixel] ?? 0) + (data[4 * pixel + 1] ?? 0) + (data[4 * pixel + 2] ?? 0)) / 3;
  const look = (first: number, step: number, length: number, over: number): void => {
    for (let index = 0; index < length; index += 1) {
      const pixel = first + index * step;
      const [above, below] = [light(pixel - over), light(pixel)];
      across += Math.abs(above - below);
      beside +=
        (Math.abs(light(pixel - 2 * over) - above) + Math.abs(light(pixel + over) - below)) / 2;
    }
    count += length;
  };
  for (const { x, y, width: wide, height: high } of places) {
    if (wide < 2 || high < 2) continue;
    const corner = y * width + x;
    if (y >= 2) look(corner, 1, wide, width);
    if (x >= 2) look(corner, width, high, 1);
  }
  return count === 0
    ? { across: 0, beside: 0 }
    : { across: across / count, beside: beside / count };
}
