import type { FieldType, Json } from '@nestvec/core';
import { describeValue, lostDigits, parseDatetime, parseJson } from '@nestvec/core/kit';

/** What stands between a number's whole part and its fraction. */
export type DecimalMark = '.' | ',';

/** A cell as the type that its field is declared by. Throws an error that says what is wrong; the field is named elsewhere. */
export function cellValue(cell: string, type: FieldType, decimal: DecimalMark): Json {
  switch (type) {
    case 'number':
      return numberOf(cell, decimal);
    case 'boolean':
      return booleanOf(cell);
    case 'datetime':
      return datetimeOf(cell);
    case 'string':
      return cell;
    default:
      return listOf(cell, type);
  }
}

function numberOf(cell: string, decimal: DecimalMark): number {
  const text = cell.trim();
  const isNumber =
    decimal === ','
      ? /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?$/
      : /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
  const value = isNumber.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
  if (!Number.isFinite(value)) {
    const advice =
      decimal === '.' && /^[+-]?[\d.]*,\d+$/.test(text)
        ? '; if its decimal mark is a comma, say so (decimal)'
        : '; write it with digits and a decimal mark alone';
    throw new Error(`is declared as number, got ${describeValue(cell)}${advice}`);
  }
  const lost = lostDigits(text.replace(',', '.'));
  if (lost !== undefined)
    throw new Error(
      `is declared as number, and ${text.slice(0, 60)} ${lost}, where numbers lose digits; declare the field as string`,
    );
  return value;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

function booleanOf(cell: string): boolean {
  const value = booleans.get(cell.trim().toLowerCase());
  if (value !== undefined) return value;
  const words = [...booleans.keys()].join(', ');
  throw new Error(`is declared as boolean, got ${describeValue(cell)}; use one of ${words}`);
}

/** A date is its midnight, and a time without a zone is one in UTC. */
function datetimeOf(cell: string): string {
  const [, date, time = 'T00:00:00', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:([Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)([Zz]|[+-]\d{2}:?\d{2})?)?$/.exec(
      cell.trim(),
    ) ?? [];
  const seconds = /^.\d{2}:\d{2}$/.test(time) ? ':00' : '';
  const offset = zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const text = `${date}T${time.slice(1)}${seconds}${offset}`;
  if (date !== undefined && parseDatetime(text) !== undefined) return text;
  throw new Error(
    `is declared as datetime, got ${describeValue(cell)}; use "2026-01-31" or RFC 3339 such as "2026-01-31T12:00:00Z"`,
  );
}

function listOf(cell: string, type: FieldType): Json {
  try {
    const value = parseJson(cell);
    // What was parsed from JSON is JSON.
    if (Array.isArray(value)) return value as readonly Json[];
  } catch {
    // refused below
  }
  throw new Error(
    `is declared as ${type}, got ${describeValue(cell)}; write a list as JSON, such as ["red", "blue"]`,
  );
}
