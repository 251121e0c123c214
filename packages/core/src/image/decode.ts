import { loadSharp } from './load-sharp.ts';
import { decodeBmp } from './bmp.ts';
import { decodeError } from './decode-error.ts';
import type { Header } from './header.ts';
import { imageError } from './image-error.ts';
import { readableTiff } from './tiff.ts';

/** Pixels in rows from the top, red, green, blue, 8 bits each: `width * height * 3` bytes. */
export interface Raster {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes an image into sRGB: EXIF orientation and colour profile applied, alpha laid on white, grey and CMYK converted,
 * 16 bits cut to 8, only the first frame of an animation. Rejects with `image`.
 */
export async function decode(
  bytes: Uint8Array,
  source: string,
  header: Header,
  timeoutMs: number,
): Promise<Raster> {
  if (header.format === 'bmp') return await decodeBmp(bytes, source, header);
  const { pixels, density, format } = header;
  const readable = format === 'tiff' ? readableTiff(bytes, source) : bytes;
  const sharp = await loadSharp();
  try {
    // Always bytes, never a path: a drawing read from a path could pull in the files beside it.
    const { data, info } = await sharp(readable, {
      // The size in the header, so that nothing larger is decoded.
      limitInputPixels: pixels,
      // Of a damaged TIFF more is reported as a warning only, and what is below the damage is black.
      failOn: format === 'tiff' ? 'warning' : 'error',
      sequentialRead: true,
      density,
    })
      .timeout({ seconds: Math.ceil(timeoutMs / 1000) })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) {
      throw imageError(source, 'not-an-image', `was decoded to ${info.channels} channels, not 3`);
    }
    return { data, width: info.width, height: info.height };
  } catch (error) {
    throw decodeError(source, bytes, error);
  }
}
