import { imageError } from './image-error.ts';

/** Where things stand in a header, from the beginning of the file. */
const at = { pixels: 10, header: 14, bits: 28, packing: 30 } as const;
const packings = { rle8: 1, rle4: 2, masks: 3, masksWithAlpha: 6 } as const;
/** Sizes of headers, which tell their kinds. */
const headers = { os2: 12, usual: 40, withMasks: 52, withAlphaMask: 56 } as const;

/**
 * A bitmap as the decoder knows it: some rare kinds are usual ones under another name. What it does not know is refused by its name.
 * Throws `image`.
 */
export function knownBmp(bytes: Uint8Array, source: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = view.getUint32(at.header, true);
  const isOld = header < headers.usual;
  if (bytes.length < at.packing + 4) return bytes;
  const bits = view.getUint16(header === headers.os2 ? 24 : at.bits, true);
  const packing = isOld ? 0 : view.getUint32(at.packing, true);
  const problem = kindProblem(header, bits, packing);
  if (problem !== undefined)
    throw imageError(
      source,
      'not-an-image',
      `is a BMP ${problem}, which is not read; save it as PNG`,
    );
  if (packing === packings.rle8 || packing === packings.rle4)
    return withoutLastLineEnd(bytes, view.getUint32(at.pixels, true), packing);
  // The masks stand behind the usual header, or are the end of a longer one: at the same place.
  if (packing === packings.masksWithAlpha && header === headers.usual)
    return withHeader(bytes, headers.withAlphaMask);
  return packing === packings.masks && header === headers.withMasks
    ? withHeader(bytes, headers.usual)
    : bytes;
}

const readBits: ReadonlySet<number> = new Set([1, 4, 8, 16, 24, 32]);

function kindProblem(header: number, bits: number, packing: number): string | undefined {
  if (header > headers.os2 && header < headers.usual)
    return `of OS/2 with a short header (${header} bytes)`;
  const isOs2 = header === 64;
  if (packing === 4) return isOs2 ? 'of OS/2 packed by RLE24' : 'that is a JPEG within';
  if (packing === 5) return 'that is a PNG within';
  if (isOs2 && packing === packings.masks) return 'of OS/2 packed by Huffman codes';
  if (!readBits.has(bits)) return `of ${bits} bits a pixel`;
  return packing > packings.masksWithAlpha ? `packed in an unknown way (${packing})` : undefined;
}

function withHeader(bytes: Uint8Array, size: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  view.setUint32(at.header, size, true);
  view.setUint32(at.packing, packings.masks, true);
  return copy;
}

/** The decoder takes the end of the last row for one row too many where the end of the image follows it, as many programs write. */
function withoutLastLineEnd(bytes: Uint8Array, pixels: number, packing: number): Uint8Array {
  let lineEnd = -1;
  for (let place = pixels; place + 1 < bytes.length;) {
    const [count = 0, code = 0] = bytes.subarray(place, place + 2);
    if (count === 0 && code === 1) {
      if (lineEnd !== place - 2) return bytes;
      return Buffer.concat([bytes.subarray(0, lineEnd), bytes.subarray(place)]);
    }
    if (count === 0 && code === 0) lineEnd = place;
    place += 2;
    if (count !== 0) continue;
    if (code === 2) place += 2;
    else if (code > 2) {
      const length = packing === packings.rle8 ? code : Math.ceil(code / 2);
      place += length + (length % 2); // to an even number
    }
  }
  return bytes;
}
