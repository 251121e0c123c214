import sharp from 'sharp';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { cropRule } from './geometry.ts';
import { readHeader } from './header.ts';
import { makeSquare } from './make-square.ts';
import { createSquares } from './squares.ts';
import type { SquareQuestion } from './square-messages.ts';

const size = 64;

async function question(width: number, source: string): Promise<SquareQuestion> {
  const background = { r: width % 256, g: 90, b: 10 };
  const bytes = await sharp({ create: { width, height: 300, channels: 3, background } })
    .png()
    .toBuffer();
  const header = await readHeader(bytes, source, size, 1e8);
  return { file: { bytes, header, source }, rule: cropRule(size), timeoutMs: 20_000 };
}

describe('squares made in threads', () => {
  it('are those made in the caller, each its own, however many are asked for at once', async () => {
    const squares = createSquares();
    const questions = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => await question(100 + i * 10, `image ${i}`)),
    );
    const made = await Promise.all(
      questions.map(async (one) => await squares.make(one, undefined)),
    );
    for (const [i, one] of questions.entries()) expect(made[i]).toEqual(await makeSquare(one));
    await squares.close();
  });

  it('leave the bytes with the caller, and take no more than the image out of a larger array', async () => {
    const squares = createSquares();
    const { file, ...rest } = await question(100, 'part');
    const larger = new Uint8Array(file.bytes.length + 10);
    larger.set(file.bytes, 5);
    const bytes = larger.subarray(5, -5);
    const made = await squares.make({ ...rest, file: { ...file, bytes } }, undefined);
    expect(made).toEqual(await makeSquare({ ...rest, file }));
    expect(Buffer.compare(bytes, file.bytes)).toBe(0);
    await squares.close();
  });

  it('are made in the caller where no thread can be started', async () => {
    const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    onTestFinished(() => emitted.mockRestore());
    const squares = createSquares(new URL('nobody.js', import.meta.url));
    const one = await question(120, 'alone');
    const all = await Promise.all([1, 2, 3].map(() => squares.make(one, undefined)));
    for (const made of all) expect(made).toEqual(await makeSquare(one));
    await squares.close();
    expect(emitted.mock.calls.map(([message]) => message)).toEqual([
      expect.stringMatching(
        /caller's thread.*nobody\.js.*in a bundled app keep @nestvec\/core external/,
      ),
    ]);
  });

  it('fail with the image’s error where its thread ends, and go on with a new one', async () => {
    const squares = createSquares(new URL('__fixtures__/last-words.ts', import.meta.url));
    const one = await question(120, 'fatal');
    await expect(squares.make(one, undefined)).rejects.toMatchObject({
      code: 'image',
      details: { source: 'fatal', reason: 'not-an-image' },
      message: 'fatal: ended the thread that decoded it (the thread has ended)',
    });
    const small = { ...one, rule: cropRule(1) };
    expect(await squares.make(small, undefined)).toEqual(new Uint8Array([7]));
    await squares.close();
  });
});
