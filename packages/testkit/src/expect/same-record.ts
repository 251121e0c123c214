import assert from 'node:assert/strict';
import type { VectorRecord } from '@nestvec/core';
import { canonicalJson } from '@nestvec/core/kit';

/** Rounding of one component on its way through a database that normalises once more. */
const tolerance = 1e-6;

/** That two JSON values are deep-equal; a key whose value is undefined counts as absent. */
export function sameJson(actual: unknown, expected: unknown, what: string): void {
  assert.equal(canonicalJson(actual), canonicalJson(expected), what);
}

/** That a stored record is the expected one in every part. */
export function sameRecord(actual: VectorRecord | undefined, expected: VectorRecord): void {
  const what = `record ${JSON.stringify(expected.id)}`;
  assert.ok(actual !== undefined, `${what} is not stored`);
  const { vectors, ...rest } = actual;
  const { vectors: expectedVectors, ...expectedRest } = expected;
  sameJson(rest, expectedRest, what);
  sameVectors(vectors, expectedVectors, what);
}

/** That these are the same named vectors, number by number. */
export function sameVectors(
  actual: VectorRecord['vectors'] | undefined,
  expected: VectorRecord['vectors'],
  what: string,
): void {
  assert.deepEqual(
    Object.keys(actual ?? {}).sort(),
    Object.keys(expected).sort(),
    `${what} has other named vectors`,
  );
  for (const [name, numbers] of Object.entries(expected)) {
    const found: unknown = actual?.[name];
    assert.ok(found instanceof Float32Array, `${what}: vectors.${name} is not a Float32Array`);
    assert.equal(found.length, numbers.length, `${what}: length of vectors.${name}`);
    const off = numbers.findIndex(
      (value, i) => !(Math.abs((found[i] ?? Number.NaN) - value) <= tolerance),
    );
    assert.equal(
      off,
      -1,
      `${what}: vectors.${name}[${off}] is ${found[off]} and was ${numbers[off]}`,
    );
  }
}
