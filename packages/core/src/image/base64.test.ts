import { describe, expect, it } from 'vitest';
import { decodeBase64, decodeDataUrl } from './base64.ts';

const decoded = (url: string): string =>
  Buffer.from(decodeDataUrl(url, 'image', 1000)).toString('latin1');

describe('base64', () => {
  it.each([
    ['padding', 'aGk='],
    ['no padding', 'aGk'],
    ['line breaks and spaces anywhere', ' aG\r\nk =\n'],
  ])('is read with %s', (_, text) => {
    expect(Buffer.from(decodeBase64(text, 'image', 10)).toString()).toBe('hi');
  });

  it.each([
    ['a character outside of its alphabet', 'aGk!'],
    ['letters after the padding', 'aGk=aGk='],
    ['more padding than there can be', 'aA==='],
  ])('is refused with %s', (_, text) => {
    expect(() => decodeBase64(text, 'image', 10)).toThrow('image: is not base64');
  });

  it('is refused in time with its length, also where it is spaces or padding for long', () => {
    for (const text of [`${' '.repeat(3_000_000)}!`, '= '.repeat(1_000_000), '='.repeat(3_000_000)])
      expect(() => decodeBase64(text, 'image', 20_000_000)).toThrow('is not base64');
  });
});

describe('a data: URL', () => {
  it.each([
    ['base64', 'data:image/png;base64,aGk=', 'hi'],
    ['base64 in capitals, after a charset', 'DATA:image/png;charset=utf-8; BASE64 ,aGk=', 'hi'],
    ['base64 with line breaks, encoded and not', 'data:;base64,aG%0A\nk%3D', 'hi'],
    ['encoded bytes that are not UTF-8', 'data:image/jpeg,%FF%D8%ff', '\xFF\xD8\xFF'],
    ['a percent sign that means itself', 'data:image/svg+xml,50%,%zz%4', '50%,%zz%4'],
    ['characters beyond ASCII, as UTF-8', 'data:image/svg+xml;charset=utf-8,ü', '\xC3\xBC'],
    ['a fragment, which is left out', 'data:image/png;base64,aGk=#top', 'hi'],
  ])('is read with %s', (_, url, text) => {
    expect(decoded(url)).toBe(text);
  });

  it('is refused without a comma, and above the limit', () => {
    expect(() => decoded('data:image/png;base64')).toThrow('is a data: URL without data');
    expect(() => decoded(`data:,${'a'.repeat(1001)}`)).toThrow('has 1001 bytes, more than 1000');
    expect(() => decoded(`data:,${'%41'.repeat(3000)}`)).toThrow('more than 1000');
  });
});
