import type { FieldType, Json, JsonObject } from '@nestvec/core';
import { fieldValue as plainValue } from '@nestvec/core/store';

/**
 * What the column of a declared field holds: null always means missing. Minus zero becomes zero, which older versions tell
 * apart.
 */
export function fieldValue(metadata: JsonObject, name: string, type: FieldType): unknown {
  const value = plainValue(metadata, name, type);
  if (value === undefined) return null;
  return typeof value === 'object' ? value.map(plain) : plain(value);
}

/** Minus zero as zero, and booleans as the 1 and 0 of their column. */
function plain(value: Json): Json {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === 0 ? 0 : value;
}
