import { createHash } from 'node:crypto';
import { loadSharp } from '@nestvec/core/kit';
import { isDamaged } from './image-damage.ts';
import { belongTogether, createCanvas, type Pixels, type TilePlace } from './image-canvas.ts';
import {
  type FoundImage,
  type ImageSize,
  type Tile,
  type TileGroup,
  tileGroups,
} from './image-tiles.ts';
import { setMatrix } from '../object-matrix.ts';
import { pageObjects } from '../page-objects.ts';
import type { Pdfium } from '../pdfium.ts';

/** An image of a page, as PNG or, where it is a large one that hides what is behind it, as JPEG. */
export interface PageImage {
  readonly bytes: Uint8Array;
}

/** Smaller images are lines, bullets and fragments of what is drawn. */
const leastSide = 24;
/** The shorter side that is kept: twice what the largest model looks at. */
const keptSide = 1024;
const keptLongSide = 4096;
/** What is left out as too small is reported from so many pixels on. */
const muchLeft = 512 * 512;
/** More pixels than this are not decoded, as in core's intake of images. */
const maxPixels = 100_000_000;
/** Larger images without transparency are kept as JPEG, since a scan as PNG has megabytes. */
const jpegFrom = 512 * 512;

const imageObject = 3;
const bitmapFormat = { gray: 1, bgr: 2, bgrx: 3, bgra: 4 } as const;

/** What one document's images have in common. */
export interface ImageState {
  /** What was given before. */
  readonly seen: Set<string>;
  /** The pixels of one image after the other. */
  pixels: Uint8ClampedArray;
}

/** Images of a page that were not given before, and what is wrong with the others. */
export async function* pageImages(
  pdfium: Pdfium,
  document: number,
  page: number,
  state: ImageState,
): AsyncGenerator<PageImage | { readonly problem: string }, void, undefined> {
  const found: FoundImage[] = [];
  let number = 0;
  for (const object of pageObjects(pdfium, page, imageObject)) {
    number += 1;
    const size = sizeOf(pdfium, page, object.handle);
    if (size === undefined) yield { problem: `image ${number} can't be decoded` };
    else found.push({ object, number, size });
  }
  if (found.length === 0) return;
  const taker = createTaker(pdfium, document, page, state);
  const pageArea = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page);
  for (const group of tileGroups(pdfium, found, pageArea)) {
    for (const part of partsOf(group, taker))
      if (part !== undefined && part !== 'apart')
        yield 'problem' in part ? part : { bytes: await encode(part) };
  }
  if (taker.left() >= muchLeft)
    yield {
      problem: `images of fewer than ${leastSide} pixels a side are left out, though they hold as many together as a whole image; read the page by OCR`,
    };
}

/** `undefined` for one that is small or was given before, `apart` for tiles that do not belong together. */
type TakenImage = Pixels | { readonly problem: string } | 'apart' | undefined;

/** Makes the images of one page. */
interface Taker {
  /** Its pixels are valid until the next call. */
  take(group: TileGroup): TakenImage;
  /** Pixels of what was too small, all together. */
  left(): number;
}

function createTaker(pdfium: Pdfium, document: number, page: number, state: ImageState): Taker {
  let left = 0;
  return {
    left: () => left,
    take(group) {
      const { tiles, width, height } = group;
      if (Math.min(width, height) < leastSide) {
        left += width * height;
        return undefined;
      }
      const name = nameOf(tiles);
      if (width * height > maxPixels)
        return {
          problem: `${name} has ${width} x ${height} pixels where ${maxPixels} are allowed`,
        };
      const hashes = tiles.map(({ object, x, y }) => `${x} ${y} ${hashOf(pdfium, object.handle)}`);
      const key = [width, height, ...hashes].join(' ');
      if (state.seen.has(key)) return undefined;
      const canvas = createCanvas(width, height, keptScale(width, height));
      for (const tile of tiles) {
        const { object, size } = tile;
        const place = canvas.place(tile);
        if (place.width === 0 || place.height === 0) continue;
        const pixels = render(pdfium, document, page, object.handle, place, state);
        if (pixels === undefined || isDamaged(pdfium, object.handle, size))
          return { problem: `${name} can't be decoded` };
        // The only one fills it, and is used before the next one is rendered.
        if (tiles.length === 1) {
          state.seen.add(key);
          return pixels;
        }
        if (!canvas.paint(pixels, place)) return { problem: `${name} can't be decoded` };
      }
      if (!belongTogether(group, canvas)) return 'apart';
      state.seen.add(key);
      return canvas.pixels();
    },
  };
}

