import { invalid } from '../errors.ts';
import { describeValue, type Json, type JsonObject } from '../json.ts';
import type { FieldType } from '../spec/spec.ts';
import { parseDatetime } from './datetime.ts';

/**
 * Checks that metadata holds its declared fields in their declared types, so that filters see what was meant.
 * Null, and null within an array, is allowed and counts as missing. Throws `invalid-input` naming the field.
 */
export function checkFields(
  metadata: JsonObject,
  fields: Readonly<Record<string, FieldType>>,
  path: string,
): void {
  for (const [field, type] of Object.entries(fields)) {
    const value = Object.hasOwn(metadata, field) ? metadata[field] : undefined;
    if (value === undefined || value === null || holdsType(value, type)) continue;
    throw invalid(
      `${path}.${field}`,
      `is declared as ${type}, got ${describeValue(value)}${hint(type)}`,
    );
  }
}

function holdsType(value: Json, type: FieldType): boolean {
  switch (type) {
    case 'datetime':
      return typeof value === 'string' && parseDatetime(value) !== undefined;
    case 'string[]':
      return (
        Array.isArray(value) &&
        value.every((entry: Json) => entry === null || typeof entry === 'string')
      );
    case 'number[]':
      return (
        Array.isArray(value) &&
        value.every((entry: Json) => entry === null || typeof entry === 'number')
      );
    default:
      return typeof value === type;
  }
}

function hint(type: FieldType): string {
  return type === 'datetime' ? '; use RFC 3339 such as "2026-01-31T12:00:00Z" or "2026-01-31"' : '';
}
