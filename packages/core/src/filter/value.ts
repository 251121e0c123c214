import { types } from 'node:util';
import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import type { FieldType } from '../spec/spec.ts';
import type { StoreCapabilities } from '../store/store.ts';
import { parseDatetime } from './datetime.ts';
import type { FilterValue } from './operators.ts';

/** A value of a field's element type; datetimes become epoch milliseconds. Throws `invalid-input`. */
export function parseValue(type: FieldType, value: unknown, path: string): FilterValue {
  const element = isArrayType(type) ? type.slice(0, -2) : type;
  if (element === 'datetime') {
    const time = timeOf(value);
    if (time === undefined) {
      throw invalid(
        path,
        `must be an RFC 3339 datetime such as "2026-01-31T12:00:00Z", a date such as "2026-01-31" or a valid Date, got ${describeValue(value)}`,
      );
    }
    return time;
  }
  if (typeof value === 'number' && element === 'number') {
    if (!Number.isFinite(value))
      throw invalid(path, `${value} can't be compared with; use a finite number`);
    return value === 0 ? 0 : value; // -0 equals 0
  }
  if (typeof value === 'string' && element === 'string') {
    if (!value.isWellFormed())
      throw invalid(path, 'holds half of a surrogate pair; use well-formed Unicode');
    return value;
  }
  if (typeof value === 'boolean' && element === 'boolean') return value;
  throw invalid(path, `must be a ${element}, got ${describeValue(value)}`);
}

function timeOf(value: unknown): number | undefined {
  if (typeof value === 'string') return parseDatetime(value);
  if (!types.isDate(value)) return undefined;
  const time = value.getTime();
  return Number.isNaN(time) ? undefined : time;
}

/** Whether a database that is so capable takes `$startsWith` of fields of a type. */
export function takesBeginning(
  startsWith: StoreCapabilities['startsWith'],
  type: FieldType,
): boolean {
  return startsWith === true || (startsWith === 'single' && !isArrayType(type));
}

/** Whether a field holds several values. */
export function isArrayType(type: FieldType): type is 'string[]' | 'number[]' {
  return type === 'string[]' || type === 'number[]';
}
