import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed, seeded } from '@nestvec/testkit';
import { keywordText } from './keyword-text.ts';

describe('keywordText', () => {
  it.each([
    ['red', 'red'],
    ['Red shoes', 'Red shoes'],
    ['', '""'],
    [' a', '" a"'],
    ['a\n', '"a\n"'],
    ['\u0085a', '"\u0085a"'],
    ['"a"', '""a""'],
    ['a"', 'a"'],
  ])('of %j is %j', (value, expected) => {
    expect(keywordText(value)).toBe(expected);
  });

  it(
    seeded(
      'is another for every string, after the server has cut off white space, and never empty',
    ),
    () => {
      const cut = (text: string): string => text.replace(/^[\s\u0085]+|[\s\u0085]+$/g, '');
      const strings = fc.string({ unit: fc.constantFrom('a', '"', ' ', '\t', '\u0085', '\u00a0') });
      fc.assert(
        fc.property(fc.uniqueArray(strings, { maxLength: 20 }), (values) => {
          const kept = values.map((value) => cut(keywordText(value)));
          expect(kept).not.toContain('');
          expect(new Set(kept).size).toBe(values.length);
        }),
        { seed },
      );
    },
  );
});
