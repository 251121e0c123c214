import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { facetList, fieldList, listText, sortBy, vectorList } from './list-flags.ts';

describe('a list of fields', () => {
  it('gives each its type, and is written as it was read', () => {
    const fields = fieldList('price:number, tags:string[]');
    expect(fields).toEqual({ price: 'number', tags: 'string[]' });
    expect(listText(fields)).toBe('price:number,tags:string[]');
    expect(Object.keys(fieldList('__proto__:string'))).toEqual(['__proto__']);
  });

  it.each(['price', 'price:', ':number', 'price:money', 'a:number,', 'a:number,a:string'])(
    'is not %j',
    (text) => {
      expect(() => fieldList(text)).toThrow(InvalidArgumentError);
    },
  );
});

describe('a list of vectors', () => {
  it('gives each its dimensions', () => {
    expect(vectorList('image:1024, image_64:64')).toEqual({ image: 1024, image_64: 64 });
  });

  it.each(['image', 'image:', ':64', 'image:0', 'image:1.5', 'image:x', 'image:64,', 'a:64,a:32'])(
    'is not %j',
    (text) => {
      expect(() => vectorList(text)).toThrow(InvalidArgumentError);
    },
  );
});

describe('facets', () => {
  it('come one after the other, each once', () => {
    const both = facetList('price:range', facetList('brand'));
    expect(both).toEqual({ brand: { kind: 'values' }, price: { kind: 'range' } });
    expect(() => facetList('brand:range', both)).toThrow('names brand twice');
  });
});

it('reads an order, from the largest on after a dash', () => {
  expect(sortBy('price')).toEqual({ field: 'price', direction: 'asc' });
  expect(sortBy('-price')).toEqual({ field: 'price', direction: 'desc' });
  expect(() => sortBy('-')).toThrow(InvalidArgumentError);
});
