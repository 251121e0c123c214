import { inflateSync } from 'node:zlib';
import { imageError } from './image-error.ts';

/** Tags of a TIFF's first image that say whether it can be shown as it is meant. */
const tags = {
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  stripBytes: 279,
  tileOffsets: 324,
  tileBytes: 325,
} as const;

const oldJpeg = 6;
const jpeg = 7;
const deflated: ReadonlySet<number> = new Set([8, 32_946]);
const yCbCr = 6;

/** A strip or tile unpacks to a few thousand lines at most. */
const mostUnpackedBytes = 2 ** 30;

/**
 * Refuses what libvips shows wrongly and says nothing of: brightness and colour apart (YCbCr) outside of a JPEG, JPEG of the kind
 * of 1992, and deflated parts that are damaged, below which it leaves black. Throws `image`.
 */
export function checkTiff(bytes: Uint8Array, source: string): void {
  const read = tagReader(bytes);
  if (read === undefined) return;
  const [compression = 1] = read(tags.compression);
  const [photometric] = read(tags.photometric);
  const refuse = (problem: string): Error =>
    imageError(source, 'not-an-image', `${problem}; save it as PNG`);
  if (compression === oldJpeg) throw refuse('is a TIFF of old-style JPEG, which is not read');
  if (photometric === yCbCr && compression !== jpeg)
    throw refuse('is a TIFF of YCbCr colours that are not a JPEG, which are not read');
  if (!deflated.has(compression)) return;
  const offsets = [...read(tags.stripOffsets), ...read(tags.tileOffsets)];
  const lengths = [...read(tags.stripBytes), ...read(tags.tileBytes)];
  for (const [at, offset] of offsets.entries()) {
    const length = lengths[at] ?? 0;
    if (length === 0) continue; // a part that was left out
    try {
      inflateSync(bytes.subarray(offset, offset + length), { maxOutputLength: mostUnpackedBytes });
    } catch (error) {
      const problem = `is a TIFF whose part ${at + 1} of ${offsets.length} is damaged`;
      throw imageError(source, 'not-an-image', problem, error);
    }
  }
}

/** Bytes of the whole numbers that tags hold, by their type. */
const sizes: Readonly<Record<number, 1 | 2 | 4>> = { 1: 1, 3: 2, 4: 4 };

/** Reads the numbers of a tag of the first image; `undefined` for what is not a plain TIFF, such as one of more than 4 GB. */
function tagReader(bytes: Uint8Array): ((tag: number) => readonly number[]) | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = bytes[0] === 0x49;
  const short = (at: number): number => (at + 2 <= bytes.length ? view.getUint16(at, isLittle) : 0);
  const long = (at: number): number => (at + 4 <= bytes.length ? view.getUint32(at, isLittle) : 0);
  if (short(2) !== 42) return undefined;
  const directory = long(4);
  const count = short(directory);
  return (tag) => {
    for (let entry = 0; entry < count; entry++) {
      const at = directory + 2 + entry * 12;
      if (short(at) !== tag) continue;
      const size = sizes[short(at + 2)];
      if (size === undefined) return [];
      const values = Math.min(long(at + 4), Math.floor(bytes.length / size));
      const start = values * size <= 4 ? at + 8 : long(at + 8);
      const value = { 1: (place: number) => bytes[place] ?? 0, 2: short, 4: long }[size];
      return Array.from({ length: values }, (_, i) => value(start + i * size));
    }
    return [];
  };
}
