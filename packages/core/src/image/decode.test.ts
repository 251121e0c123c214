import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bombs } from './__fixtures__/bombs.ts';
import { raster } from './__fixtures__/raster.ts';
import { decode, type Raster } from './decode.ts';
import { readHeader } from './header.ts';
import { imageLimitsSchema } from './limits.ts';

const limits = imageLimitsSchema.parse({});
const read = async (bytes: Uint8Array, maxPixels = limits.maxPixels): Promise<Raster> =>
  await decode(bytes, 'test', await readHeader(bytes, 'test', 32, maxPixels), limits.timeoutMs);

const smooth = raster(60, 40, 'smooth');
const from = ({ data, width, height }: Raster): Sharp =>
  sharp(data, { raw: { width, height, channels: 3 } });

/** Largest difference of two images of one size. */
function largestDifference(a: Raster, b: Raster): number {
  expect([a.width, a.height, a.data.length]).toEqual([b.width, b.height, b.data.length]);
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] ?? 0))), 0);
}

function pixel({ data, width }: Raster, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

/** A grey TIFF of 8 x 8 numbers of some kind, in one strip. */
function tiffOf(data: Buffer, depth: 'float' | 'char' | 'short' | 'int' | 'uint'): Buffer {
  const bytes = { float: 4, char: 1, short: 2, int: 4, uint: 4 }[depth];
  const format = { float: 3, char: 2, short: 2, int: 2, uint: 1 }[depth];
  const entries = [
    [256, 8], // width
    [257, 8], // height
    [258, bytes * 8], // bits
    [259, 1], // not compressed
    [262, 1], // black is zero
    [273, 8], // where the strip begins
    [277, 1], // samples a pixel
    [278, 8], // rows of the strip
    [279, data.length],
    [339, format],
  ] as const;
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length, 0);
  for (const [at, [tag, value]] of entries.entries()) {
    directory.writeUInt16LE(tag, 2 + at * 12);
    directory.writeUInt16LE(4, 4 + at * 12); // a long
    directory.writeUInt32LE(1, 6 + at * 12);
    directory.writeUInt32LE(value, 10 + at * 12);
  }
  const header = Buffer.from('II*\0\0\0\0\0', 'latin1');
  header.writeUInt32LE(8 + data.length, 4);
  return Buffer.concat([header, data, directory]);
}

