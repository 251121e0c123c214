import type { FieldType } from '@nestvec/core';
import { sql, type Sql } from './sql.ts';

/** A number or a datetime as text. A number by its bytes: how many digits are shown is a setting of the database. */
export function shownValue(type: FieldType, value: Sql): Sql {
  return type === 'number'
    ? sql`encode(float8send(${value}), 'hex')`
    : sql`(extract(epoch FROM ${value}) * 1000)::text`;
}

/** Reads it back: a number, or a datetime's epoch milliseconds; NaN where there is none. */
export function readShown(type: FieldType, shown: string | null | undefined): number {
  if (shown === null || shown === undefined) return Number.NaN;
  return type === 'number' ? Buffer.from(shown, 'hex').readDoubleBE() : Math.round(Number(shown));
}
