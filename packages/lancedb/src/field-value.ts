import { type FieldType, type Json, type JsonObject, parseDatetime } from '@nestvec/core';

/**
 * What the column of a declared field holds: elements that are null are left out and an array of nothing is null, so that
 * null in a column always means missing. Minus zero becomes zero, which older versions tell apart.
 */
export function fieldValue(metadata: JsonObject, name: string, type: FieldType): unknown {
  const value: Json | undefined = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) {
    const elements = value.filter((element: Json) => element !== null).map(plain);
    return elements.length === 0 ? null : elements;
  }
  if (type === 'datetime') return typeof value === 'string' ? (parseDatetime(value) ?? null) : null;
  return plain(value);
}

/** Minus zero as zero, and booleans as the 1 and 0 of their column. */
function plain(value: Json): Json {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === 0 ? 0 : value;
}
