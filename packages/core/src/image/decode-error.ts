import { isNestvecError, messageOf } from '../errors.ts';
import { imageError } from './image-error.ts';

/** Formats that are read, for messages. */
export const knownFormats = 'JPEG, PNG, WebP, GIF, AVIF, TIFF, SVG, BMP';

/** What sharp's error means for the image; an error of ours stays as it is. */
export function decodeError(source: string, bytes: Uint8Array, error: unknown): unknown {
  if (isNestvecError(error)) return error;
  const [reason = ''] = messageOf(error).trim().split('\n', 1);
  if (/timeout/i.test(reason)) {
    return imageError(source, 'timeout', 'took too long to decode', error);
  }
  if (/exceeds pixel limit/i.test(reason)) {
    return imageError(source, 'too-many-pixels', 'has more pixels than its header says', error);
  }
  // All that is left in a TIFF to warn of is what its pixels need.
  if (reason.startsWith('Warning treated as error')) {
    return imageError(source, 'not-an-image', 'is a damaged TIFF', error);
  }
  const advice = isHeic(bytes)
    ? 'HEIC photos of phones must be converted to JPEG first'
    : `it is broken, or not one of ${knownFormats}`;
  return imageError(source, 'not-an-image', `can't be decoded (${reason}); ${advice}`, error);
}

/** Whether the file's brand is one of HEVC, which no build of sharp decodes for patents. */
function isHeic(bytes: Uint8Array): boolean {
  const brand = Buffer.from(bytes.subarray(4, 12)).toString('latin1');
  return /^ftyp(he[iv][csxm]|mif1|msf1)$/.test(brand);
}
