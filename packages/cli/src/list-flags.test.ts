import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { fieldList, listText, vectorList } from './list-flags.ts';

describe('a list of fields', () => {
  it('gives each its type, and is written as it was read', () => {
    const fields = fieldList('price:number, tags:string[]');
    expect(fields).toEqual({ price: 'number', tags: 'string[]' });
    expect(listText(fields)).toBe('price:number,tags:string[]');
  });

  it.each(['price', 'price:', ':number', 'price:money', 'a:number,'])('is not %j', (text) => {
    expect(() => fieldList(text)).toThrow(InvalidArgumentError);
  });
});

describe('a list of vectors', () => {
  it('gives each its dimensions', () => {
    expect(vectorList('image:1024, image_64:64')).toEqual({ image: 1024, image_64: 64 });
  });

  it.each(['image', 'image:', ':64', 'image:0', 'image:1.5', 'image:x', 'image:64,'])(
    'is not %j',
    (text) => {
      expect(() => vectorList(text)).toThrow(InvalidArgumentError);
    },
  );
});
