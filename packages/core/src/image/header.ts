import { loadSharp } from './load-sharp.ts';
import { decodeError, knownFormats } from './decode-error.ts';
import { imageError } from './image-error.ts';

/** What must be known of a picture before it is decoded. */
export interface Header {
  /** Pixels of one frame as it will be decoded. */
  readonly pixels: number;
  /** Sides as they stand in the file, before any rotation; of a drawing, before it is rendered. */
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
 * Reads a picture's header and counts its pixels, so that one over the limit costs no memory. A drawing (SVG) is to be
 * rendered with `size` pixels on its shorter side, and counted so. Rejects with `image`.
 */
export async function readHeader(
  bytes: Uint8Array,
  source: string,
  size: number,
  maxPixels: number,
): Promise<Header> {
  const sharp = await loadSharp();
  const { format, width, height } = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw decodeError(source, bytes, error);
    });
  if (!formats.has(format)) {
    const problem = `is ${format}, which is not read; convert it to one of ${knownFormats}`;
    throw imageError(source, 'not-an-image', problem);
  }
  const isDrawing = format === 'svg';
  const scale = isDrawing ? size / Math.min(width, height) : 1;
  const density = Math.min(largestDensity, Math.max(1, Math.ceil(usualDensity * scale)));
  // As large as it gets by rounding up the density and each side.
  const larger = density / usualDensity;
  const drawn = (Math.ceil(width * larger) + 1) * (Math.ceil(height * larger) + 1);
  const pixels = isDrawing ? drawn : width * height;
  if (pixels <= maxPixels) return { pixels, width, height, density };
  throw imageError(
    source,
    'too-many-pixels',
    `has ${width} x ${height} pixels${isDrawing ? ` and is drawn ${larger.toFixed(1)} times as large` : ''}, more than ${maxPixels} in all; shrink it or raise imageLimits.maxPixels`,
  );
}
