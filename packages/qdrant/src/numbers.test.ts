import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seeded } from '@nestvec/testkit';
import { asServerReads, bytesPerDouble, bytesPerFloat, writeVector } from './numbers.ts';

const floats = fc.float({ noNaN: true, noDefaultInfinity: true });

/** A vector's text, written at `at`. */
function textOf(vector: Float32Array, at = 0): string {
  const target = Buffer.alloc(at + 2 + vector.length * bytesPerFloat);
  return target.toString('latin1', at, writeVector(target, at, vector));
}

describe('writeVector', () => {
  it.each([
    [0.5, '0.500000000'],
    [-0.25, '-0.250000000'],
    [Math.fround(0.012_345_678), '0.0123456782'],
    [0, '0.00000000'],
    [1, '1.00000000'],
    [-1e-7, '-1.00000001e-7'],
    [Math.fround(0.999_999_94), '0.999999940'],
  ])('writes %d with nine digits', (number, text) => {
    expect(textOf(Float32Array.of(number, number), 3)).toBe(`[${text},${text}]`);
  });

  it.each([
    ['any size', floats],
    ['the size that a unit vector has', fc.float({ min: -1, max: 1, noNaN: true })],
  ])(seeded('keeps every bit of every number of single precision: %s'), (_, numbersOf) => {
    fc.assert(
      fc.property(fc.array(numbersOf, { maxLength: 20 }), (numbers) => {
        const vector = Float32Array.from(numbers);
        const back = Float32Array.from(JSON.parse(textOf(vector)) as number[]);
        // Minus zero is written as zero, which is the same number.
        expect([...back].map((value) => value + 0)).toEqual([...vector].map((value) => value + 0));
      }),
      { seed, numRuns: 1000 },
    );
  });

  // The number of digits is fixed, so the length depends on the sign and the power of ten alone: every one is tried, and the
  // numbers at its two ends, between which rounding changes the power.
  it('takes as much room for its longest number as it says, and never more', () => {
    const longest = Math.max(
      ...powers(-46, 38).flatMap((power) =>
        ends(power, 1e-8).map((number) => textOf(Float32Array.of(-Math.fround(number))).length - 1),
      ),
    );
    expect(longest).toBe(bytesPerFloat);
  });
});

describe('bytesPerDouble', () => {
  // Of the numbers of one power of ten those with the most digits are the longest; some of each, beside a short one, have 17.
  it('is the longest text that a double has', () => {
    const mantissas = Array.from({ length: 200 }, (_, i) => 1 + i * 0.0441);
    const lengths = powers(-323, 307).map((power) =>
      Math.max(
        ...mantissas.map(
          (mantissa) => `${-Number(`${mantissa}e${power}`) * (1 + 2 ** -52)},`.length,
        ),
      ),
    );
    const longest = Math.max(...lengths);
    expect(longest).toBe(bytesPerDouble);
  });

  it(seeded('is not exceeded by any double'), () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(`${number},`.length).toBeLessThanOrEqual(bytesPerDouble);
      }),
      { seed },
    );
  });

  it('is not exceeded by the two numbers that once were', () => {
    expect('-0.0000014915459003828969,').toBe(`${-0.0000014915459003828969},`);
    expect('-0.0000014915459003828969,'.length).toBe(bytesPerDouble);
    expect(textOf(Float32Array.of(-0.000_001_000_000_11)).length - 1).toBe(bytesPerFloat);
  });
});

function powers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

/** The least number of a power of ten, the greatest, and those beside them. */
function ends(power: number, step: number): number[] {
  return [1, 1 + step, 10 - 10 * step, 10 - step].map((mantissa) => Number(`${mantissa}e${power}`));
}

describe('asServerReads', () => {
  it.each([
    0,
    1,
    -1,
    0.5,
    0.1,
    0.2,
    0.30000000000000004,
    1e21,
    1e300,
    2 ** 53,
    -(2 ** 53),
    1e15,
    1.5,
  ])('gives %d as it is', (value) => {
    expect(asServerReads(value)).toBe(value);
  });

  it(seeded('is off by a few units in the last place at most, and keeps the sign'), () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-290, max: 1e290 }),
        (value) => {
          const read = asServerReads(value);
          expect(Math.abs(read - value) / value).toBeLessThan(1e-15);
          expect(asServerReads(-value)).toBe(-read);
        },
      ),
      { seed },
    );
  });
});
