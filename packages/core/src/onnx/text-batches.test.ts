import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seeded } from '../__fixtures__/seed.ts';
import { clipSides } from './__fixtures__/clip-sides.ts';
import { activationBytes, longestWithin, textBatches } from './text-batches.ts';

const rows = (lengths: readonly number[]) =>
  lengths.map((length, position) => ({
    position,
    ids: Array.from({ length }, (_, i) => (i === 0 ? 0 : i === length - 1 ? 2 : 100 + position)),
  }));

const { text: side } = clipSides(32, 32);
const { layers } = side;

const unbounded = { tokens: Infinity, bytes: Infinity, isByHead: false };

describe('batches of texts', () => {
  it(
    seeded(
      'hold every text once, padded with 1 to the longest of its batch, within the tokens allowed',
    ),
    () => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 2, max: 60 }), { maxLength: 40 }),
          fc.integer({ min: 1, max: 200 }),
          (lengths, tokens) => {
            const texts = rows(lengths);
            const batches = textBatches(texts, { ...unbounded, tokens }, side);
            const seen: number[] = [];
            for (const { positions, ids, length } of batches) {
              expect(ids.length).toBe(positions.length * length);
              expect(ids.length <= tokens || positions.length === 1).toBe(true);
              for (const [row, position] of positions.entries()) {
                const own = texts[position]?.ids ?? [];
                const padded = [...own, ...Array.from({ length: length - own.length }, () => 1)];
                expect([...ids.subarray(row * length, (row + 1) * length)].map(Number)).toEqual(
                  padded,
                );
                seen.push(position);
              }
            }
            expect(seen.toSorted((a, b) => a - b)).toEqual(texts.map(({ position }) => position));
          },
        ),
        { seed },
      );
    },
  );

  it('put texts of similar length together, so that mixed lengths cost little padding', () => {
    const lengths = Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? 8 : 256));
    const total = textBatches(rows(lengths), unbounded, side).reduce(
      (sum, { ids }) => sum + ids.length,
      0,
    );
    expect(total).toBe(32 * 8 + 32 * 256);
  });

  it(seeded('hold at most 5 % of padding, unless they are no longer than 64 tokens'), () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 600 }), { minLength: 1, maxLength: 64 }),
        (lengths) => {
          for (const { positions, ids } of textBatches(rows(lengths), unbounded, side)) {
            const own = positions.reduce((sum, at) => sum + (lengths[at] ?? 0), 0);
            const padding = ids.length - own;
            expect(ids.length <= 64 || padding <= ids.length * 0.05).toBe(true);
          }
        },
      ),
      { seed },
    );
  });

  it('stay within the bytes allowed where a text does', () => {
    const bytes = activationBytes(layers, 4, 100, false);
    const texts = rows(Array.from({ length: 10 }, () => 100));
    const batches = textBatches(texts, { ...unbounded, bytes }, side);
    expect(batches.map(({ positions }) => positions.length)).toEqual([4, 4, 2]);
  });
});

describe('a graph that takes texts of one length only', () => {
  it('gets every text padded to it, with the padding that its vocabulary has', () => {
    const fixed = { layers, padTo: 8, tokens: { pad: { token: '!', id: 0 } } };
    const batches = textBatches(rows([3, 8, 2]), { ...unbounded, tokens: 16 }, fixed);
    expect(batches.map(({ length, lengths }) => ({ length, lengths }))).toEqual([
      { length: 8, lengths: [8, 3] },
      { length: 8, lengths: [2] },
    ]);
    expect([...(batches[1]?.ids ?? [])].map(Number)).toEqual([0, 2, 0, 0, 0, 0, 0, 0]);
  });
});

describe('longestWithin', () => {
  it.each([false, true])(
    seeded('is the longest up to which every text fits (head by head: %s)'),
    (isByHead) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 3e9 }), (bytes) => {
          const fits = (length: number): boolean =>
            activationBytes(layers, 1, length, isByHead) <= bytes;
          const longest = longestWithin(layers, bytes, 8192, isByHead);
          for (let length = 1; length <= longest; length += 97) expect(fits(length)).toBe(true);
          expect(longest === 8192 || !fits(longest + 1)).toBe(true);
        }),
        { seed },
      );
    },
  );

  it('lets texts of any length into 1.5 GB where their scores come one head at a time', () => {
    expect(longestWithin(layers, 1.5e9, 8192, true)).toBe(8192);
    expect(longestWithin(layers, 1.5e9, 8192, false)).toBeLessThan(3000);
  });
});
