import type { FieldType, Json, JsonObject } from '@nestvec/core';
import {
  fieldValue as anyValue,
  type FieldValue,
  fittingValue as anyFitting,
} from '@nestvec/core/store';

/** What the column of a declared field holds: null always means missing. */
export function fieldValue(metadata: JsonObject, name: string, type: FieldType): unknown {
  return toColumn(anyValue(metadata, name, type));
}

/** The same for metadata that was written before the field was declared; what does not fit counts as missing. */
export function fittingValue(metadata: JsonObject, name: string, type: FieldType): unknown {
  return toColumn(anyFitting(metadata, name, type));
}

function toColumn(value: FieldValue | undefined): unknown {
  if (value === undefined) return null;
  return typeof value === 'object' ? value.map(plain) : plain(value);
}

/** Minus zero as zero, which older versions distinguish, and booleans as the 1 and 0 of their column. */
function plain(value: Json): Json {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === 0 ? 0 : value;
}
