import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textBatches } from './text-batches.ts';

const rows = (lengths: readonly number[]) =>
  lengths.map((length, position) => ({
    position,
    ids: Array.from({ length }, (_, i) => (i === 0 ? 0 : i === length - 1 ? 2 : 100 + position)),
  }));

describe('batches of texts', () => {
  it('hold every text once, padded with 1 to the longest of its batch, within the tokens allowed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 2, max: 60 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 200 }),
        (lengths, tokens) => {
          const texts = rows(lengths);
          const batches = textBatches(texts, tokens);
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
    const total = textBatches(rows(lengths), 4096).reduce((sum, { ids }) => sum + ids.length, 0);
    expect(total).toBe(32 * 8 + 32 * 256);
  });
});
