import { createHash } from 'node:crypto';
import { loadSharp } from '@nestvec/core/store';
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

/** Images of a page that were not given before, the number of each among those of the page, and what is wrong with the others. */
export async function* pageImages(
  pdfium: Pdfium,
  document: number,
  page: number,
  seen: Set<string>,
): AsyncGenerator<PageImage | { readonly problem: string }, void, undefined> {
  let number = 0;
  for (const object of pageObjects(pdfium, page, imageObject)) {
    number += 1;
    const size = sizeOf(pdfium, object);
    if (size === undefined) {
      yield { problem: `image ${number} can't be decoded` };
      continue;
    }
    const { width, height } = size;
    if (Math.min(width, height) < leastSide) continue;
    if (width * height > maxPixels) {
      yield {
        problem: `image ${number} has ${width} x ${height} pixels where ${maxPixels} are allowed`,
      };
      continue;
    }
    const key = `${width} ${height} ${hashOf(pdfium, object)}`;
    if (seen.has(key)) continue;
    const pixels = render(pdfium, document, page, object, width, height);
    if (pixels === undefined) {
      yield { problem: `image ${number} can't be decoded` };
      continue;
    }
    seen.add(key);
    yield { bytes: await encode(pixels) };
  }
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function sizeOf(pdfium: Pdfium, object: number): Size | undefined {
  const { scratch } = pdfium;
  if (pdfium.FPDFImageObj_GetImagePixelSize(object, scratch, scratch + 4) === 0) return undefined;
  const view = pdfium.view();
  const width = view.getUint32(scratch, true);
  const height = view.getUint32(scratch + 4, true);
  return width > 0 && height > 0 ? { width, height } : undefined;
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

interface Pixels extends Size {
  /** Red, green, blue and how much it covers. */
  readonly data: Uint8ClampedArray;
  readonly isOpaque: boolean;
}

/**
 * An image as it is seen, upright, with its mask and in the colours of the page, and no larger than is kept. `undefined` where
 * nothing can be made of it.
 */
function render(
  pdfium: Pdfium,
  document: number,
  page: number,
  object: number,
  width: number,
  height: number,
): Pixels | undefined {
  const scale = Math.min(
    1,
    keptSide / Math.min(width, height),
    keptLongSide / Math.max(width, height),
  );
  const { scratch } = pdfium;
  const view = pdfium.view();
  const matrix = [Math.round(width * scale), 0, 0, Math.round(height * scale), 0, 0];
  for (const [index, value] of matrix.entries()) view.setFloat32(scratch + 4 * index, value, true);
  if (pdfium.FPDFPageObj_SetMatrix(object, scratch) === 0) return undefined;
  const bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, object);
  if (bitmap === 0) return undefined;
  try {
    return pixelsOf(pdfium, bitmap);
  } finally {
    pdfium.FPDFBitmap_Destroy(bitmap);
  }
}

function pixelsOf(pdfium: Pdfium, bitmap: number): Pixels | undefined {
  const width = pdfium.FPDFBitmap_GetWidth(bitmap);
  const height = pdfium.FPDFBitmap_GetHeight(bitmap);
  const stride = pdfium.FPDFBitmap_GetStride(bitmap);
  const format = pdfium.FPDFBitmap_GetFormat(bitmap);
  const at = pdfium.FPDFBitmap_GetBuffer(bitmap);
  if (format < bitmapFormat.gray || format > bitmapFormat.bgra) return undefined;
  const step = format === bitmapFormat.gray ? 1 : format === bitmapFormat.bgr ? 3 : 4;
  const from = new Uint8Array(pdfium.view().buffer, at, stride * height);
  const data = new Uint8ClampedArray(width * height * 4);
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
  return await solid.jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer();
}
