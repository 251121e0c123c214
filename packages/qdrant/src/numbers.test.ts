import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
  ])('keeps every bit of every number of single precision: %s', (_, numbersOf) => {
    fc.assert(
      fc.property(fc.array(numbersOf, { maxLength: 20 }), (numbers) => {
        const vector = Float32Array.from(numbers);
        const back = Float32Array.from(JSON.parse(textOf(vector)) as number[]);
        // Minus zero is written as zero, which is the same number.
        expect([...back].map((value) => value + 0)).toEqual([...vector].map((value) => value + 0));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes no more room than it says', () => {
    for (const extreme of [-1.175494e-38, -3.402823e38, -1e-45, -0.999_999_94, -9.9999e-8]) {
      expect(textOf(Float32Array.of(extreme)).length - 1).toBeLessThanOrEqual(bytesPerFloat);
    }
  });
});

describe('bytesPerDouble', () => {
  it('is never longer than a request is planned for', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(`${number},`.length).toBeLessThanOrEqual(bytesPerDouble);
      }),
    );
  });
});

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

  it('is off by a few units in the last place at most, and keeps the sign', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-290, max: 1e290 }),
        (value) => {
          const read = asServerReads(value);
          expect(Math.abs(read - value) / value).toBeLessThan(1e-15);
          expect(asServerReads(-value)).toBe(-read);
        },
      ),
    );
  });
});
