import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageInput } from '../embedder/content.ts';
import { raster } from './__fixtures__/raster.ts';
import { cropRule, fit } from './geometry.ts';
import { imageLimitsSchema, type ImageLimitOptions } from './limits.ts';
import { createImageReader } from './reader.ts';
import { resizeAndCrop } from './resize.ts';

const size = 32;
const picture = raster(60, 40, 'smooth');
const expected = resizeAndCrop(picture, fit(60, 40, size), size);
const png = await sharp(picture.data, { raw: { width: 60, height: 40, channels: 3 } })
  .png()
  .toBuffer();
const base64 = png.toString('base64');

let directory: string;
let path: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nestvec images '));
  path = join(directory, 'ü 日本 #1?.png');
  await writeFile(path, png);
  await writeFile(join(directory, 'empty.png'), '');
});
afterAll(async () => await rm(directory, { recursive: true }));

async function* chunks(bytes: Uint8Array, length = 100): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** A stream that gives one chunk and then nothing, for ever. */
async function* stuck(): AsyncGenerator<Uint8Array> {
  yield png.subarray(0, 10);
  await new Promise(() => {});
}

describe.each([
  ['in threads of their own', true],
  ["in the caller's thread", false],
])('images decoded %s', (_where, worker) => {
  async function read(
    input: unknown,
    limits?: ImageLimitOptions,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    const reader = createImageReader(cropRule(size), imageLimitsSchema.parse(limits), { worker });
    try {
      return await reader.read(input, signal);
    } finally {
      await reader.close();
    }
  }

  describe('an image is read', () => {
    const inputs: readonly (readonly [string, () => ImageInput])[] = [
      ['from a path', () => path],
      ['from a file: URL', () => pathToFileURL(path).href],
      ['from a URL object', () => pathToFileURL(path)],
      ['from a data: URL', () => `data:image/png;base64,${base64}`],
      [
        'from a data: URL with more parameters',
        () => `DATA:image/png;name=a.png;BASE64,${encodeURIComponent(base64)}`,
      ],
      ['from base64', () => ({ base64 })],
      ['from base64 in lines', () => ({ base64: base64.replaceAll(/.{76}/g, '$&\r\n') })],
      ['from base64 for URLs, without padding', () => ({ base64: png.toString('base64url') })],
      ['from a data: URL given as base64', () => ({ base64: `data:image/png;base64,${base64}` })],
      ['from a Buffer', () => png],
      ['from a part of a larger array', () => new Uint8Array([7, ...png, 7]).subarray(1, -1)],
      ['from an ArrayBuffer', () => Uint8Array.from(png).buffer],
      ['from a Blob', () => new Blob([Uint8Array.from(png)])],
      ['from a File', () => new File([Uint8Array.from(png)], 'a.png')],
      ['from a web stream', () => new Blob([Uint8Array.from(png)]).stream()],
      ['from an async iterable', () => chunks(png)],
    ];
    it.each(inputs)('%s', async (_, input) => {
      expect(await read(input())).toEqual(expected);
    });

    it('from a percent-encoded data: URL of a drawing', async () => {
      const svg =
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="#0000ff"/></svg>';
      const square = await read(`data:image/svg+xml,${encodeURIComponent(svg)}`);
      expect([...square.subarray(0, 3)]).toEqual([0, 0, 255]);
    });
  });

  describe('what is refused, with its reason', () => {
    const cases: readonly (readonly [string, string, () => unknown, RegExp])[] = [
      [
        'a path that does not exist',
        'missing',
        () => join(directory, 'no.png'),
        /no\.png: there is no such file$/,
      ],
      ['a path through a file', 'missing', () => join(path, 'a.png'), /no such file/],
      [
        'a directory',
        'directory',
        () => directory,
        /is a directory, not an image; give the path of a file$/,
      ],
      ['a device', 'unreadable', () => '/dev/zero', /not a regular file/],
      [
        'base64 without its name',
        'missing',
        () => base64.repeat(40),
        /too long for a path; base64 is given as \{ base64 \}$/,
      ],
      [
        'a path with a zero in it',
        'unreadable',
        () => 'a\0.png',
        /can't be read \(ERR_INVALID_ARG_VALUE\)/,
      ],
      ['an empty string', 'missing', () => '', /no such file/],
      ['an empty file', 'not-an-image', () => join(directory, 'empty.png'), /is empty$/],
      ['no bytes', 'not-an-image', () => new Uint8Array(), /is empty$/],
      [
        'an ftp: URL',
        'unsupported-input',
        () => 'ftp://example.com/a.png',
        /ftp: URLs are not read/,
      ],
      [
        'a file: URL of another host',
        'unsupported-input',
        () => 'file://server/share/a.png',
        /file/i,
      ],
      ['a broken URL', 'unsupported-input', () => 'http://', /not a valid URL/],
      ['a data: URL without data', 'not-an-image', () => 'data:image/png;base64', /without data/],
      [
        'a data: URL that holds no image',
        'not-an-image',
        () => 'data:image/svg+xml,%E0%A4%A',
        /can't be decoded/,
      ],
      ['what is not base64', 'not-an-image', () => ({ base64: 'hello, world!' }), /not base64/],
      [
        'a stream of strings',
        'unsupported-input',
        () => new Blob(['abc']).stream().pipeThrough(new TextDecoderStream()),
        /streams string/,
      ],
      ['null', 'unsupported-input', () => null, /not null$/],
      ['undefined', 'unsupported-input', () => undefined, /not undefined$/],
      ['a number', 'unsupported-input', () => 7, /not number$/],
      ['an object', 'unsupported-input', () => ({ path: 'a.png' }), /not object$/],
      ['an array of numbers', 'unsupported-input', () => [1, 2], /not object$/],
    ];
    it.each(cases)('%s: %s', async (_, reason, input, message) => {
      await expect(read(input())).rejects.toMatchObject({
        code: 'image',
        details: { reason },
        message: expect.stringMatching(message),
      });
    });

    it('a file that is written to while it is read: unreadable', async () => {
      const growing = join(directory, 'growing.png');
      await writeFile(growing, png);
      const done = new AbortController();
      const grow = async (): Promise<void> => {
        for (; !done.signal.aborted; await nextTurn()) appendFileSync(growing, ' ');
      };
      const grown = grow();
      const failing = read(growing).finally(() => done.abort());
      await expect(failing).rejects.toMatchObject({
        details: { reason: 'unreadable' },
        message: expect.stringContaining('was written to while it was read; run again'),
      });
      await grown;
    });

    it('a stream that breaks off: unreadable, with its error as the cause', async () => {
      const broken = (async function* () {
        yield png.subarray(0, 10);
        throw new Error('the disk is gone');
      })();
      await expect(read(broken)).rejects.toMatchObject({
        details: { reason: 'unreadable' },
        message: 'image: broke off (the disk is gone)',
        cause: new Error('the disk is gone'),
      });
    });
  });

  describe('the limit on bytes', () => {
    it('holds for every kind of input, at exactly its number', async () => {
      const inputs = (): readonly ImageInput[] => [
        path,
        pathToFileURL(path),
        `data:image/png;base64,${base64}`,
        { base64 },
        png,
        Uint8Array.from(png).buffer,
        new Blob([Uint8Array.from(png)]),
        new Blob([Uint8Array.from(png)]).stream(),
        chunks(png),
      ];
      for (const input of inputs()) {
        const limits = { maxBytes: png.length - 1 };
        await expect(read(input, limits)).rejects.toMatchObject({
          details: { reason: 'too-many-bytes' },
        });
      }
      for (const input of inputs())
        expect(await read(input, { maxBytes: png.length })).toEqual(expected);
    });

    it('stops a stream without end', async () => {
      let given = 0;
      const endless = (async function* () {
        for (;;) {
          given += 1000;
          yield new Uint8Array(1000);
        }
      })();
      await expect(read(endless, { maxBytes: 5000 })).rejects.toMatchObject({
        details: { reason: 'too-many-bytes' },
      });
      expect(given).toBe(6000);
    });
  });

  describe('the limit on time', () => {
    it('ends a stream that hangs', async () => {
      await expect(read(stuck(), { timeoutMs: 50 })).rejects.toMatchObject({
        details: { reason: 'timeout' },
        message: 'image: was not read after 50 ms',
      });
    });

    it('ends waiting for a drawing that takes long to render', async () => {
      const blurs = Array.from({ length: 60 }, () => '<feGaussianBlur stdDeviation="9"/>').join('');
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000"><filter id="f">${blurs}</filter><rect width="4000" height="4000" filter="url(#f)"/></svg>`;
      const reader = createImageReader(cropRule(700), imageLimitsSchema.parse({ timeoutMs: 50 }), {
        worker,
      });
      const started = performance.now();
      await expect(reader.read(Buffer.from(svg), undefined)).rejects.toMatchObject({
        details: { reason: 'timeout' },
      });
      expect(performance.now() - started).toBeLessThan(1000);
    });
  });

  it('an image does not time out because the thread was busy for longer', async () => {
    const reading = read(path, { timeoutMs: 60 });
    for (let i = 0; i < 8; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      const until = performance.now() + 100;
      while (performance.now() < until);
    }
    expect(await reading).toEqual(expected);
  });

  it('large images are decoded one at a time', async () => {
    const reader = createImageReader(cropRule(size), imageLimitsSchema.parse({}), { worker });
    const large = await sharp({
      create: { width: 6000, height: 4500, channels: 3, background: '#00f' },
    })
      .jpeg()
      .toBuffer();
    const squares = await Promise.all(
      [1, 2, 3].map(async () => await reader.read(large, undefined)),
    );
    for (const square of squares) expect(square).toEqual(squares[0]);
    expect(squares[0]?.[2]).toBeGreaterThan(250);
  }, 30_000);

  describe('aborting', () => {
    it('ends reading at once, before or in the middle, with the reason as the cause', async () => {
      await expect(read(png, {}, AbortSignal.abort('no'))).rejects.toMatchObject({
        code: 'aborted',
        cause: 'no',
      });
      const controller = new AbortController();
      const reading = read(stuck(), {}, controller.signal);
      controller.abort('enough');
      await expect(reading).rejects.toMatchObject({ code: 'aborted', cause: 'enough' });
    });
  });
});
