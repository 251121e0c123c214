import { inflateSync } from 'node:zlib';
import { imageError } from './image-error.ts';
import { readTiffDirectory, type TiffDirectory } from './tiff-directory.ts';

/** Tags of a TIFF's first image that say whether it can be shown as it is meant. */
const tags = {
  bits: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samples: 277,
  stripBytes: 279,
  planes: 284,
  tileOffsets: 324,
  tileBytes: 325,
} as const;

/**
 * Tags that say how the pixels are read. What else there is, such as a map's place, a date or a resolution, is of no use here, and libtiff
 * warns of each that it doesn't know or finds odd.
 */
const neededTags: ReadonlySet<number> = new Set([
  254, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323,
  324, 325, 332, 334, 336, 338, 339, 347, 529, 530, 531, 532, 34675,
]);

const jpeg = 7;
const deflated: ReadonlySet<number> = new Set([8, 32_946]);
/** Ways to pack that libvips shows wrongly, or that sharp comes without. */
const unreadPackings: ReadonlyMap<number, string> = new Map([
  [6, 'old-style JPEG'],
  [32_766, 'NeXT RLE'],
  [32_809, 'ThunderScan RLE'],
  [32_909, 'PixarLog'],
  [33_003, 'JPEG 2000'],
  [33_005, 'JPEG 2000'],
  [34_661, 'JBIG'],
  [34_676, 'SGI LogLuv'],
  [34_677, 'SGI LogLuv'],
  [34_712, 'JPEG 2000'],
  [34_887, 'LERC'],
  [34_892, 'lossy JPEG of DNG'],
  [34_925, 'LZMA'],
  [50_000, 'Zstandard'],
  [50_001, 'WebP'],
  [52_546, 'JPEG XL'],
]);
const yCbCr = 6;
/** Kinds of colours that libvips takes for others. */
const unreadColours: ReadonlyMap<number, string> = new Map([
  [8, 'CIE Lab'],
  [9, 'ICC Lab'],
  [10, 'ITU Lab'],
  [32_803, 'a camera’s raw sensor'],
  [34_892, 'a camera’s raw sensor'],
]);
const readBits: ReadonlySet<number> = new Set([1, 2, 4, 8, 16, 32, 64]);

/** A strip or tile unpacks to a few thousand lines at most. */
const mostUnpackedBytes = 2 ** 30;

/**
 * Refuses by name what libvips shows wrongly and says nothing of, or can't read: colours such as YCbCr outside of a JPEG, and packings such
 * as JPEG of the kind of 1992. Throws `image`.
 */
export function checkTiffKind(bytes: Uint8Array, source: string): void {
  const directory = isTiff(bytes) ? readTiffDirectory(bytes) : undefined;
  const problem = directory && kindProblem(directory);
  if (problem !== undefined)
    throw imageError(source, 'not-an-image', `is a TIFF of ${problem}; save it as PNG`);
}

/**
 * A TIFF as libvips is to decode it, with nothing in it to warn of but damage. Throws `image` for deflated parts that are damaged, below
 * which it leaves black without a word.
 */
export function readableTiff(bytes: Uint8Array, source: string): Uint8Array {
  const directory = readTiffDirectory(bytes);
  if (directory === undefined) return bytes;
  checkDeflated(bytes, source, directory);
  return directory.withTags(neededTags);
}

function isTiff(bytes: Uint8Array): boolean {
  return (bytes[0] === 0x49 && bytes[1] === 0x49) || (bytes[0] === 0x4d && bytes[1] === 0x4d);
}

function kindProblem({ numbers }: TiffDirectory): string | undefined {
  const [compression = 1] = numbers(tags.compression);
  const [photometric = 0] = numbers(tags.photometric);
  const [samples = 1] = numbers(tags.samples);
  const packing = unreadPackings.get(compression);
  if (packing !== undefined) return `${packing}, which is not read`;
  if (photometric === yCbCr && compression !== jpeg)
    return 'YCbCr colours that are not a JPEG, which are not read';
  const colours = unreadColours.get(photometric);
  if (colours !== undefined) return `the colours of ${colours}, which are not read`;
  const bits = numbers(tags.bits).find((some) => !readBits.has(some));
  if (bits !== undefined) return `${bits} bits a sample, which are not read`;
  const isPlanar = numbers(tags.planes)[0] === 2 && samples > 1;
  if (isPlanar && numbers(tags.tileOffsets).length > 0)
    return 'tiles that hold one colour each, which are not read';
  return undefined;
}

function checkDeflated(bytes: Uint8Array, source: string, { numbers }: TiffDirectory): void {
  const [compression = 1] = numbers(tags.compression);
  if (!deflated.has(compression)) return;
  const offsets = [...numbers(tags.stripOffsets), ...numbers(tags.tileOffsets)];
  const lengths = [...numbers(tags.stripBytes), ...numbers(tags.tileBytes)];
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
