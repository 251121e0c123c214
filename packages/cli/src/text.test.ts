import { describe, expect, it } from 'vitest';
import { testIo } from './__fixtures__/io.ts';
import { bytes, clip, count, oneLine, seconds, shellWord, shortWords, styles } from './text.ts';

describe('text for a terminal', () => {
  it('has no control characters, line breaks or changes of direction', () => {
    expect(oneLine('a\u001B[2Jb\r\nc\u202Ed\u2028e ')).toBe('a [2Jb c d e');
  });

  it('is cut with an ellipsis, never within a character', () => {
    expect(clip('short', 5)).toBe('short');
    expect(clip('longer', 5)).toBe('long…');
    expect(clip('🎻🎻🎻', 2)).toBe('🎻…');
  });

  it('has no words that fill a terminal', () => {
    expect(shortWords(`a ${'x'.repeat(1000)} b`)).toBe(`a ${'x'.repeat(200)}… b`);
    const path = `/tmp/${'x'.repeat(900)}`;
    expect(shortWords(path)).toBe(path);
  });

  it('has styles only where there are colours', () => {
    expect(styles(testIo().stdout).bold('x')).toBe('x');
    expect(styles(testIo({ hasColors: true }).stdout).bold('x')).toBe('\u001B[1mx\u001B[22m');
  });
});

describe('an argument of a command to be shown', () => {
  it.each([
    ['price:number,color:string', 'price:number,color:string'],
    ['http://localhost:6333', 'http://localhost:6333'],
    ['tags:string[]', '"tags:string[]"'],
    ['my photos', '"my photos"'],
    ['a"$b', String.raw`"a\"\$b"`],
    ['', '""'],
  ])('%j is typed as %s', (text, expected) => {
    expect(shellWord(text)).toBe(expected);
  });
});

describe('numbers for people', () => {
  it.each([
    [0, '0.00 s'],
    [1234, '1.23 s'],
    [12_340, '12.3 s'],
    [200_000, '3 min 20 s'],
  ])('%d ms are %s', (milliseconds, expected) => {
    expect(seconds(milliseconds)).toBe(expected);
  });

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [874_350_932, '874.4 MB'],
    [2e15, '2000.0 TB'],
  ])('%d are %s', (number, expected) => {
    expect(bytes(number)).toBe(expected);
  });

  it('counts in singular and plural', () => {
    expect([count(1, 'item'), count(0, 'item'), count(1234, 'item')]).toEqual([
      '1 item',
      '0 items',
      '1,234 items',
    ]);
  });
});
