import { expect, it } from 'vitest';
import { cosine } from '../vector.ts';
import { decodeEmbedding, encodings } from './decode-embedding.ts';
import { encodeEmbedding } from './encode-embedding.ts';

/** Of no special length, with both signs, a zero, and numbers that need all of their bits. */
const vector = Float32Array.from({ length: 101 }, (_, i) => Math.sin(i * i) / (i + 1));

it.each(['float', 'base64'] as const)('writes %s to the bit', (encoding) => {
  const wire: unknown = JSON.parse(JSON.stringify(encodeEmbedding(vector, encoding)));
  const read =
    typeof wire === 'string'
      ? new Float32Array(new Uint8Array(Buffer.from(wire, 'base64')).buffer)
      : Float32Array.from(wire as number[]);
  expect(new Uint32Array(read.buffer)).toEqual(new Uint32Array(vector.buffer.slice(0)));
});

it.each(encodings)('writes %s as core reads it', (encoding) => {
  const read = decodeEmbedding(encodeEmbedding(vector, encoding), encoding, vector.length);
  if (!read.ok) throw new Error(read.problem);
  const isSigns = encoding === 'binary' || encoding === 'ubinary';
  const expected = isSigns ? vector.map((value) => (value > 0 ? 1 : -1)) : vector;
  expect(cosine(read.vector, expected)).toBeCloseTo(1, 6);
});

it('packs the first sign into the highest bit', () => {
  const signs = Float32Array.of(1, -1, -1, -1, -1, -1, -1, 1, 1);
  expect(encodeEmbedding(signs, 'ubinary')).toEqual([0b1000_0001, 0b1000_0000]);
  expect(encodeEmbedding(signs, 'binary')).toEqual([1, 0]);
});

it('keeps the direction of a vector in int8', () => {
  const wire = encodeEmbedding(vector, 'int8') as number[];
  expect(Math.max(...wire.map(Math.abs))).toBe(127);
  expect(wire.every(Number.isInteger)).toBe(true);
  expect(cosine(Float32Array.from(wire), vector)).toBeGreaterThan(0.999);
  expect(encodeEmbedding(new Float32Array(3), 'int8')).toEqual([0, 0, 0]);
});