function* partsOf(group: TileGroup, taker: Taker): Generator<TakenImage, void, undefined> {
  const whole = taker.take(group);
  if (whole === 'apart') for (const tile of group.tiles) yield taker.take(alone(tile));
  else yield whole;
}

function alone(tile: Tile): TileGroup {
  const { width, height } = tile.size;
  return { tiles: [{ ...tile, x: 0, y: 0 }], width, height, isSure: true, share: 0 };
}

function nameOf(tiles: readonly Tile[]): string {
  const numbers = tiles.map(({ number }) => number);
  if (numbers.length === 1) return `image ${numbers[0]}`;
  return `what images ${Math.min(...numbers)} to ${Math.max(...numbers)} are strips of`;
}

/** What is left of images that are larger than is kept. */
function keptScale(width: number, height: number): number {
  return Math.min(1, keptSide / Math.min(width, height), keptLongSide / Math.max(width, height));
}

function sizeOf(pdfium: Pdfium, page: number, object: number): ImageSize | undefined {
  const { scratch } = pdfium;
  pdfium.FPDFImageObj_GetImageMetadata(object, page, scratch);
  const bits = pdfium.view().getUint32(scratch + 16, true);
  if (pdfium.FPDFImageObj_GetImagePixelSize(object, scratch, scratch + 4) === 0) return undefined;
  const view = pdfium.view();
  const width = view.getUint32(scratch, true);
  const height = view.getUint32(scratch + 4, true);
  return width > 0 && height > 0 ? { width, height, bits } : undefined;
}

function hashOf(pdfium: Pdfium, object: number): string {
  const bytes = pdfium.FPDFImageObj_GetImageDataRaw(object, 0, 0);
  const buffer = pdfium.malloc(Math.max(1, bytes));
  try {
    pdfium.FPDFImageObj_GetImageDataRaw(object, buffer, bytes);
    const raw = new Uint8Array(pdfium.view().buffer, buffer, bytes);
    return createHash('sha1').update(raw).digest('base64');
  } finally {
    pdfium.free(buffer);
  }
}

/**
 * An image as it is seen, upright, with its mask and in the colours of the page, at a size. `undefined` where nothing can be made
 * of it.
 */
function render(
  pdfium: Pdfium,
  document: number,
  page: number,
  object: number,
  { width, height }: Pick<TilePlace, 'width' | 'height'>,
  state: ImageState,
): Pixels | undefined {
  if (!setMatrix(pdfium, object, [width, 0, 0, height, 0, 0])) return undefined;
  const bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, object);
  if (bitmap === 0) return undefined;
  try {
    return pixelsOf(pdfium, bitmap, state);
  } finally {
    pdfium.FPDFBitmap_Destroy(bitmap);
  }
}

function pixelsOf(pdfium: Pdfium, bitmap: number, state: ImageState): Pixels | undefined {
  const width = pdfium.FPDFBitmap_GetWidth(bitmap);
  const height = pdfium.FPDFBitmap_GetHeight(bitmap);
  const stride = pdfium.FPDFBitmap_GetStride(bitmap);
  const format = pdfium.FPDFBitmap_GetFormat(bitmap);
  const at = pdfium.FPDFBitmap_GetBuffer(bitmap);
  if (format < bitmapFormat.gray || format > bitmapFormat.bgra) return undefined;
  const step = format === bitmapFormat.gray ? 1 : format === bitmapFormat.bgr ? 3 : 4;
  const from = new Uint8Array(pdfium.view().buffer, at, stride * height);
  const bytes = width * height * 4;
  if (state.pixels.length < bytes) state.pixels = new Uint8ClampedArray(bytes);
  const data = state.pixels.subarray(0, bytes);
  let isOpaque = true;
  let isSeen = false;
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0, source = y * stride; x < width; x += 1, source += step, to += 4) {
      const cover = format === bitmapFormat.bgra ? (from[source + 3] ?? 0) : 255;
      data[to] = from[step === 1 ? source : source + 2] ?? 0;
      data[to + 1] = from[step === 1 ? source : source + 1] ?? 0;
      data[to + 2] = from[source] ?? 0;
      data[to + 3] = cover;
      if (cover !== 255) isOpaque = false;
      if (cover !== 0) isSeen = true;
    }
  }
  return isSeen ? { data, width, height, isOpaque } : undefined;
}

async function encode({ data, width, height, isOpaque }: Pixels): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const image = sharp(data, { raw: { width, height, channels: 4 } });
  if (!isOpaque) return await image.png().toBuffer();
  const solid = image.removeAlpha();
  if (width * height < jpegFrom) return await solid.png().toBuffer();
  return await solid.jpeg({ quality: 85 }).toBuffer();
}
