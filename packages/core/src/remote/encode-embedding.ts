import type { Encoding } from './decode-embedding.ts';

/** How an embedding can be written down: as Jina's API does, or as whole numbers of one byte. */
export type WireEncoding = Encoding | 'int8';

/** Every encoding, the usual one first. */
export const wireEncodings = ['float', 'base64', 'int8', 'binary', 'ubinary'] as const;

/**
 * An embedding as it is written down. `float` and `base64` (float32, little-endian) are the vector to the bit. `ubinary` packs signs
 * eight to a byte, the first in the highest bit, and `binary` is the same minus 128, as `decodeEmbedding` reads them. `int8` is the
 * vector stretched until its largest number is 127, then rounded: its direction stays, its length does not.
 */
export function encodeEmbedding(vector: Float32Array, encoding: WireEncoding): number[] | string {
  switch (encoding) {
    case 'float':
      return Array.from(vector);
    case 'base64':
      return toBase64(vector);
    case 'int8':
      return toBytes(vector);
    case 'binary':
      return toSigns(vector, 128);
    case 'ubinary':
      return toSigns(vector, 0);
  }
}

function toBase64(vector: Float32Array): string {
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  for (let i = 0; i < vector.length; i++) bytes.writeFloatLE(vector[i] ?? 0, i * 4);
  return bytes.toString('base64');
}

function toBytes(vector: Float32Array): number[] {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i] ?? 0));
  const scale = largest === 0 ? 0 : 127 / largest;
  // Without the zero that has a sign, which JSON does not keep.
  return Array.from(vector, (value) => Math.round(value * scale) + 0);
}

/** The bits that a last byte lacks are 0. */
function toSigns(vector: Float32Array, offset: number): number[] {
  const bytes = Array.from({ length: Math.ceil(vector.length / 8) }, () => 0);
  for (let i = 0; i < vector.length; i++) {
    if ((vector[i] ?? 0) > 0) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (0x80 >> (i & 7));
  }
  return bytes.map((byte) => byte - offset);
}
