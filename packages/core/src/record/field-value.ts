import { checkFields } from '../filter/check-fields.ts';
import { parseDatetime } from '../filter/datetime.ts';
import type { Json, JsonObject } from '../json.ts';
import type { FieldType } from '../spec/spec.ts';

/** What a database keeps of a declared field, to filter by. */
export type FieldValue = string | number | boolean | readonly Json[];

/**
 * The value of a declared field as filters see it; `undefined` where it has none, so that an absent value always means missing.
 * Elements that are null are left out, an array of nothing counts as missing, and datetimes are epoch milliseconds.
 */
export function fieldValue(
  metadata: JsonObject,
  name: string,
  type: FieldType,
): FieldValue | undefined {
  const value: Json | undefined = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value)) {
    const elements = value.filter((element: Json) => element !== null);
    return elements.length === 0 ? undefined : elements;
  }
  if (type === 'datetime') return typeof value === 'string' ? parseDatetime(value) : undefined;
  return typeof value === 'object' ? undefined : value;
}

/**
 * The same for metadata that was written before the field was declared, which may hold anything; what does not fit counts as missing.
 * Throws nothing.
 */
export function fittingValue(
  metadata: JsonObject,
  name: string,
  type: FieldType,
): FieldValue | undefined {
  try {
    checkFields(metadata, { [name]: type }, 'metadata');
  } catch {
    return undefined;
  }
  return fieldValue(metadata, name, type);
}
