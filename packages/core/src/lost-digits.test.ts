import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seeded } from './__fixtures__/seed.ts';
import { lostDigits } from './lost-digits.ts';

describe('a number that is written in decimal', () => {
  it.each([
    ['9007199254740993', 'is beyond 2^53 - 1'],
    ['-9007199254740993.0', 'is beyond 2^53 - 1'],
    ['9007199254740993.5', 'is beyond 2^53 - 1'],
    ['1e400', 'is beyond 2^53 - 1'],
    ['1.0000000000000000001', 'has more than 17 digits'],
    ['+3.14159265358979323846', 'has more than 17 digits'],
    [`0.${'3'.repeat(500)}`, 'has more than 17 digits'],
    ['1e-400', 'is too close to zero'],
    ['1.23456789e-320', 'is too close to zero'],
  ])('such as %s is not kept: it %s', (written, reason) => {
    expect(lostDigits(written)).toBe(reason);
  });

  it.each(['0', '-0.000', '0e-999', '1e23', '.5', '5.', '5e-324', '000000000000000000001.5'])(
    'such as %s is kept',
    (written) => {
      expect(lostDigits(written)).toBeUndefined();
    },
  );

  it(seeded('is kept where it is a double, however many of its digits are written'), () => {
    const double = fc.double({ min: -1e15, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(double, fc.integer({ min: 17, max: 100 }), (value, digits) => {
        expect(lostDigits(String(value))).toBeUndefined();
        expect(lostDigits(value.toPrecision(digits))).toBeUndefined();
      }),
      { seed, numRuns: 500 },
    );
  });
});
