import type { FieldType, Json, JsonObject } from '@nestvec/core';
import {
  fieldValue as anyValue,
  type FieldValue,
  fittingValue as anyFitting,
} from '@nestvec/core/store';
import type { WireValue } from './api.ts';

/** What a declared field holds beside a vector; nothing where it has no value, so that `$exists` means what it says. */
export function fieldValue(
  metadata: JsonObject,
  name: string,
  type: FieldType,
): WireValue | undefined {
  return toWire(anyValue(metadata, name, type));
}

/** The same for metadata that was written before the field was declared; what does not fit counts as missing. */
export function fittingValue(
  metadata: JsonObject,
  name: string,
  type: FieldType,
): WireValue | undefined {
  return toWire(anyFitting(metadata, name, type));
}

/** Elements of number arrays are texts, since Pinecone takes lists of strings only. */
function toWire(value: FieldValue | undefined): WireValue | undefined {
  if (value === undefined || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return value === 0 ? 0 : value; // minus zero as zero
  return value.flatMap((element: Json): string[] => {
    if (typeof element === 'number') return [elementText(element)];
    return typeof element === 'string' ? [element] : [];
  });
}

/** A number as an element of a list: equal numbers give equal texts. */
export function elementText(value: number): string {
  return String(value === 0 ? 0 : value);
}
