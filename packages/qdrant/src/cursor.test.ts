import { describe, expect, it } from 'vitest';
import { after, readCursor, writeCursor } from './cursor.ts';

const first = '00000000-0000-0000-0000-000000000000';

describe('after', () => {
  it.each([
    [0, 1],
    [41, 42],
    [Number.MAX_SAFE_INTEGER, 2n ** 53n],
    [2n ** 64n - 2n, 2n ** 64n - 1n],
    [2n ** 64n - 1n, first],
    [first, '00000000-0000-0000-0000-000000000001'],
    ['6fa459ea-ee8a-4ca4-894e-db77e16fffff', '6fa459ea-ee8a-4ca4-894e-db77e1700000'],
    ['6fa459ea-ee8a-4ca4-ffff-ffffffffffff', '6fa459ea-ee8a-4ca5-0000-000000000000'],
  ])('%s is followed by %s', (id, next) => {
    expect(after(id)).toBe(next);
  });
});

describe('readCursor', () => {
  it.each([0, 42, 2n ** 64n - 1n, first, '6fa459ea-ee8a-4ca4-894e-db77e160355e'])(
    'reads %s as it was written',
    (id) => {
      expect(readCursor(writeCursor(id))).toBe(id);
    },
  );

  it.each(['', 'abc', '-1', '1.5', '18446744073709551616', '6FA459EA-EE8A-4CA4-894E-DB77E160355E'])(
    'refuses %j',
    (text) => {
      expect(() => readCursor(text)).toThrow('after');
    },
  );
});
