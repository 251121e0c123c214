import { createHash } from 'node:crypto';
import { normalize } from '../../vector.ts';

/** The embedding that the fakes have for a content: any unit vector, but always the same one. */
export function fakeVector(content: string, task: string, dimensions: number): Float32Array {
  const seed = createHash('sha256').update(`${task}\n${content}`).digest();
  let state = seed.readUInt32LE(0) | 1;
  const vector = Float32Array.from({ length: dimensions }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  });
  return normalize(vector);
}

/** An embedding as the API writes it down. */
export function encodeVector(vector: Float32Array, encoding: string): string | readonly number[] {
  if (encoding === 'float') return [...vector];
  if (encoding === 'base64') {
    const bytes = Buffer.alloc(vector.length * 4);
    for (const [i, value] of vector.entries()) bytes.writeFloatLE(value, i * 4);
    return bytes.toString('base64');
  }
  const bytes = Array.from({ length: Math.ceil(vector.length / 8) }, () => 0);
  for (const [i, value] of vector.entries()) {
    if (value > 0) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (128 >> (i & 7));
  }
  return encoding === 'ubinary' ? bytes : bytes.map((byte) => byte - 128);
}
