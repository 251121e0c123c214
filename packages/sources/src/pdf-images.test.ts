import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, drawnPdf, type PdfObject } from './__fixtures__/drawn-pdf.ts';
import { scan } from './__fixtures__/scan.ts';
import { type DocumentOptions } from './document-options.ts';
import { readDocument } from './read-document.ts';

// The thread and PDFium take a while to start on a busy machine.
beforeAll(async () => {
  await readDocument(drawnPdf(['']), { id: 'a.pdf', format: 'pdf' });
}, 60_000);

const { width, height, bits, group4, jpeg2000 } = scan;
const size = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height}`;

function shown(image: PdfObject, more: readonly PdfObject[] = [], pages: number = 1): Buffer {
  // Drawn upside down and small: what is kept is the image itself.
  const content = `${at(50, 700, 'A page')} 1 0 0 rg q 6 0 0 -5 50 650 cm /I Do Q`;
  return drawnPdf(
    Array.from({ length: pages }, () => content),
    {
      objects: [image, ...more],
      images: '/I 4 0 R',
    },
  );
}

async function read(file: Uint8Array, options?: DocumentOptions): ReturnType<typeof readDocument> {
  return await readDocument(file, { id: 'a.pdf', format: 'pdf' }, options);
}

async function failuresOf(file: Uint8Array, options?: DocumentOptions): Promise<string[]> {
  return ((await read(file, options)).failures ?? []).map(({ error }) => error.message);
}

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => number[];
}

async function pixelsOf(file: Uint8Array): Promise<Pixels> {
  const { images = [], failures } = await read(file);
  expect(failures).toEqual([]);
  expect(images).toHaveLength(1);
  const { data, info } = await sharp(images[0]?.image as Uint8Array) // its bytes, as readPdf gives them
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    at: (x, y) => [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4)],
  };
}

/** A page of JBIG2 as PDFs hold it: how large it is, and one region that fills it. */
function jbig2(): Buffer {
  const numbers = (...values: readonly number[]): Buffer => {
    const buffer = Buffer.alloc(4 * values.length);
    for (const [index, value] of values.entries()) buffer.writeUInt32BE(value, 4 * index);
    return buffer;
  };
  const segment = (number: number, type: number, data: Buffer): Buffer =>
    Buffer.concat([numbers(number), Buffer.of(type, 0, 1), numbers(data.length), data]);
  return Buffer.concat([
    segment(0, 48, Buffer.concat([numbers(width, height, 0, 0), Buffer.of(0, 0, 0)])),
    segment(1, 38, Buffer.concat([numbers(width, height, 0, 0), Buffer.of(0, 1), group4])),
  ]);
}

/** The bits of the scan, each so many times. */
function repeated(times: number): Buffer {
  const one = Array.from(bits, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const all = one.replace(/./g, (bit) => bit.repeat(times));
  return Buffer.from(all.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
}

const black = [0, 0, 0, 255];
const white = [255, 255, 255, 255];
const clear = [0, 0, 0, 0];
const g4 = '/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 64 /Rows 48 >>';

describe('images of a PDF', () => {
  it.each([
    [
      'of one bit a pixel',
      { entries: `${size} /ColorSpace /DeviceGray /BitsPerComponent 1`, data: bits },
    ],
    [
      'of CCITT group 4',
      { entries: `${size} /ColorSpace /DeviceGray /BitsPerComponent 1 ${g4}`, data: group4 },
    ],
    [
      'of JBIG2',
      {
        entries: `${size} /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode`,
        data: jbig2(),
      },
    ],
    ...[2, 4].map((each): [string, PdfObject] => [
      `of ${each} bits a pixel`,
      {
        entries: `${size} /ColorSpace /DeviceGray /BitsPerComponent ${each}`,
        data: repeated(each),
      },
    ]),
    [
      'of sixteen colours by number',
      {
        entries: `${size} /ColorSpace [/Indexed /DeviceGray 15 <000102030405060708090a0b0c0d0eff>] /BitsPerComponent 4`,
        data: repeated(4),
      },
    ],
    [
      'of three colours of 4 bits',
      {
        entries: `${size} /ColorSpace /DeviceRGB /BitsPerComponent 4`,
        data: Buffer.concat([repeated(12), Buffer.from('\n')]),
      },
    ],
    ['of JPEG 2000', { entries: `${size} /Filter /JPXDecode`, data: jpeg2000 }],
  ])('%s are read as they are', async (_, image) => {
    const pixels = await pixelsOf(shown(image));
    expect([pixels.width, pixels.height]).toEqual([width, height]);
    expect([
      pixels.at(0, 0),
      pixels.at(20, 15),
      pixels.at(22, 15),
      pixels.at(20, 17),
      pixels.at(63, 47),
    ]).toEqual([black, black, white, white, white]);
  });

  it('that are stencils have the colour that they are drawn in', async () => {
    const pixels = await pixelsOf(
      shown({ entries: `${size} /ImageMask true /BitsPerComponent 1`, data: bits }),
    );
    expect([pixels.at(0, 0), pixels.at(40, 30)[3]]).toEqual([[255, 0, 0, 255], 0]);
  });

  it('keep their mask', async () => {
    const mask = { entries: `${size} /ColorSpace /DeviceGray /BitsPerComponent 1`, data: bits };
    const image = {
      entries: `${size} /ColorSpace /DeviceGray /BitsPerComponent 8 /SMask 5 0 R`,
      data: Buffer.alloc(width * height, 255),
    };
    const pixels = await pixelsOf(shown(image, [mask]));
    expect([pixels.at(0, 0)[3], pixels.at(40, 30)]).toEqual([clear[3], white]);
  });

  it('are shrunk to what models look at', async () => {
    const large = {
      entries:
        '/Type /XObject /Subtype /Image /Width 3000 /Height 2000 /ColorSpace /DeviceGray /BitsPerComponent 8',
      data: Buffer.alloc(6_000_000, 128),
    };
    const { images = [] } = await read(shown(large));
    expect(await sharp(images[0]?.image as Uint8Array).metadata()).toMatchObject({
      format: 'jpeg',
      width: 1536,
      height: 1024,
    }); // its bytes, as above
  });

  it.each([
    ['from the top', 1, [0, 1, 2, 3, 4, 5]],
    ['from the bottom', 1, [5, 4, 3, 2, 1, 0]],
    ['upside down', -1, [0, 1, 2, 3, 4, 5]],
  ])('that were cut into strips are put together: drawn %s', async (_, sign, order) => {
    const rows = height / 6;
    const strip = (index: number): PdfObject => ({
      entries: `/Type /XObject /Subtype /Image /Width ${width} /Height ${rows} /ColorSpace /DeviceGray /BitsPerComponent 1`,
      data: bits.subarray((index * rows * width) / 8, ((index + 1) * rows * width) / 8),
    });
    const names = order.map((index) => `/I${index} ${4 + index} 0 R`).join(' ');
    const content = order.map((index) => {
      const foot = sign > 0 ? 700 - index * rows : 600 + index * rows;
      return `q ${width} 0 0 ${sign * rows} 50 ${sign > 0 ? foot - rows : foot + rows} cm /I${index} Do Q`;
    });
    // Upside down, the first strip lies lowest.
    const pixels = await pixelsOf(
      drawnPdf([content.join('\n')], {
        objects: [0, 1, 2, 3, 4, 5].map(strip),
        images: names,
      }),
    );
    expect([pixels.width, pixels.height]).toEqual([width, height]);
    expect([pixels.at(20, 15), pixels.at(22, 15), pixels.at(20, 17)]).toEqual([
      black,
      white,
      white,
    ]);
  });

  /** A part of a drawing of 64 by 48 that no two parts have in common, as an object and its place. */
  const drawnAt = (x: number, y: number): number => (x * 3 + y * 2 + ((x >> 2) % 3) * 8) % 256;
  const tile = (left: number, top: number, wide: number, high: number): PdfObject => ({
    entries: `/Type /XObject /Subtype /Image /Width ${wide} /Height ${high} /ColorSpace /DeviceGray /BitsPerComponent 8`,
    data: Buffer.from(
      Array.from({ length: wide * high }, (_, index) =>
        drawnAt(left + (index % wide), top + Math.floor(index / wide)),
      ),
    ),
  });
  type Place = readonly [left: number, top: number, wide: number, high: number];
  const tiled = (places: readonly Place[], frame: string, scale = 1): Buffer =>
    drawnPdf(
      [
        places
          .map(
            ([left, top, wide, high], index) =>
              `q ${frame} ${wide * scale} 0 0 ${high * scale} ${left * scale} ${(height - top - high) * scale} cm /I${index} Do Q`,
          )
          .join('\n'),
      ],
      {
        objects: places.map((place) => tile(...place)),
        images: places.map((_, index) => `/I${index} ${4 + index} 0 R`).join(' '),
      },
    );
  const upright = '1 0 0 1 50 300 cm';
  const beside: readonly Place[] = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => [
    8 * index,
    0,
    8,
    height,
  ]);
  const grid: readonly Place[] = [
    [0, 0, 32, 24],
    [32, 0, 32, 24],
    [0, 24, 32, 24],
    [32, 24, 32, 24],
  ];
  it.each<[string, readonly Place[], string, number]>([
    ['strips side by side', beside, upright, 1],
    ['strips side by side, drawn from the right', beside.toReversed(), upright, 1],
    ['strips of a page on its side', beside, '0 1 -1 0 300 50 cm', 2],
    ['strips drawn as in a mirror', beside, '-1 0 0 1 300 50 cm', 1],
    ['tiles of a drawing', grid, upright, 1],
    [
      'halves of a page',
      [
        [0, 0, 64, 24],
        [0, 24, 64, 24],
      ],
      '1 0 0 1 0 50 cm',
      9,
    ],
    [
      'a last strip that is shorter',
      [
        [0, 0, 64, 15],
        [0, 15, 64, 15],
        [0, 30, 64, 15],
        [0, 45, 64, 3],
      ],
      upright,
      1,
    ],
  ])('that were cut are put together: %s', async (_, places, frame, scale) => {
    const pixels = await pixelsOf(tiled(places, frame, scale));
    expect([pixels.width, pixels.height]).toEqual([width, height]);
    for (const [x, y] of [
      [0, 0],
      [31, 23],
      [32, 24],
      [33, 20],
      [63, 47],
    ] as const)
      expect([x, y, pixels.at(x, y)[0]]).toEqual([x, y, drawnAt(x, y)]);
  });

  it('that were cut are put together where each stands in a form of its own', async () => {
    const places = [0, 1, 2, 3, 4, 5].map((index): Place => [0, 8 * index, 64, 8]);
    const forms = places.map(([, top], index): PdfObject => ({
      entries: `/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Matrix [64 0 0 8 50 ${600 - top}] /Resources << /XObject << /I ${4 + index} 0 R >> >>`,
      data: '/I Do',
    }));
    const file = drawnPdf([places.map((_, index) => `/F${index} Do`).join(' ')], {
      objects: [...places.map((place) => tile(...place)), ...forms],
      images: places.map((_, index) => `/F${index} ${10 + index} 0 R`).join(' '),
    });
    const pixels = await pixelsOf(file);
    expect([pixels.width, pixels.height, pixels.at(40, 20)[0]]).toEqual([64, 48, drawnAt(40, 20)]);
  });

  it('that touch and do not go on in each other are images of their own', async () => {
    const plain = (gray: number): PdfObject => ({
      entries:
        '/Type /XObject /Subtype /Image /Width 32 /Height 24 /ColorSpace /DeviceGray /BitsPerComponent 8',
      data: Buffer.alloc(32 * 24, gray),
    });
    const file = drawnPdf(
      [
        'q 320 0 0 240 0 500 cm /I0 Do Q q 320 0 0 240 0 260 cm /I1 Do Q q 320 0 0 240 0 20 cm /I2 Do Q',
      ],
      { objects: [plain(0), plain(100), plain(250)], images: '/I0 4 0 R /I1 5 0 R /I2 6 0 R' },
    );
    const { images = [], failures } = await read(file);
    expect([images.length, failures]).toEqual([3, []]);
  });

  it('that are too small for an image, and many, are reported', async () => {
    const dots = Array.from({ length: 600 }, (_, index): PdfObject => ({
      entries:
        '/Type /XObject /Subtype /Image /Width 22 /Height 22 /ColorSpace /DeviceGray /BitsPerComponent 8',
      data: Buffer.alloc(22 * 22, index % 256),
    }));
    const file = drawnPdf(
      [
        dots
          .map(
            (_, index) =>
              `q 5 0 0 5 ${(index % 30) * 20} ${Math.floor(index / 30) * 20} cm /I${index} Do Q`,
          )
          .join('\n'),
      ],
      { objects: dots, images: dots.map((_, index) => `/I${index} ${4 + index} 0 R`).join(' ') },
    );
    expect(await failuresOf(file)).toEqual([
      'a.pdf: page 1: images of fewer than 24 pixels a side are left out, though they hold as many together as a whole image; read the page by OCR',
    ]);
  });

  it('that stand apart are not put together, and bullets and lines are left out', async () => {
    const line = {
      entries: `/Type /XObject /Subtype /Image /Width ${width} /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 1`,
      data: bits.subarray(0, width),
    };
    const content = [0, 1, 2, 3].map(
      (index) => `q ${width} 0 0 8 50 ${100 + 10 * index} cm /I Do Q`,
    );
    const file = drawnPdf([content.join('\n')], { objects: [line], images: '/I 4 0 R' });
    expect(await read(file)).toMatchObject({ images: [], failures: [] });
  });

  it('that come again on other pages are given once, where they are first', async () => {
    const image = { entries: `${size} /ColorSpace /DeviceGray /BitsPerComponent 1`, data: bits };
    const { images = [], pages = [] } = await read(shown(image, [], 3));
    expect(images.map(({ offset }) => offset)).toEqual([pages[0]]);
  });

  it.each([
    ['DCTDecode', 'junk'],
    ['JPXDecode', 'junk'],
    ['JBIG2Decode', 'junk'],
    ['CCITTFaxDecode', ''],
    ['FlateDecode', 'junk'],
    ['FlateDecode', deflateSync(Buffer.alloc(width * 16, 255))], // a third of it
    ['Unheard', 'junk'],
  ])(
    'damaged or unknown (%s) are failures of their page, and the text is kept',
    async (filter, data) => {
      const image = {
        entries: `${size} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /${filter}`,
        data,
      };
      const file = shown(image);
      expect(await failuresOf(file)).toEqual(["a.pdf: page 1: image 1 can't be decoded"]);
      expect((await read(file)).text).toBe('A page\n');
    },
  );

  it('with more pixels than are decoded are failures', async () => {
    const image = {
      entries:
        '/Type /XObject /Subtype /Image /Width 20000 /Height 20000 /ColorSpace /DeviceGray /BitsPerComponent 1',
      data: bits,
    };
    expect(await failuresOf(shown(image))).toEqual([
      'a.pdf: page 1: image 1 has 20000 x 20000 pixels where 100000000 are allowed',
    ]);
  });

  it('that hold too much together are left out from a page on, and the text is kept', async () => {
    const noise = (seed: number): PdfObject => ({
      entries: `${size} /ColorSpace /DeviceGray /BitsPerComponent 8`,
      data: Buffer.from(
        Array.from({ length: width * height }, (_, index) => (index * index * seed) % 251),
      ),
    });
    const file = drawnPdf(
      [1, 2, 3].map((page) => `${at(50, 700, `page ${page}`)} q 6 0 0 5 50 650 cm /I${page} Do Q`),
      { objects: [noise(3), noise(5), noise(7)], images: '/I1 4 0 R /I2 5 0 R /I3 6 0 R' },
    );
    const all = await read(file);
    const [{ image: firstImage } = { image: '' }] = all.images ?? [];
    const first = (firstImage as Uint8Array).length; // its bytes, as above
    const some = await read(file, { maxImagesBytes: first + 10 });
    expect([all.images?.length, some.images?.length]).toEqual([3, 1]);
    expect(some.text).toBe('page 1\npage 2\npage 3\n');
    expect(some.failures?.map(({ error }) => error.message)).toEqual([
      'a.pdf: page 2: this and later pages are read without images, which would hold more than maxImagesBytes allows',
    ]);
  });

  it('are left out where they are not wanted', async () => {
    const image = {
      entries: `${size} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode`,
      data: '',
    };
    expect(await read(shown(image), { images: 'none' })).toMatchObject({
      images: [],
      failures: [],
    });
  });
});
