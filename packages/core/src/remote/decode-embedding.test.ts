import { describe, expect, it } from 'vitest';
import { encodeVector, fakeVector } from './__fixtures__/fake-vector.ts';
import { decodeEmbedding } from './decode-embedding.ts';

const vector = fakeVector('a red shoe', '', 1024);

describe('an embedding of the wire', () => {
  it('comes back bit for bit from base64, which is float32 in little-endian order', () => {
    const decoded = decodeEmbedding(encodeVector(vector, 'base64'), 'base64', 1024);
    expect(decoded).toEqual({ ok: true, vector: expect.any(Float32Array) });
    // Written out by hand: 1.0 is 00 00 80 3f.
    const bytes = Buffer.from([0, 0, 0x80, 0x3f, 0, 0, 0, 0]).toString('base64');
    expect(decodeEmbedding(bytes, 'base64', 2)).toEqual({
      ok: true,
      vector: Float32Array.of(1, 0),
    });
  });

  it('is the same from float as from base64', () => {
    const float = decodeEmbedding(encodeVector(vector, 'float'), 'float', 1024);
    expect(float).toEqual(decodeEmbedding(encodeVector(vector, 'base64'), 'base64', 1024));
  });

  it('may be numbers where base64 was asked for, since not every server knows it', () => {
    const float = decodeEmbedding(encodeVector(vector, 'float'), 'base64', 1024);
    expect(float).toEqual(decodeEmbedding(encodeVector(vector, 'base64'), 'base64', 1024));
  });

  it('is normalised whatever the norm that it came with', () => {
    expect(decodeEmbedding([3, 4], 'float', 2)).toEqual({
      ok: true,
      vector: Float32Array.of(0.6, 0.8),
    });
  });

  it('takes ubinary as sign bits, the first dimension in the highest bit', () => {
    const decoded = decodeEmbedding([0b1010_0000, 0b0000_0001], 'ubinary', 16);
    const signs = [1, -1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1];
    expect(decoded).toEqual({ ok: true, vector: Float32Array.from(signs, (sign) => sign / 4) });
  });

  it('takes binary as the same bytes minus 128, which is not two’s complement', () => {
    const bytes = [0, 1, 127, 128, 255];
    expect(
      decodeEmbedding(
        bytes.map((byte) => byte - 128),
        'binary',
        40,
      ),
    ).toEqual(decodeEmbedding(bytes, 'ubinary', 40));
  });

  it('has the signs of the float embedding in both binary encodings', () => {
    for (const encoding of ['binary', 'ubinary'] as const) {
      const decoded = decodeEmbedding(encodeVector(vector, encoding), encoding, 1024);
      if (!decoded.ok) throw new Error(decoded.problem);
      expect([...decoded.vector].map(Math.sign)).toEqual([...vector].map(Math.sign));
    }
  });
});

describe('a broken embedding is refused and says why', () => {
  it.each([
    ['a list that is too short', [1, 2], 'float', 'has 2 numbers where 8 are expected'],
    ['a text in place of numbers', 'AAAA', 'float', 'is not a list of numbers'],
    ['an object in place of base64', { 0: 1 }, 'base64', 'is not base64'],
    ['numbers in place of base64, too few', [1], 'base64', 'has 1 numbers where 8 are expected'],
    ['base64 of another size', 'AAAA', 'base64', 'has 3 bytes where 32 are expected'],
    [
      'base64 with what is not of its alphabet',
      '!!!!AACAPwAAAAA=',
      'base64',
      'has 8 bytes where 32 are expected',
    ],
    [
      'base64 of the right size with more beside it',
      `!!!!${Buffer.alloc(32, 1).toString('base64')}`,
      'base64',
      'is not base64',
    ],
    ['nothing', undefined, 'float', 'is not a list of numbers'],
    ['null among the numbers', [0, 1, null, 0, 0, 0, 0, 0], 'float', 'holds NaN at position 2'],
    ['zeros', [0, 0, 0, 0, 0, 0, 0, 0], 'float', 'is all zeros'],
    [
      'a number that is too large for a byte',
      [256],
      'ubinary',
      'holds 256 at position 0, which is not a byte',
    ],
    ['a byte without the offset', [200], 'binary', 'holds 200 at position 0, which is not a byte'],
  ] as const)('%s', (_what, wire, encoding, problem) => {
    expect(decodeEmbedding(wire, encoding, 8)).toEqual({ ok: false, problem });
  });

  it('NaN and infinity in base64', () => {
    const bytes = Buffer.alloc(8);
    bytes.writeFloatLE(Number.NaN, 4);
    expect(decodeEmbedding(bytes.toString('base64'), 'base64', 2)).toEqual({
      ok: false,
      problem: 'holds NaN at position 1',
    });
    bytes.writeFloatLE(Number.POSITIVE_INFINITY, 0);
    expect(decodeEmbedding(bytes.toString('base64'), 'base64', 2)).toEqual({
      ok: false,
      problem: 'holds Infinity at position 0',
    });
  });
});
