import { loadSharp } from './load-sharp.ts';
import { decodeError, knownFormats } from './decode-error.ts';
import type { Metadata } from 'sharp';
import { isBmp, readBmpSize } from './bmp.ts';
import { imageError } from './image-error.ts';
import { checkTiffKind } from './tiff.ts';

/** What must be known of an image before it is decoded. */
export interface Header {
  /** Such as `png`, or `bmp`, which has a decoder of its own. */
  readonly format: string;
  /** Pixels of one frame as it will be decoded. */
  readonly pixels: number;
  /** Sides as they stand in the file, before any rotation; of a drawing, as it is rendered. */
  readonly width: number;
  readonly height: number;
  /** Dots an inch to render at; matters for drawings only. */
  readonly density: number;
}

/** Formats that are read; what else libvips may know on some machine is not tested here. */
const formats: ReadonlySet<string> = new Set([
  'jpeg',
  'png',
  'webp',
  'gif',
  'avif',
  'heif', // what sharp calls AVIF
  'tiff',
  'svg',
]);

/** Dots an inch at which a drawing's unit is one pixel. */
const usualDensity = 72;
const largestDensity = 100_000;

/**
 * Reads an image's header and counts its pixels, so that one over the limit costs no memory. A drawing (SVG) is to be
 * rendered with `size` pixels on its shorter side, and counted so. Rejects with `image`.
 */
export async function readHeader(
  bytes: Uint8Array,
  source: string,
  size: number,
  maxPixels: number,
): Promise<Header> {
  const sides = isBmp(bytes)
    ? { ...readBmpSize(bytes, source), density: usualDensity, format: 'bmp' }
    : await readSides(bytes, source, size);
  const { format, width, height } = sides;
  // As large as it may get by rounding each side.
  const pixels = format === 'svg' ? (width + 1) * (height + 1) : width * height;
  if (pixels <= maxPixels) return { pixels, ...sides };
  const drawn = format === 'svg' ? 'is drawn with' : 'has';
  throw imageError(
    source,
    'too-many-pixels',
    `${drawn} ${width} x ${height} pixels, more than ${maxPixels} in all; shrink it or raise imageLimits.maxPixels`,
  );
}

type Sides = Omit<Header, 'pixels'>;

async function readSides(bytes: Uint8Array, source: string, size: number): Promise<Sides> {
  checkTiffKind(bytes, source);
  const sharp = await loadSharp();
  const read = async (density: number): Promise<Metadata> => {
    try {
      return await sharp(bytes, { limitInputPixels: false, density }).metadata();
    } catch (error) {
      throw decodeError(source, bytes, error);
    }
  };
  const found = await read(usualDensity);
  const { format, depth, width, height } = found;
  if (!formats.has(format)) {
    const problem = `is ${format}, which is not read; convert it to one of ${knownFormats}`;
    throw imageError(source, 'not-an-image', problem);
  }
  if (format === 'tiff' && !shownDepths.has(depth ?? 'uchar')) {
    const kind = depths.get(depth ?? '') ?? depth;
    const problem = `is a TIFF of ${kind}, which have no brightness that is the same everywhere; convert it to 8 or 16 bits`;
    throw imageError(source, 'not-an-image', problem);
  }
  if (format !== 'svg') return { format, width, height, density: usualDensity };
  return { format, ...(await drawingSides(found, size, read)) };
}

/** What values of a pixel are shown as they are meant: whole numbers whose largest is white. */
const shownDepths: ReadonlySet<string> = new Set(['uchar', 'ushort']);
const depths: ReadonlyMap<string, string> = new Map([
  ['char', 'signed numbers of 8 bits'],
  ['short', 'signed numbers of 16 bits'],
  ['int', 'signed numbers of 32 bits'],
  ['uint', 'numbers of 32 bits'],
  ['float', 'floating-point numbers'],
  ['double', 'floating-point numbers'],
  ['complex', 'complex numbers'],
  ['dpcomplex', 'complex numbers'],
]);

type Drawn = Pick<Metadata, 'width' | 'height'>;

/**
 * The density that a drawing has `size` pixels on its shorter side at, and its sides then. They grow with the density where they
 * are in pixels and with its square where they are in millimetres, inches or points, so it is found by trying.
 */
async function drawingSides(
  at72: Drawn,
  size: number,
  read: (density: number) => Promise<Drawn>,
): Promise<{ density: number } & Drawn> {
  const shorter = (drawn: Drawn): number => Math.min(drawn.width, drawn.height);
  const within = (density: number): number =>
    Math.min(largestDensity, Math.max(1, Math.ceil(density)));
  const scale = size / shorter(at72);
  // Of its usual size rounded to a few pixels little can be read, so it is measured where it is larger.
  const probe = await read(usualDensity * 10);
  const growth = Math.log10(shorter(probe) / shorter(at72)) > 1.5 ? 2 : 1;
  const density = within(usualDensity * scale ** (1 / growth));
  const { width, height } = await read(density);
  return { density, width, height };
}
