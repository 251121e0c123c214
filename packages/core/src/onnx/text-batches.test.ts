import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationBytes, longestWithin, textBatches } from './text-batches.ts';

const rows = (lengths: readonly number[]) =>
  lengths.map((length, position) => ({
    position,
    ids: Array.from({ length }, (_, i) => (i === 0 ? 0 : i === length - 1 ? 2 : 100 + position)),
  }));

const unbounded = { tokens: Infinity, bytes: Infinity };

describe('batches of texts', () => {
  it('hold every text once, padded with 1 to the longest of its batch, within the tokens allowed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 60 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 200 }),
        (lengths, tokens) => {
          const texts = rows(lengths);
          const batches = textBatches(texts, { tokens, bytes: Infinity });
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
    );
  });

  it('put texts of similar length together, so that mixed lengths cost little padding', () => {
    const lengths = Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? 8 : 256));
    const total = textBatches(rows(lengths), unbounded).reduce(
      (sum, { ids }) => sum + ids.length,
      0,
    );
    expect(total).toBe(32 * 8 + 32 * 256);
  });

  it('hold at most 5 % of padding, unless they are no longer than 64 tokens', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 600 }), { minLength: 1, maxLength: 64 }),
        (lengths) => {
          for (const { positions, ids } of textBatches(rows(lengths), unbounded)) {
            const own = positions.reduce((sum, at) => sum + (lengths[at] ?? 0), 0);
            const padding = ids.length - own;
            expect(ids.length <= 64 || padding <= ids.length * 0.05).toBe(true);
          }
        },
      ),
    );
  });

  it('stay within the bytes allowed where a text does', () => {
    const bytes = activationBytes(4, 100);
    const batches = textBatches(rows(Array.from({ length: 10 }, () => 100)), {
      tokens: Infinity,
      bytes,
    });
    expect(batches.map(({ positions }) => positions.length)).toEqual([4, 4, 2]);
  });
});

describe('longestWithin', () => {
  it('is the longest text whose activations fit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8192 }), (length) => {
        const longest = longestWithin(activationBytes(1, length));
        expect(Math.abs(longest - length)).toBeLessThanOrEqual(1);
        expect(activationBytes(1, longest)).toBeLessThanOrEqual(activationBytes(1, length));
      }),
    );
  });
});
