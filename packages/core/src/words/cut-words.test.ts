import { describe, expect, it } from 'vitest';
import { cutWords, queryWords, wordText } from './cut-words.ts';

describe('cutWords', () => {
  it.each<[string, string, readonly string[]]>([
    ['case, compatible letters and marks', 'The ﬁrst ①, ｓｈｏｅ!', ['the', 'first', '1', 'shoe']],
    [
      'characters that are not seen',
      'so\u00adft zero\u2060width \ufeffmark',
      ['soft', 'zerowidth', 'mark'],
    ],
    [
      'words of scripts without spaces',
      '東京都庁舎で食べました。',
      ['東京', '都', '庁舎', 'で', '食', 'べ', 'ま', 'した'],
    ],
    ['Thai by its dictionary', 'สวัสดีชาวโลก', ['สวัสดี', 'ชาว', 'โลก']],
    [
      'numbers of articles, without the marks around them',
      '(4711-A), "v1.5/x".',
      ['4711', 'a', 'v1.5', 'x', '4711-a', 'v1.5/x'],
    ],
    [
      'a code that is one word already, once',
      'foo_bar 1.5 256gb. x\u0085y-z',
      ['foo_bar', '1.5', '256gb', 'x', 'y', 'z', 'y-z'],
    ],
    ['nothing but marks and images', ' … 🐶 --- ', []],
    ['a repeated word as often as it stands there', 'b a B', ['b', 'a', 'b']],
  ])('cuts %s', (_what, text, words) => {
    expect(cutWords(text)).toEqual(words);
  });

  it('cuts long texts in pieces as it cuts them whole, with and without spaces', () => {
    const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
    const thai = 'ภาษาไทยเขียนติดกันโดยไม่มีช่องว่าง'.repeat(600);
    const english = 'The quick brown fox jumps over lazy dogs. '.repeat(600);
    for (const text of [thai, english.toLowerCase()]) {
      const whole = [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike);
      expect(cutWords(text)).toEqual(whole.map(({ segment }) => segment));
    }
    expect(cutWords(`${'a'.repeat(3999)}𝟜 b`).at(-1)).toBe('b');
  });

  it('cuts a word at 255 bytes, in whole letters', () => {
    const [word = ''] = cutWords('é'.repeat(200));
    expect(word).toBe('é'.repeat(127));
    expect(cutWords('x'.repeat(300))).toEqual(['x'.repeat(255)]);
    expect(Buffer.byteLength(cutWords('𠮷'.repeat(100)).join(''))).toBeLessThanOrEqual(400);
  });

  it('gives no word with white space in it, of whatever kind', () => {
    const spaces = [
      '\t',
      '\n',
      '\u0085',
      '\u00a0',
      '\u1680',
      '\u2003',
      '\u2028',
      '\u3000',
      '\ufeff',
    ];
    for (const word of cutWords(spaces.map((space, i) => `${i}-a${space}${i}/b`).join(' ')))
      expect(word).not.toMatch(/[\s\u0085]/u);
  });
});

it('takes each word of a query once, 500 at most', () => {
  expect(queryWords('b a B a')).toEqual(['b', 'a']);
  const many = Array.from({ length: 600 }, (_, i) => `w${i}`).join(' ');
  expect(queryWords(many)).toHaveLength(500);
});

it('joins the words of a text, and has none for a text without one', () => {
  expect(wordText('Red shoe, red')).toBe('red shoe red');
  expect(wordText('…')).toBeUndefined();
  expect(wordText(undefined)).toBeUndefined();
});
