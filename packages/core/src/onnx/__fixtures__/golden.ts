import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';

const golden = new URL('../../../golden/__fixtures__/', import.meta.url);

/** A golden file of golden/make-golden.py. */
export function readGolden<Output>(name: string, schema: z.ZodType<Output>): Output {
  return schema.parse(JSON.parse(readFileSync(new URL(name, golden), 'utf8')));
}

/** Path of a file in the golden folder. */
export function goldenPath(name: string): string {
  return fileURLToPath(new URL(name, golden));
}

/** Directories of the two models that the golden files are about. */
export const modelDirectories: Readonly<Record<'tiny' | 'mini-clip', string>> = {
  tiny: goldenPath('tiny'),
  'mini-clip': fileURLToPath(new URL('model', import.meta.resolve('@nestvec/mini-clip/package.json'))),
};

/** Numbers that were written as base64 of little-endian float32. */
export function decodeFloats(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return new Float32Array(bytes.buffer);
}

/** Largest difference of two vectors in one place; NaN where either holds NaN or their lengths differ. */
export function largestDifference(found: Float32Array, expected: Float32Array): number {
  if (found.length !== expected.length) return Number.NaN;
  return found.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? Number.NaN))), 0);
}
