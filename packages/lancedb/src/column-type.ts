import type { FieldType, Json } from '@nestvec/core';
import { parseDatetime } from '@nestvec/core/kit';
import type { DataType } from 'apache-arrow';
import type { Arrow } from './client.ts';

/** What JSON a column of someone else's table holds. */
export interface ColumnType {
  /** The type of field that it can be declared as; `undefined` where filters know no such type. */
  readonly field: FieldType | undefined;
  /** A value as JSON; `undefined` for null and for what JSON has no word for. */
  readonly toJson: (value: unknown) => Json | undefined;
  /** The value to write for JSON, `undefined` for JSON of another type; absent for a column that is only read here. */
  readonly fromJson?: (value: Json) => unknown;
}

/** What a column holds; `undefined` for bytes, vectors and other types that JSON has no words for. */
export function columnType(type: DataType, arrow: Arrow): ColumnType | undefined {
  const { DataType } = arrow;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type))
    return {
      field: 'string',
      toJson: (value) => (typeof value === 'string' ? value : undefined),
      fromJson: (value) => (typeof value === 'string' ? value : undefined),
    };
  if (DataType.isDictionary(type)) {
    const inner = columnType(type.dictionary as DataType, arrow); // of whatever its values are
    return inner?.field === 'string' ? { field: 'string', toJson: inner.toJson } : undefined;
  }
  if (DataType.isBool(type))
    return {
      field: 'boolean',
      toJson: (value) => (typeof value === 'boolean' ? value : undefined),
      fromJson: (value) => (typeof value === 'boolean' ? value : undefined),
    };
  if (DataType.isInt(type)) {
    const { bitWidth, isSigned } = type;
    const most = 2 ** (isSigned ? bitWidth - 1 : bitWidth);
    const fits = (value: Json): value is number =>
      Number.isSafeInteger(value) &&
      Number(value) < most &&
      Number(value) >= (isSigned ? -most : 0);
    return {
      field: 'number',
      toJson: finite,
      fromJson: (value) => (!fits(value) ? undefined : bitWidth === 64 ? BigInt(value) : value),
    };
  }
  if (DataType.isFloat(type))
    return {
      field: 'number',
      toJson: finite,
      fromJson: (value) => (typeof value === 'number' ? value : undefined),
    };
  if (DataType.isTimestamp(type) || DataType.isDate(type))
    return {
      field: 'datetime',
      toJson: isoTime,
      // Arrow takes milliseconds, and makes other units of them in ways that differ by its version.
      ...(DataType.isTimestamp(type) && type.unit === arrow.TimeUnit.MILLISECOND
        ? { fromJson: (value) => (typeof value === 'string' ? parseDatetime(value) : undefined) }
        : {}),
    };
  if (DataType.isList(type)) return listType(type.valueType as DataType, arrow); // of whatever its elements are
  return DataType.isStruct(type) ? structType(type.children, arrow) : undefined;
}

function listType(element: DataType, arrow: Arrow): ColumnType | undefined {
  const inner = columnType(element, arrow);
  if (inner === undefined) return undefined;
  const { field, toJson, fromJson } = inner;
  return {
    field: field === 'string' ? 'string[]' : field === 'number' ? 'number[]' : undefined,
    toJson: (value) => Array.from(value as Iterable<unknown>, (one) => toJson(one) ?? null), // an Arrow vector
    ...(fromJson === undefined
      ? {}
      : {
          fromJson(value) {
            if (!Array.isArray(value)) return undefined;
            const values = value.map((one: Json) => (one === null ? null : fromJson(one)));
            return values.includes(undefined) ? undefined : values;
          },
        }),
  };
}

function structType(
  fields: readonly { readonly name: string; readonly type: DataType }[],
  arrow: Arrow,
): ColumnType {
  const parts = fields.flatMap(({ name, type }) => {
    const inner = columnType(type, arrow);
    return inner === undefined ? [] : [{ name, toJson: inner.toJson }];
  });
  return {
    field: undefined,
    toJson(value) {
      const row = value as Readonly<Record<string, unknown>>; // an Arrow row
      const entries = parts.flatMap(({ name, toJson }) => {
        const part = row[name];
        const json = part === null || part === undefined ? undefined : toJson(part);
        return json === undefined ? [] : [[name, json] as const];
      });
      return entries.length === 0 ? undefined : Object.fromEntries(entries); // a null is read so by LanceDB 0.31
    },
  };
}

function finite(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function isoTime(value: unknown): string | undefined {
  const time = new Date(Number(value));
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
