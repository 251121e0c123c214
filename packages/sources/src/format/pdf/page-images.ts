import { createHash } from 'node:crypto';
import { loadSharp } from '@nestvec/core/kit';
import { type ImageSize, type PageStrip, stripGroups } from './image-strips.ts';
import { pageObjects } from './page-objects.ts';
import type { Pdfium } from './pdfium.ts';

/** An image of a page, as PNG or, where it is a large one that hides what is behind it, as JPEG. */
export interface PageImage {
  readonly bytes: Uint8Array;
}

/** Smaller images are lines, bullets and fragments of what is drawn. */
const leastSide = 24;
/** The shorter side that is kept: twice what the largest model looks at. */
const keptSide = 1024;
const keptLongSide = 4096;
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

/** Images of a page that were not given before, the number of each among those of the page, and what is wrong with the others. */
export async function* pageImages(
  pdfium: Pdfium,
  document: number,
  page: number,
  state: ImageState,
): AsyncGenerator<PageImage | { readonly problem: string }, void, undefined> {
  const found: PageStrip[] = [];
  let number = 0;
  for (const object of pageObjects(pdfium, page, imageObject)) {
    number += 1;
    const size = sizeOf(pdfium, page, object);
    if (size === undefined) yield { problem: `image ${number} can't be decoded` };
    else found.push({ object, number, size });
  }
  for (const group of stripGroups(pdfium, found)) {
    const image = await groupImage(pdfium, document, page, group, state);
    if (image !== undefined) yield image;
  }
}

/** The image of one group; `undefined` where it is small, or was given before. */
async function groupImage(
  pdfium: Pdfium,
  document: number,
  page: number,
  group: readonly PageStrip[],
  state: ImageState,
): Promise<PageImage | { readonly problem: string } | undefined> {
  const [first] = group;
  if (first === undefined) return undefined;
  const name = nameOf(group);
  const { width } = first.size;
  const height = group.reduce((sum, { size }) => sum + size.height, 0);
  if (Math.min(width, height) < leastSide) return undefined;
  if (width * height > maxPixels)
    return {
      problem: `${name} has ${width} x ${height} pixels where ${maxPixels} are allowed`,
    };
  const key = `${width} ${height} ${group.map(({ object }) => hashOf(pdfium, object)).join(' ')}`;
  if (state.seen.has(key)) return undefined;
  const scale = keptScale(width, height);
  const parts: Pixels[] = [];
  for (let index = 0, above = 0; index < group.length; index += 1) {
    const { object, size } = group[index] ?? first;
    const behind = above + size.height;
    // Rounded by where it ends, so that many strips are as high as the whole.
    const rows = Math.round(behind * scale) - Math.round(above * scale);
    above = behind;
    if (rows === 0) continue;
    const pixels = render(pdfium, document, page, object, [Math.round(width * scale), rows], state);
    if (pixels === undefined || isDamaged(pdfium, object, size))
      return { problem: `${name} can't be decoded` };
    parts.push(group.length === 1 ? pixels : { ...pixels, data: pixels.data.slice() });
  }
  const whole = joined(parts);
  if (whole === undefined) return { problem: `${name} can't be decoded` };
  state.seen.add(key);
  return { bytes: await encode(whole) };
}

function nameOf(group: readonly PageStrip[]): string {
  const numbers = group.map(({ number }) => number);
  if (numbers.length === 1) return `image ${numbers[0]}`;
  return `what images ${Math.min(...numbers)} to ${Math.max(...numbers)} are strips of`;
}

/** What is left of images that are larger than is kept. */
function keptScale(width: number, height: number): number {
  return Math.min(1, keptSide / Math.min(width, height), keptLongSide / Math.max(width, height));
}

/** Strips one below the other; `undefined` where they do not fit. */
function joined(parts: readonly Pixels[]): Pixels | undefined {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first;
  if (parts.some(({ width }) => width !== first.width)) return undefined;
  const data = new Uint8ClampedArray(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  const height = parts.reduce((sum, part) => sum + part.height, 0);
  return { width: first.width, height, data, isOpaque: parts.every(({ isOpaque }) => isOpaque) };
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

/** PDFium's own name for what comes last, where its result is no longer pixels. */
const imageFilter = /^(?:DCT|JPX|CCITTFax)|^(?:DCT|CCF)$/;

/** The segment alone that says how large a page of JBIG2 is has so many bytes. */
const leastJbig2 = 30;

/** PDFium says 24 bits of a pixel that has one value of 16. */
const leastShare = 0.6;

/** Whether many pixels are missing: PDFium shows those as black. */
function isDamaged(pdfium: Pdfium, object: number, { width, height, bits }: ImageSize): boolean {
  const last = pdfium.FPDFImageObj_GetImageFilterCount(object) - 1;
  if (last >= 0) {
    const room = 32;
    const name = pdfium.malloc(room);
    const length = pdfium.FPDFImageObj_GetImageFilter(object, last, name, room);
    const filter = Buffer.from(pdfium.view().buffer, name, Math.min(length, room)).toString();
    pdfium.free(name);
    if (filter.startsWith('JBIG2'))
      return pdfium.FPDFImageObj_GetImageDataRaw(object, 0, 0) < leastJbig2;
    if (imageFilter.test(filter)) return false;
  }
  const bytes = pdfium.FPDFImageObj_GetImageDataDecoded(object, 0, 0);
  return bytes < leastShare * Math.ceil((width * bits) / 8) * height;
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

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and how much it covers. */
  readonly data: Uint8ClampedArray;
  readonly isOpaque: boolean;
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
  [width, height]: readonly [number, number],
  state: ImageState,
): Pixels | undefined {
  const { scratch } = pdfium;
  const view = pdfium.view();
  const matrix = [width, 0, 0, height, 0, 0];
  for (const [index, value] of matrix.entries()) view.setFloat32(scratch + 4 * index, value, true);
  if (pdfium.FPDFPageObj_SetMatrix(object, scratch) === 0) return undefined;
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
