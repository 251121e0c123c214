import type { DataType, Field } from 'apache-arrow';
import { isArrayType } from '@nestvec/core/store';
import type { Arrow } from './client.ts';
import { column as sqlColumn, type FieldSql } from './filter.ts';

/** Columns of any type that a field can have; numbers are compared as doubles, as JSON has them. */
export function attachedFields(
  columns: ReadonlyMap<string, Field<DataType>>,
  { DataType }: Arrow,
): FieldSql {
  const typeOf = (field: string): DataType | undefined => columns.get(field)?.type;
  return {
    value({ field, type }) {
      const name = sqlColumn(field);
      return type === 'number' && !DataType.isFloat(typeOf(field))
        ? `CAST(${name} AS DOUBLE)`
        : name;
    },
    present({ field, type }) {
      const name = sqlColumn(field);
      const there = `${name} IS NOT NULL`;
      if (isArrayType(type)) return `${there} AND coalesce(array_length(${name}), 0) > 0`; // an empty list counts as missing
      return DataType.isFloat(typeOf(field)) ? `${there} AND NOT isnan(${name})` : there;
    },
    boolean: String,
  };
}
