import type { FieldType, Json, JsonObject } from '@nestvec/core';
import { parseDatetime } from '@nestvec/core/store';
import type { WireValue } from './api.ts';

/**
 * What a declared field holds beside a vector; nothing where it has no value, so that `$exists` means what it says. Datetimes are
 * epoch milliseconds, and elements of number arrays are texts, since Pinecone takes lists of strings only.
 */
export function fieldValue(
  metadata: JsonObject,
  name: string,
  type: FieldType,
): WireValue | undefined {
  const value: Json | undefined = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) {
    const elements = value.flatMap((element: Json): string[] => {
      if (typeof element === 'string') return [element];
      return typeof element === 'number' ? [elementText(element)] : [];
    });
    return elements.length === 0 ? undefined : elements;
  }
  if (type === 'datetime') return typeof value === 'string' ? parseDatetime(value) : undefined;
  if (value === 0) return 0; // minus zero as zero
  return typeof value === 'object' ? undefined : value;
}

/** A number as an element of a list: equal numbers give equal texts. */
export function elementText(value: number): string {
  return String(value === 0 ? 0 : value);
}
