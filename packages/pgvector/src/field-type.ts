import type { FieldType } from '@nestvec/core';
import type { FieldValue } from '@nestvec/core/store';
import { arrayOf, boolean, float8, text, timestamptz, type WireType } from './wire.ts';

/** How a declared field lies in its column. */
export interface ColumnType {
  /** What its column is declared as. */
  readonly declared: string;
  /** The type as PostgreSQL prints it. */
  readonly printed: string;
  /** A value of the field. */
  readonly value: WireType<never>;
  /** What it is compared to: of arrays an element. */
  readonly element: WireType<never>;
}

/** Texts are compared byte by byte, whatever the database's language. */
const plainText = 'text COLLATE "C"';

/** By the type of the field; numbers and times have what JSON has, and texts no language. */
export const columnTypes: Readonly<Record<FieldType, ColumnType>> = {
  string: { declared: plainText, printed: 'text', value: text, element: text },
  number: single('double precision', float8),
  boolean: single('boolean', boolean),
  datetime: single('timestamp with time zone', timestamptz),
  'string[]': list('text[] COLLATE "C"', 'text[]', text),
  'number[]': list('double precision[]', 'double precision[]', float8),
};

/** A value of a field in its column's binary form; `fieldValue` of the kit has seen to its type. */
export function encodeField(type: FieldType, value: FieldValue): Buffer {
  return columnTypes[type].value.encode(value as never); // of the field's type
}

function single<Value>(printed: string, type: WireType<Value>): ColumnType {
  return { declared: printed, printed, value: type, element: type };
}

function list<Value>(declared: string, printed: string, element: WireType<Value>): ColumnType {
  return { declared, printed, value: arrayOf(element), element };
}