describe('decoding', () => {
  it.each([
    ['PNG', from(smooth).png(), 0],
    ['PNG, interlaced', from(smooth).png({ progressive: true }), 0],
    ['WebP, lossless', from(smooth).webp({ lossless: true }), 0],
    ['TIFF', from(smooth).tiff({ compression: 'none' }), 0],
    ['TIFF, deflated', from(smooth).tiff({ compression: 'deflate' }), 0],
    ['AVIF, lossless', from(smooth).avif({ lossless: true }), 1],
    ['GIF', from(smooth).gif({ dither: 0 }), 12],
    ['JPEG', from(smooth).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }), 40],
    [
      'JPEG, progressive',
      from(smooth).jpeg({ quality: 95, progressive: true, chromaSubsampling: '4:4:4' }),
      40,
    ],
    ['WebP', from(smooth).webp({ quality: 95 }), 60],
    ['AVIF', from(smooth).avif({ quality: 90 }), 60],
    ['PNG of 16 bits', from(smooth).toColourspace('rgb16').png(), 0],
    ['TIFF of 16 bits', from(smooth).toColourspace('rgb16').tiff({ compression: 'none' }), 0],
  ])(
    '%s gives the pixels that went in, as far as the format keeps them',
    async (_, encoder, tolerance) => {
      expect(largestDifference(await read(await encoder.toBuffer()), smooth)).toBeLessThanOrEqual(
        tolerance,
      );
    },
  );

  it('grey of 8 and 16 bits gives three equal channels', async () => {
    const grey = from(smooth).greyscale();
    const eight = await read(await grey.clone().toColourspace('b-w').png().toBuffer());
    const sixteen = await read(await grey.clone().toColourspace('grey16').png().toBuffer());
    expect(largestDifference(eight, sixteen)).toBeLessThanOrEqual(1);
    const [red, green, blue] = pixel(eight, 5, 5);
    expect([green, blue]).toEqual([red, red]);
  });

  it('CMYK gives about the colours that went in', async () => {
    const colours = ['#ff0000', '#00a000', '#0000c0', '#ffffff', '#000000'];
    for (const background of colours) {
      const plain = sharp({ create: { width: 20, height: 20, channels: 3, background } });
      for (const encoder of [
        plain.clone().toColourspace('cmyk').jpeg(),
        plain.clone().toColourspace('cmyk').tiff(),
      ]) {
        const found = pixel(await read(await encoder.toBuffer()), 10, 10);
        const expected = [1, 3, 5].map((at) => Number.parseInt(background.slice(at, at + 2), 16));
        for (const [i, value] of found.entries()) {
          expect(Math.abs(value - (expected[i] ?? 0)), background).toBeLessThan(90);
        }
      }
    }
  });

  it('lays transparency on white, at 8 and at 16 bits', async () => {
    const half = { r: 200, g: 0, b: 0, alpha: 0.5 };
    const clear = { r: 9, g: 9, b: 9, alpha: 0 };
    for (const [background, expected] of [
      [half, [228, 128, 128]],
      [clear, [255, 255, 255]],
    ] as const) {
      const plain = sharp({ create: { width: 20, height: 20, channels: 4, background } });
      for (const encoder of [
        plain.clone().png(),
        plain.clone().webp({ lossless: true }),
        plain.clone().toColourspace('rgb16').png(),
      ]) {
        for (const [i, value] of pixel(await read(await encoder.toBuffer()), 3, 3).entries()) {
          expect(Math.abs(value - (expected[i] ?? 0))).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('undoes EXIF orientation %i', async (orientation) => {
    const bytes = await from(smooth).withMetadata({ orientation }).png().toBuffer();
    const found = await read(bytes);
    const expected = await sharp(bytes)
      .autoOrient()
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([found.width, found.height]).toEqual(orientation < 5 ? [60, 40] : [40, 60]);
    expect(Buffer.from(found.data)).toEqual(expected.data);
    // Top left of the stored image, where each orientation puts it.
    const [right, bottom] = [found.width - 1, found.height - 1];
    const corners = [
      [0, 0],
      [0, 0],
      [right, 0],
      [right, bottom],
      [0, bottom],
      [0, 0],
      [right, 0],
      [right, bottom],
      [0, bottom],
    ];
    const [x = 0, y = 0] = corners[orientation] ?? [];
    expect(pixel(found, x, y)).toEqual(pixel(smooth, 0, 0));
  });

  it('takes the first frame of an animation', async () => {
    const frames = await Promise.all(
      ['#ff0000', '#00ff00', '#0000ff'].map(
        async (background) =>
          await sharp({ create: { width: 20, height: 20, channels: 3, background } })
            .png()
            .toBuffer(),
      ),
    );
    for (const encoder of [
      sharp(frames, { join: { animated: true } }).gif(),
      sharp(frames, { join: { animated: true } }).webp({ lossless: true }),
    ]) {
      const found = await read(await encoder.toBuffer());
      expect([found.width, found.height, ...pixel(found, 5, 5)]).toEqual([20, 20, 255, 0, 0]);
    }
  });

  it('applies a colour profile', async () => {
    const bytes = await from(smooth).withIccProfile('p3').png().toBuffer();
    expect(largestDifference(await read(bytes), smooth)).toBeLessThanOrEqual(12);
  });
});

describe('a TIFF', () => {
  it.each([
    ['floating-point numbers', 'float'],
    ['signed numbers of 8 bits', 'char'],
    ['signed numbers of 16 bits', 'short'],
    ['signed numbers of 32 bits', 'int'],
    ['numbers of 32 bits', 'uint'],
  ] as const)('of %s is refused by name', async (kind, depth) => {
    const grey = sharp(Buffer.alloc(64, 100), { raw: { width: 8, height: 8, channels: 1 } });
    const raw = await grey.toColourspace('b-w').raw({ depth }).toBuffer();
    const bytes = tiffOf(raw, depth);
    await expect(read(bytes)).rejects.toMatchObject({
      details: { reason: 'not-an-image' },
      message: expect.stringContaining(`is a TIFF of ${kind}`) as string,
    });
  });

  it('whose strips are damaged is refused, not shown black below the damage', async () => {
    const noise = raster(64, 64, 'noise');
    const bytes = await from(noise).tiff({ compression: 'deflate' }).toBuffer();
    bytes.fill(0xaa, Math.floor(bytes.length / 2), Math.floor(bytes.length / 2) + 400);
    await expect(read(bytes)).rejects.toMatchObject({ details: { reason: 'not-an-image' } });
  });
});

describe('a drawing', () => {
  const svg = (attributes: string, body: string): Uint8Array =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${body}</svg>`,
    );

  it.each([
    ['pixels', '64px', '48px'],
    ['millimetres', '20mm', '15mm'],
    ['centimetres', '2cm', '1.5cm'],
    ['inches', '1in', '0.75in'],
    ['points', '64pt', '48pt'],
    ['picas', '4pc', '3pc'],
    ['millimetres, larger than the square', '210mm', '157.5mm'],
    ['ems', '4em', '3em'],
    ['percents', '100%', '100%'],
  ])('has its true size in %s', async (_, width, height) => {
    const circle = '<circle cx="32" cy="24" r="16" fill="#c00"/>';
    const bytes = svg(
      `width="${width}" height="${height}" viewBox="0 0 64 48"`,
      `<rect width="64" height="48" fill="#fff"/>${circle}`,
    );
    const image = await read(bytes);
    // Drawn at the size that the model reads: not smaller, and by rounding at most a little larger.
    expect(Math.min(image.width, image.height)).toBeGreaterThanOrEqual(32);
    expect(Math.min(image.width, image.height)).toBeLessThanOrEqual(40);
    expect(image.width / image.height).toBeCloseTo(64 / 48, 1);
    expect(pixel(image, Math.floor(image.width / 2), Math.floor(image.height / 2))).toEqual([
      204, 0, 0,
    ]);
    expect(pixel(image, 0, 0)).toEqual([255, 255, 255]);
  });

  it('is rendered at the size that the model needs, on white', async () => {
    const found = await read(
      svg('width="20" height="10"', '<rect width="10" height="10" fill="#f00"/>'),
    );
    expect(found).toMatchObject({ width: 64, height: 32 });
    expect([pixel(found, 5, 5), pixel(found, 60, 5)]).toEqual([
      [255, 0, 0],
      [255, 255, 255],
    ]);
    const large = await read(
      svg('width="2000" height="1000"', '<rect width="1000" height="1000" fill="#f00"/>'),
    );
    expect(Math.min(large.width, large.height)).toBeLessThan(70);
  });

  it('does not pull in files, addresses or entities', async () => {
    const secret = fileURLToPath(
      new URL('../../golden/__fixtures__/pictures/grey.png', import.meta.url),
    );
    for (const href of [secret, `file://${secret}`, 'http://127.0.0.1:9/a.png']) {
      const body = `<rect width="32" height="32" fill="#0f0"/><image xlink:href="${href}" href="${href}" width="32" height="32"/>`;
      expect(pixel(await read(svg('width="32" height="32"', body)), 9, 9)).toEqual([0, 255, 0]);
    }
    const entity = Buffer.from(
      `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><rect width="32" height="32" fill="#0f0"/><text y="20">&x;</text></svg>`,
    );
    await expect(read(entity)).rejects.toMatchObject({ details: { reason: 'not-an-image' } });
  });

  it('with absurd proportions is refused by the pixels that it would have', async () => {
    const bytes = svg('width="900000" height="1"', '');
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'image',
      details: { reason: 'too-many-pixels' },
    });
  });
});

