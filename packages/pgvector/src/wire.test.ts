import { describe, expect, it } from 'vitest';
import { maskText, unmaskMetadata, unmaskText, maskMetadata } from './mask.ts';
import { arrayOf, float8, jsonb, readVector, text, timestamptz, vector } from './wire.ts';

const hex = (bytes: Buffer): string => bytes.toString('hex');

describe('values in PostgreSQL’s binary form', () => {
  it.each([
    ['a text', text.encode('é'), 'c3a9'],
    ['JSON', jsonb.encode('{}'), '017b7d'],
    ['a number', float8.encode(1), '3ff0000000000000'],
    ['minus zero, as zero', float8.encode(-0), '0000000000000000'],
    ['the beginning of 2000', timestamptz.encode(Date.UTC(2000, 0, 1)), '0000000000000000'],
    ['a millisecond before it', timestamptz.encode(Date.UTC(2000, 0, 1) - 1), 'fffffffffffffc18'],
    ['a vector', vector.encode(Float32Array.of(1, -2)), '000200003f800000c0000000'],
    ['a list of nothing', arrayOf(text).encode([]), '000000000000000000000019'],
    [
      'a list of texts',
      arrayOf(text).encode(['a', '']),
      '0000000100000000000000190000000200000001000000016100000000',
    ],
  ])('are written for %s', (_, bytes, expected) => {
    expect(hex(bytes)).toBe(expected);
  });

  it('give the same vector back, also a part of a larger memory', () => {
    const numbers = Float32Array.of(0, 0.1, -3.5, 1e-30).subarray(1);
    expect(readVector(`\\x${hex(vector.encode(numbers))}`)).toEqual(Float32Array.from(numbers));
  });
});

describe('the characters that PostgreSQL or PGlite does not keep', () => {
  it.each([
    '',
    'plain',
    '\0',
    'a\0b',
    '\u{10fffe}',
    '\u{10fffe}0',
    '\0\u{10fffe}1\0',
    '\ufeff',
    '\ufeffa\0',
    'a\ufeff',
    '\u{10fffe}2',
  ])('are masked and come back: %j', (given) => {
    expect(maskText(given)).not.toMatch(/\0|^\ufeff/);
    expect(unmaskText(maskText(given))).toBe(given);
  });

  it('are masked in the keys and values of metadata, and a backslash before u0000 is left alone', () => {
    const metadata = { 'a\0': ['\0', { b: '\\u0000' }, null, 1], c: '\u{10fffe}' };
    const json = maskMetadata(metadata);
    expect(JSON.stringify(JSON.parse(json))).not.toContain(String.raw`a\u0000`);
    expect(unmaskMetadata(json)).toEqual(metadata);
    expect(maskMetadata({ a: 'plain' })).toBe('{"a":"plain"}');
  });
});
