import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.ts';

describe('JSON from outside', () => {
  it.each([
    '9007199254740993',
    '12345678901234567890',
    '-9007199254740992',
    '9007199254740993.0',
    '9.007199254740993e15',
    '90071992547409931.5',
    '1e400',
    '1.0000000000000000001',
    '-0.333333333333333333333',
    '1e-400',
    '0.000000000000000000000100000000000000000001',
  ])('with the number %s is refused, whole, nested and in a list', (number) => {
    for (const text of [number, `{"a":{"b":${number}}}`, `["x", ${number}]`])
      expect(() => parseJson(text)).toThrow(`holds the number ${number}`);
  });

  it.each([
    ['the largest safe number', '9007199254740991'],
    ['the smallest', '-9007199254740991'],
    ['long fractions', '0.12345678901234567'],
    ['exponents', '1e300'],
    [
      'a double with all of its digits',
      '0.1000000000000000055511151231257827021181583404541015625',
    ],
    ['zeros behind a fraction', '[0.50000000000000000000000, 0e-999]'],
    ['small ones', '[5e-324, 1e-300]'],
    ['an exponent and a fraction', '-1.50E+300'],
    ['digits in a string', '"12345678901234567890 and \\"9007199254740993\\""'],
    ['a backslash before digits', '["\\\\", 1, "\\\\\\"1234567890123456789"]'],
    [
      'an image beside long digits',
      `{"image":"${'x'.repeat(2 ** 23)}","name":"IMG_20240102030405060708"}`,
    ],
    ['digits in a key', '{"12345678901234567890":1}'],
  ])('with %s is read', (_, text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it('is refused for a number wherever it stands', () => {
    for (let before = 0; before < 40; before += 1)
      for (const number of ['0.1234567890123456789', '123456789.123456789e3', '10e-400'])
        expect(() => parseJson(`{"a":"${' '.repeat(before)}","b":${number}}`)).toThrow(number);
  });

  it('is refused for a number at any depth', () => {
    const text = `${'['.repeat(2000)}9007199254740993${']'.repeat(2000)}`;
    expect(() => parseJson(text)).toThrow('9007199254740993');
  });

  it('is refused for a number behind strings that end with backslashes', () => {
    expect(() => parseJson('["\\\\", 9007199254740993, "a\\""]')).toThrow('9007199254740993');
  });

  it.each([
    ['at the top', '{"a":1,"b":2,"a":1}', 'a'],
    ['nested, in a list', '{"a":[{"b":1},{"b":1,"c":2,"b":3}]}', 'b'],
    ['written in two ways', String.raw`{"a":1,"\u0061":2}`, 'a'],
    ['behind white space', '{"a" \n: 1, "a"\t:2}', 'a'],
    ['that objects have anyway', '{"__proto__":1,"__proto__":2}', '__proto__'],
    ['empty', '{"":1,"":2}', ''],
    ['deeper than is looked at', `${'['.repeat(2000)}{"a":1,"a":1}${']'.repeat(2000)}`, 'a'],
  ])('is refused for a key twice: %s', (_, text, key) => {
    expect(() => parseJson(text)).toThrow(`has the key ${JSON.stringify(key)} twice`);
  });

  it.each([
    ['in two objects', '[{"a":1},{"a":2}]'],
    ['in an object within', '{"a":{"a":{"a":1}},"b":{"a":1}}'],
    ['as a value', '{"a":"a","b":"a"}'],
    [
      'that seems to be a key within a text',
      String.raw`{"text":"he said \"a\": and \"a\" : b","a":1}`,
    ],
    ['that objects have anyway', '{"__proto__":{"a":1},"constructor":2,"toString":3}'],
    ['as many colons within texts', '{"a":"b\\":c: :","d":"::"}'],
  ])('with a word more than once is read: %s', (_, text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it('of another shape says so', () => {
    expect(() => parseJson('{"a":')).toThrow('is not JSON (');
  });
});
