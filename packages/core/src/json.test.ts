import { describe, expect, it } from 'vitest';
import { checkJson, copyJson } from './json.ts';

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

describe('what is to be JSON', () => {
  it.each([
    ['NaN', { a: [0, Number.NaN] }, "metadata.a[1]: NaN can't be stored as JSON"],
    ['half of a surrogate pair', { a: '\uD800' }, 'metadata.a: holds half of a surrogate pair'],
    ['a key of half a pair', { a: { '\uDC00': 1 } }, 'metadata.a: has a key with half'],
    ['a BigInt', { a: 1n }, "metadata.a: a bigint can't be stored as JSON; use a string"],
    ['an undefined entry of an array', { a: [undefined] }, 'metadata.a[0]: undefined'],
    ['what is nested 20,000 deep', { a: nested(20_000) }, 'metadata: is nested more than 100'],
  ])('must not hold %s', (_, value, message) => {
    expect(() => checkJson(value, 'metadata')).toThrow(message);
  });

  it('must not hold itself', () => {
    const cycle: Record<string, unknown> = { a: [] };
    cycle['b'] = { cycle };
    expect(() => checkJson(cycle, 'metadata')).toThrow('or holds itself');
  });

  it('must not stand for more values than can be counted, by parts that are shared', () => {
    let shared: unknown = 1;
    for (let i = 0; i < 60; i++) shared = [shared, shared];
    expect(() => checkJson(shared, 'metadata')).toThrow('holds more than 1000000 values');
  });

  it('may be nested a hundred levels deep', () => {
    expect(copyJson(nested(100), 'metadata')).toEqual(nested(100));
  });

  it('is copied with keys that are names of prototypes, and apart from the original', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":[2],"b":{"c":null}}') as {
      b: { c: unknown };
    };
    const copy = copyJson(value, 'metadata');
    expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
    value.b.c = 'changed';
    expect(copy).toMatchObject({ b: { c: null } });
  });

  it('is read once, so that a getter can not give something else afterwards', () => {
    let reads = 0;
    const value = {
      get a() {
        return reads++ === 0 ? 'well-formed' : '\uD800';
      },
    };
    expect(copyJson(value, 'metadata')).toEqual({ a: 'well-formed' });
  });
});
