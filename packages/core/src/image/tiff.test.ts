import { describe, expect, it } from 'vitest';
import { raster } from './__fixtures__/raster.ts';
import { tiff, type TiffChoices } from './__fixtures__/tiff.ts';
import { decode, type Raster } from './decode.ts';
import { readHeader } from './header.ts';

const read = async (bytes: Uint8Array): Promise<Raster> =>
  await decode(bytes, 'a.tif', await readHeader(bytes, 'a.tif', 8, 10_000), 15_000);
const { data, width } = raster(8, 6, 'noise');

describe('a TIFF', () => {
  it.each<[string, TiffChoices]>([
    ['as it is usual', {}],
    ['with unknown tags', { tags: { 65_000: 7, 50_838: 1, 33_922: 1 } }],
    ['with a resolution of a wrong type', { tags: { 282: 1, 283: 1, 296: 99 } }],
    ['whose directory is followed by itself', { next: 8 + data.length }],
    ['of the kind for large files', { isBig: true }],
    ['of that kind, with unknown tags', { isBig: true, tags: { 65_000: 7 } }],
  ])('%s is read', async (_, choices) => {
    const image = await read(tiff(data, width, choices));
    expect([...image.data]).toEqual([...data]);
  });

  it.each([
    ['old-style JPEG', { 259: 6 }],
    ['LZMA', { 259: 34_925 }],
    ['Zstandard', { 259: 50_000 }],
    ['YCbCr colours that are not a JPEG', { 262: 6 }],
    ['the colours of CIE Lab', { 262: 8 }],
    ['12 bits a sample', { 258: 12 }],
    ['tiles that hold one colour each', { 284: 2, 322: 16, 323: 16, 324: 8, 325: 256 }],
  ])('of %s is refused by that name, of both sizes', async (name, tags) => {
    for (const isBig of [false, true])
      await expect(read(tiff(data, width, { tags, isBig }))).rejects.toThrow(
        `is a TIFF of ${name}`,
      );
  });

  it.each([
    ['ends early', { 279: data.length * 2, 278: 6, 257: 12 }],
    ['begins behind the end of the file', { 273: 100_000 }],
  ])('whose strip %s is refused', async (_, tags) => {
    await expect(read(tiff(data, width, { tags }))).rejects.toMatchObject({
      details: { reason: 'not-an-image' },
    });
  });
});
