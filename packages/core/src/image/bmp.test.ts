import { describe, expect, it } from 'vitest';
import { seed, seeded } from '../__fixtures__/seed.ts';
import fc from 'fast-check';
import { isNestvecError } from '../errors.ts';
import { bmp, type BmpChoices } from './__fixtures__/bmp.ts';
import { decode, type Raster } from './decode.ts';
import { readHeader } from './header.ts';

const read = async (bytes: Uint8Array, maxPixels = 10_000): Promise<Raster> =>
  await decode(bytes, 'a.bmp', await readHeader(bytes, 'a.bmp', 32, maxPixels), 15_000);

const red = [255, 0, 0] as const;
const blue = [0, 0, 255] as const;
const white = [255, 255, 255] as const;
/** Red, blue, white over white, red, blue. */
const expected = [...red, ...blue, ...white, ...white, ...red, ...blue];
const palette = [red, blue, white];
const indexed = [
  [0, 1, 2],
  [2, 0, 1],
];
const coloured = (r: number, b: number, w: number): number[][] => [
  [r, b, w],
  [w, r, b],
];
const plain = coloured(0xff0000, 0x0000ff, 0xffffff);

describe('a BMP', () => {
  it.each<[string, number[][], BmpChoices]>([
    ['of 24 bits', plain, { bits: 24 }],
    ['of 24 bits, from the top down', plain, { bits: 24, isTopDown: true }],
    ['of 24 bits, with the header of OS/2', plain, { bits: 24, isOld: true }],
    ['of 32 bits whose fourth byte means nothing', plain, { bits: 32 }],
    [
      'of 32 bits by masks',
      coloured(0xff000000, 0x0000ff00, 0xffffff00),
      { bits: 32, compression: 3, masks: [0xff000000, 0xff0000, 0xff00] },
    ],
    ['of 8 bits with a palette', indexed, { bits: 8, palette }],
    ['of 4 bits with a palette', indexed, { bits: 4, palette }],
  ])('%s is read', async (_, rows, choices) => {
    const { data, width, height } = await read(bmp(rows, choices));
    expect({ data: [...data], width, height }).toEqual({ data: expected, width: 3, height: 2 });
  });

  it('of 1 bit is read', async () => {
    const rows = [
      [1, 0],
      [0, 1],
    ];
    const { data } = await read(bmp(rows, { bits: 1, palette: [red, blue] }));
    expect([...data]).toEqual([...blue, ...red, ...red, ...blue]);
  });

  it('of 16 bits is read as near as its 5 bits a colour allow', async () => {
    const { data } = await read(bmp(coloured(0x7c00, 0x001f, 0x7fff), { bits: 16 }));
    for (const [at, value] of expected.entries())
      expect(Math.abs((data[at] ?? 0) - value)).toBeLessThanOrEqual(7);
  });

  it.each<[string, number, BmpChoices]>([
    [
      'with masks behind its header, one of them for alpha',
      40,
      { bits: 32, compression: 6, masks: [0xff0000, 0xff00, 0xff, 0xff000000] },
    ],
    [
      'with masks at the end of its header',
      52,
      { bits: 32, compression: 3, masks: [0xff0000, 0xff00, 0xff] },
    ],
  ])('of 32 bits %s is read', async (_, header, choices) => {
    const bytes = bmp(coloured(0xffff0000, 0xff0000ff, 0xffffffff), choices);
    bytes.writeUInt32LE(header, 14);
    expect([...(await read(bytes)).data]).toEqual(expected);
  });

  it.each([
    ['the end of each row', [1, 2, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 2, 0, 0, 0, 1]],
    ['the end of the image alone', [1, 2, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 2, 0, 1]],
    [
      'values as they are, which look like an end',
      [0, 3, 2, 0, 1, 0, 0, 0, 0, 3, 0, 1, 2, 0, 0, 0, 0, 1],
    ],
  ])('packed by runs, with %s, is read', async (_, runs) => {
    const plainBytes = bmp(indexed, { bits: 8, palette, compression: 1 });
    const bytes = Buffer.concat([
      plainBytes.subarray(0, plainBytes.readUInt32LE(10)),
      Buffer.from(runs),
    ]);
    bytes.writeUInt32LE(runs.length, 34);
    expect([...(await read(bytes)).data]).toEqual(expected);
  });

  it.each([
    ['of 2 bits a pixel', 28, 2, 40],
    ['that is a JPEG within', 30, 4, 40],
    ['that is a PNG within', 30, 5, 40],
    ['of OS/2 packed by RLE24', 30, 4, 64],
    ['of OS/2 packed by Huffman codes', 30, 3, 64],
    ['of OS/2 with a short header', 28, 24, 16],
    ['packed in an unknown way', 30, 99, 40],
  ])('%s is refused by its name', async (name, place, value, header) => {
    const bytes = bmp(plain, { bits: 24 });
    bytes.writeUInt32LE(header, 14);
    bytes.writeUInt16LE(value, place);
    await expect(read(bytes)).rejects.toThrow(`is a BMP ${name}`);
  });

  it('over the limit is refused by its header, whatever follows', async () => {
    const bytes = bmp(plain, { bits: 24 });
    bytes.writeInt32LE(100_000, 18);
    bytes.writeInt32LE(100_000, 22);
    await expect(read(bytes)).rejects.toMatchObject({ details: { reason: 'too-many-pixels' } });
  });

  it.each([
    ['without rows', 22, 0],
    ['of a negative width', 18, -3],
  ])('%s is refused', async (_, at, value) => {
    const bytes = bmp(plain, { bits: 24 });
    bytes.writeInt32LE(value, at);
    await expect(read(bytes)).rejects.toMatchObject({ details: { reason: 'not-an-image' } });
  });

  it(seeded('that is damaged anywhere is read or refused, and the next one is read'), async () => {
    const whole = bmp(indexed, { bits: 8, palette });
    const damage = fc.tuple(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      fc.nat(whole.length),
    );
    await fc.assert(
      fc.asyncProperty(damage, async ([changes, length]) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        const outcome = await read(bytes.subarray(0, length)).then(
          ({ data, width, height }) => data.length === width * height * 3,
          (error: unknown) => isNestvecError(error, 'image'),
        );
        expect(outcome).toBe(true);
      }),
      { seed, numRuns: 300 },
    );
    expect([...(await read(whole)).data]).toEqual(expected);
  });
});
