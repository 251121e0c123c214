import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asServerReads, bytesPerDouble, vectorJson } from './numbers.ts';

const floats = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('vectorJson', () => {
  it('keeps every bit of every number of single precision', () => {
    fc.assert(
      fc.property(fc.array(floats, { maxLength: 20 }), (numbers) => {
        const vector = Float32Array.from(numbers);
        const back = Float32Array.from(JSON.parse(vectorJson(vector)) as number[]);
        // Minus zero is written as zero, which is the same number.
        expect([...back].map((value) => value + 0)).toEqual([...vector].map((value) => value + 0));
      }),
    );
  });

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
