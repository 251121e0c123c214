import assert from 'node:assert/strict';
import type { VectorRecord } from '@nestvec/core';

/** A value that must be there. */
export function defined<Value>(value: Value | undefined, what = 'a value'): Value {
  assert.ok(value !== undefined, `${what} is missing`);
  return value;
}

/** A named vector that a record must have. */
export function vectorOf(record: VectorRecord | undefined, name: string): Float32Array {
  return defined(record?.vectors[name], `vectors.${name} of ${record?.id ?? 'a record'}`);
}
