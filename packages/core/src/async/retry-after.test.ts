import { describe, expect, it } from 'vitest';
import { parseRetryAfter, retryAfterMs } from './retry-after.ts';

const now = (): number => Date.UTC(2026, 10, 29, 12, 0, 0);
const read = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), now);

describe('retryAfterMs', () => {
  it.each([
    ['12', 12_000],
    ['0', 0],
    ['1.5', 1500],
    ['0.0001', 1],
    [' 7 ', 7000],
    ['99999999999999999999', 2_147_483_647],
    ['Sun, 29 Nov 2026 12:00:30 GMT', 30_000],
    ['Sunday, 29-Nov-26 12:00:30 GMT', 30_000],
    ['Sun, 29 Nov 2026 11:00:00 GMT', 0],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 2_147_483_647],
    ['', undefined],
    ['-5', undefined],
    ['1e3', undefined],
    ['soon', undefined],
    ['2026', 2_026_000],
    ['version 2', undefined],
  ])('reads Retry-After: %s', (value, expected) => {
    expect(read({ 'retry-after': value })).toBe(expected);
  });

  it('reads the reset time of RateLimit where nothing is left and no Retry-After is there', () => {
    expect(read({ ratelimit: '"api";r=0;t=55' })).toBe(55_000);
    expect(read({ ratelimit: '"api";r=1;t=55' })).toBeUndefined();
    expect(read({ ratelimit: '"api";r=0;t=55', 'retry-after': '2' })).toBe(2000);
    expect(read({})).toBeUndefined();
  });
});

it('reads a date without a zone as GMT, wherever the process runs', () => {
  const before = process.env['TZ'];
  process.env['TZ'] = 'America/New_York';
  try {
    const now = (): number => Date.UTC(1994, 10, 6, 8, 49, 0);
    for (const date of [
      'Sun, 06 Nov 1994 08:49:37 GMT',
      'Sunday, 06-Nov-94 08:49:37 GMT',
      'Sun Nov  6 08:49:37 1994',
    ])
      expect(parseRetryAfter(date, now)).toBe(37_000);
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
});
