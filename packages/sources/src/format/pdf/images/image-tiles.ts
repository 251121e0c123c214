import { formsMatrix, objectMatrix } from '../object-matrix.ts';
import type { PageObject } from '../page-objects.ts';
import type { Pdfium } from '../pdfium.ts';
import { type Matrix, within, without } from '../matrix.ts';

/** How large an image is, in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
  /** Of a pixel; 0 where it is not known. */
  readonly bits: number;
}

/** An image of a page, by its number among those of the page. */
export interface FoundImage {
  readonly object: PageObject;
  readonly number: number;
  readonly size: ImageSize;
}

/** An image, and where it lies in the whole that it may have been cut from, in pixels from the upper left. */
export interface Tile extends FoundImage {
  readonly x: number;
  readonly y: number;
}

/** Images that lie on each other without a gap, as one is cut into strips or tiles; or a single one. */
export interface TileGroup {
  readonly tiles: readonly Tile[];
  readonly width: number;
  readonly height: number;
  /** Whether they are certainly one: all of them are strips. Others are where what meets at their edges goes on. */
  readonly isSure: boolean;
  /** Share of the page that they cover. */
  readonly share: number;
}

interface OpenGroup {
  readonly tiles: Tile[];
  readonly matrix: Matrix;
  readonly size: ImageSize;
}

/** What is at least so many times as long as it is wide may be a strip of something larger. */
const leastShape = 4;
/** Layers of one scan, such as its background and its letters, are cut alike and drawn in turn. */
const openGroups = 4;
/** How much larger one tile may be drawn than another, since PDFs round. */
const scaleTolerance = 0.1;

/**
 * Finds what scanners and print drivers cut into strips or tiles: images that share a whole edge and are drawn in one scale and
 * direction, in whichever order. `pageArea` is in square points.
 */
export function tileGroups(
  pdfium: Pdfium,
  images: readonly FoundImage[],
  pageArea: number,
): TileGroup[] {
  const groups: OpenGroup[] = [];
  for (const image of images) {
    const { handle, forms } = image.object;
    const matrix = within(objectMatrix(pdfium, handle), formsMatrix(pdfium, forms));
    const isTaken = groups.slice(-openGroups).some((group) => join(group, image, matrix));
    if (!isTaken) groups.push({ tiles: [{ ...image, x: 0, y: 0 }], matrix, size: image.size });
  }
  return groups.map((group) => closed(group, pageArea));
}

/** Puts an image beside the one whose edge it shares. */
function join({ tiles, matrix: first, size }: OpenGroup, image: FoundImage, own: Matrix): boolean {
  const inverse = without(first);
  if (inverse === undefined) return false;
  const { width, height } = image.size;
  // Where it lies in the frame of the first, whose corners are 0 and 1, upwards.
  const [a, b, c, d, e, f] = within(own, inverse);
  if (Math.abs(b) * size.height > 1 || Math.abs(c) * size.width > 1) return false;
  const drawnWidth = a * size.width;
  const drawnHeight = d * size.height;
  if (!isAbout(drawnWidth, width) || !isAbout(drawnHeight, height)) return false;
  const left = e * size.width;
  const top = (1 - d - f) * size.height;
  const near = (x: number, y: number): boolean => Math.abs(x - y) <= 1 + 0.002 * Math.abs(y);
  const beside = ({ x, y, size: its }: Tile): readonly [x: number, y: number] | undefined => {
    if (width === its.width && near(left, x)) {
      if (near(top, y + its.height)) return [x, y + its.height];
      if (near(top + drawnHeight, y)) return [x, y - height];
    }
    if (height === its.height && near(top, y)) {
      if (near(left, x + its.width)) return [x + its.width, y];
      if (near(left + drawnWidth, x)) return [x - width, y];
    }
    return undefined;
  };
  for (let index = tiles.length - 1; index >= 0; index -= 1) {
    const tile = tiles[index];
    const [x, y] = (tile && beside(tile)) ?? [];
    if (x === undefined || y === undefined) continue;
    if (tiles.some((other) => other.x === x && other.y === y)) return false; // the same once more, on top
    tiles.push({ ...image, x, y });
    return true;
  }
  return false;
}

function isAbout(drawn: number, pixels: number): boolean {
  return Math.abs(drawn - pixels) <= Math.max(1, scaleTolerance * pixels);
}

function closed({ tiles, matrix, size }: OpenGroup, pageArea: number): TileGroup {
  let [left, top, right, bottom] = [0, 0, 0, 0];
  for (const tile of tiles) {
    left = Math.min(left, tile.x);
    top = Math.min(top, tile.y);
    right = Math.max(right, tile.x + tile.size.width);
    bottom = Math.max(bottom, tile.y + tile.size.height);
  }
  const [a, b, c, d] = matrix;
  const width = right - left;
  const height = bottom - top;
  const drawnArea =
    (Math.abs(a * d - b * c) * width * height) / Math.max(1, size.width * size.height);
  return {
    tiles: tiles.map((tile) => ({ ...tile, x: tile.x - left, y: tile.y - top })),
    width,
    height,
    isSure: tiles.every(isStrip),
    share: pageArea > 0 ? drawnArea / pageArea : 0,
  };
}

function isStrip({ size: { width, height } }: Tile): boolean {
  return Math.max(width, height) >= leastShape * Math.min(width, height);
}
