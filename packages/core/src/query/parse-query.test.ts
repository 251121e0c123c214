import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';
import type { Query } from './query.ts';

const parts = (count: number): object[] => Array.from({ length: count }, () => ({ text: 'a' }));

describe('parseQuery', () => {
  it('knows the modality of one content, and of nothing else', () => {
    expect(parseQuery('a').own).toBe('text');
    expect(parseQuery({ image: 'a.jpg' }).own).toBe('image');
    expect(parseQuery({ like: 'a' }).own).toBeUndefined();
    expect(parseQuery({ all: [{ image: 'a.jpg' }] }).own).toBeUndefined();
  });

  it('names every stored record once', () => {
    const query = parseQuery({
      all: [{ like: ['a', 'b'] }, { like: 'a', weight: -0.5 }, { text: 'c' }],
    });
    expect(query.ids).toEqual(['a', 'b']);
    expect(query.parts.map(({ weight }) => weight)).toEqual([1, -0.5, 1]);
  });

  it.each<[unknown, string]>([
    [5, 'query: must be a text, { text }, { image }, { like } or { all }, got 5'],
    ['half \ud800', 'query: must be a well-formed string'],
    [{}, 'query: must have exactly one of text, image and like, and has 0'],
    [{ text: 'a', image: 'b' }, 'query: has a text and an image; for hits like both pass { all:'],
    [{ text: 'a', like: 'b' }, 'query: must have exactly one of'],
    [{ txt: 'a' }, 'query: unknown option txt; did you mean text?'],
    [{ image: 5 }, 'query.image: must be a path'],
    [{ like: '' }, 'query.like[0]: is empty'],
    [{ like: [] }, 'query.like: must name 1 to 100 records, got 0'],
    [{ like: 5 }, 'query.like: must be an array'],
    [{ all: 'a' }, 'query.all: must be an array'],
    [{ all: [] }, 'query.all: must have 1 to 16 parts, got 0'],
    [{ all: parts(17) }, 'query.all: must have 1 to 16 parts, got 17'],
    [{ all: ['a'] }, 'query.all[0]: must be { text }, { image } or { like }, got "a"'],
    [{ all: [{ text: 'a' }], text: 'b' }, 'query: has all and something beside it'],
    [
      { all: [{ text: 'a', wieght: 2 }] },
      'query.all[0]: unknown option wieght; did you mean weight?',
    ],
    [{ all: [{ text: 'a', weight: Number.NaN }] }, 'query.all[0].weight: must be a finite number'],
    [{ all: [{ text: 'a', weight: '2' }] }, 'query.all[0].weight: must be a finite number'],
    [{ all: [{ text: 'a', weight: -1 }] }, 'query.all: has no part of a weight above 0'],
    [{ all: [{ all: [] }] }, 'query.all[0]: unknown option all'],
    [{ all: [{ text: 'a' }, { text: 'a', image: 'b' }] }, 'query.all[1]: has a text and an image'],
  ])('refuses %j', (query, message) => {
    expect(() => parseQuery(query as Query)).toThrow(message); // wrong on purpose
  });
});