describe('what is not an image', () => {
  it.each([
    ['text', Buffer.from('hello, this is a text file')],
    ['a web page', Buffer.from('<!doctype html><html><body>404</body></html>')],
    ['zeros', new Uint8Array(1000)],
    ['a PDF', Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF')],
    [
      'a broken SVG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect'),
    ],
  ])('is refused in one sentence: %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'image',
      details: { source: 'test', reason: 'not-an-image' },
      message: expect.stringMatching(
        /^test: can't be decoded \(.+\); it is broken, or not one of JPEG, .+ SVG, BMP$/,
      ),
    });
  });
});

it('a HEIC photo is refused with what to do', async () => {
  const bytes = Buffer.concat([
    Buffer.from([0, 0, 0, 24]),
    Buffer.from('ftypheic\0\0\0\0mif1heic'),
    Buffer.alloc(99),
  ]);
  await expect(read(bytes)).rejects.toMatchObject({
    details: { reason: 'not-an-image' },
    message: expect.stringMatching(/HEIC photos of phones must be converted to JPEG first$/),
  });
});

describe('a file that was cut off', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)(
    'is refused: %s',
    async (format) => {
      const bytes = await from(raster(300, 200, 'noise'))
        .toFormat(format)
        .toBuffer();
      const half = bytes.subarray(0, bytes.length / 2);
      await expect(read(half)).rejects.toMatchObject({
        code: 'image',
        details: { reason: 'not-an-image' },
      });
    },
  );
});

describe('limits', () => {
  it('count the pixels of the header', async () => {
    const bytes = await from(smooth).png().toBuffer();
    await expect(read(bytes, 60 * 40 - 1)).rejects.toMatchObject({
      details: { reason: 'too-many-pixels' },
      message:
        'test: has 60 x 40 pixels, more than 2399 in all; shrink it or raise imageLimits.maxPixels',
    });
    expect((await read(bytes, 60 * 40)).width).toBe(60);
  });

  it('refuse images of 300 megapixels without the memory to decode them', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'nestvec-bombs-'));
    onTestFinished(async () => await rm(directory, { recursive: true }));
    const harmless = join(directory, 'harmless.png');
    await writeFile(harmless, await from(smooth).png().toBuffer());
    const paths: string[] = [];
    for (const [name, bytes] of Object.entries(await bombs())) {
      expect(bytes.length).toBeLessThan(50_000);
      paths.push(join(directory, name));
      await writeFile(join(directory, name), bytes);
    }
    const script = fileURLToPath(new URL('./__fixtures__/refuse-bombs.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [script, harmless, ...paths]);
    // Parsed from our own script's output.
    const outcomes = JSON.parse(stdout) as Record<string, { reason: string; megabytes: number }>;
    expect(Object.keys(outcomes).length).toBe(6);
    for (const [name, { reason, megabytes }] of Object.entries(outcomes)) {
      expect(reason, name).toBe('too-many-pixels');
      // Decoded, the smallest of them would be 300 MB.
      expect(megabytes, name).toBeLessThan(20);
    }
  }, 60_000);
});
