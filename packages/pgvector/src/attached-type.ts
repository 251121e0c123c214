import type { FieldType, Json } from '@nestvec/core';
import { parseDatetime } from '@nestvec/core/kit';
import { sql, type Sql } from './sql.ts';
import type { LiveColumn } from './table-info.ts';

/** What JSON a column of someone else's table holds. */
export interface AttachedType {
  /** The type of field that it can be declared as; `undefined` where filters know no such type. */
  readonly field: FieldType | undefined;
  /** The column in the type of the field, where it has one. */
  readonly value: (column: Sql) => Sql;
  /** Whether JSON can be written to it. */
  readonly fits: (value: Json) => boolean;
}

const texts = /^(text|uuid|name|citext|character varying|character)(\(\d+\))?$/;
const numbers = /^(smallint|integer|bigint|real|double precision|numeric)(\([\d,]+\))?$/;
const whole = /^(smallint|integer|bigint)$/;

const isText = (value: Json): boolean => typeof value === 'string';
const isTime = (value: Json): boolean =>
  typeof value === 'string' && parseDatetime(value) !== undefined;

/** What a column holds; `undefined` for bytes, vectors and other types that JSON has no words for. */
export function attachedType({
  type,
  kind,
}: Pick<LiveColumn, 'type' | 'kind'>): AttachedType | undefined {
  if (texts.test(type) || kind === 'e')
    return { field: 'string', value: (column) => sql`${column}::text`, fits: isText };
  if (numbers.test(type))
    return {
      field: 'number',
      value: (column) => sql`${column}::float8`,
      fits: (value) => (whole.test(type) ? Number.isSafeInteger(value) : typeof value === 'number'),
    };
  if (type === 'boolean')
    return {
      field: 'boolean',
      value: (column) => column,
      fits: (value) => typeof value === 'boolean',
    };
  if (type === 'timestamp with time zone')
    return { field: 'datetime', value: (column) => column, fits: isTime };
  // Without a zone they are taken for UTC.
  if (type === 'timestamp without time zone' || type === 'date')
    return {
      field: 'datetime',
      value: (column) => sql`(${column}::timestamp AT TIME ZONE 'UTC')`,
      fits: isTime,
    };
  if (type === 'json' || type === 'jsonb')
    return { field: undefined, value: (column) => column, fits: () => true };
  if (!type.endsWith('[]')) return undefined;
  const inner = attachedType({ type: type.slice(0, -2), kind: 'b' });
  if (inner?.field !== 'string' && inner?.field !== 'number') return undefined;
  const { fits, field } = inner;
  return {
    field: `${field}[]`,
    value: (column) => (field === 'string' ? sql`${column}::text[]` : sql`${column}::float8[]`),
    fits: (value) => Array.isArray(value) && value.every((one: Json) => one === null || fits(one)),
  };
}

/** JSON as the text that PostgreSQL reads as a column's type. */
export function shownAs(value: Json, type: string): string {
  if (type === 'json' || type === 'jsonb') return JSON.stringify(value);
  if (!Array.isArray(value)) return plain(value);
  const elements = value.map((one: Json) =>
    one === null ? 'NULL' : `"${plain(one).replaceAll(/[\\"]/g, String.raw`\$&`)}"`,
  );
  return `{${elements.join(',')}}`;
}

/** A value of one element; `fits` has seen to that. */
function plain(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
