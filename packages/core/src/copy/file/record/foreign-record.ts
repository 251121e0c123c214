import { invalid } from '../../../errors.ts';
import { describeValue, isPlainObject } from '../../../json.ts';
import { checkRecord } from '../../../record/check-record.ts';
import type { VectorRecord } from '../../../record/record.ts';
import type { ResolvedSpec } from '../../../spec/spec.ts';
import { normalize } from '../../../vector.ts';
import type { FileAttachOptions } from './attach-file.ts';
import type { TenantRecord } from '../file-row.ts';
import { checkedTenant, floatsOf } from './own-record.ts';

/** The record of a row that another tool wrote. `place` is what errors call it. Throws `invalid-input`. */
export function foreignRecord(
  value: unknown,
  spec: ResolvedSpec,
  attach: FileAttachOptions,
  place: string,
): TenantRecord {
  if (!isPlainObject(value)) throw invalid(place, `must be an object, got ${describeValue(value)}`);
  const vectors: Record<string, Float32Array> = {};
  for (const name of Object.keys(spec.vectors)) {
    const column = columnOf(attach, name);
    const numbers = valueAt(value, column);
    if (numbers === undefined || numbers === null) continue;
    vectors[name] = vectorOf(numbers, attach, `${place}.${column}`);
  }
  if (Object.keys(vectors).length === 0) {
    const columns = Object.keys(spec.vectors).map((name) => columnOf(attach, name));
    throw invalid(
      place,
      `has nothing in ${columns.join(', ')}; the row has ${Object.keys(value).join(', ')}, so name the column of its vectors`,
    );
  }
  const text = (column: string | undefined): string | undefined =>
    column === undefined ? undefined : textOf(valueAt(value, column), `${place}.${column}`);
  const { idField = 'id', tenantField } = attach;
  const id = valueAt(value, idField);
  if (id === undefined || id === null)
    throw invalid(
      `${place}.${idField}`,
      `is not there; the row has ${Object.keys(value).join(', ')}, so name the column of its ids`,
    );
  const record = {
    id: text(idField),
    vectors,
    metadata: plain(metadataOf(value, attach), place),
    ...given({
      text: text(attach.textField),
      uri: text(attach.uriField),
      parentId: text(attach.parentIdField),
      source: text(attach.sourceField),
    }),
  } as VectorRecord; // checked on the next line
  checkRecord(record, spec, place);
  return { tenant: checkedTenant(text(tenantField), tenantField !== undefined, place), record };
}

/** The column that a vector is made of. */
export function columnOf({ names = {} }: Pick<FileAttachOptions, 'names'>, name: string): string {
  return Object.hasOwn(names, name) ? (names[name] ?? name) : name;
}

/** The columns that something else than metadata is made of. */
export function columnsBesideMetadata(attach: FileAttachOptions): readonly string[] {
  const { idField = 'id', textField, uriField, parentIdField, sourceField, tenantField } = attach;
  const named = [idField, textField, uriField, parentIdField, sourceField, tenantField];
  return [
    ...named.filter((column) => column !== undefined),
    ...Object.keys(attach.vectors).map((vector) => columnOf(attach, vector)),
  ];
}

type Row = Readonly<Record<string, unknown>>;

/** What a column or a path holds; `undefined` where there is no such. */
export function valueAt(row: Row, column: string): unknown {
  if (Object.hasOwn(row, column)) return row[column];
  let value: unknown = row;
  for (const key of column.split('.')) {
    if (!isPlainObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function vectorOf(
  numbers: unknown,
  { normalize: isAnyLength = false }: FileAttachOptions,
  path: string,
): Float32Array {
  const floats = floatsOf(numbers, path);
  let squares = 0;
  for (const float of floats) squares += float * float;
  // One of no length, or not finite, is refused by the record's own check.
  if (!(squares > 0 && squares < Number.POSITIVE_INFINITY)) return floats;
  if (isAnyLength) return normalize(floats);
  if (Math.abs(Math.sqrt(squares) - 1) <= 1e-3) return floats;
  throw invalid(
    path,
    `has length ${Math.sqrt(squares).toPrecision(4)} where 1 is expected; where its tool compares by cosine, set normalize`,
  );
}

/** Ids may be whole numbers. */
function textOf(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value)))
    return String(value);
  throw invalid(path, `must be a text or a whole number, got ${describeValue(value)}`);
}

function metadataOf(row: Row, attach: FileAttachOptions): Row {
  const { metadata = [] } = attach;
  const used = new Set(columnsBesideMetadata(attach));
  const found: [string, unknown][] = [];
  for (const column of metadata) {
    const folder = column === '*' ? '' : column.endsWith('.*') ? column.slice(0, -2) : undefined;
    if (folder === undefined) {
      const value = valueAt(row, column);
      const name = Object.hasOwn(row, column) ? column : (column.split('.').at(-1) ?? column);
      if (value !== undefined) found.push([name, value]);
      continue;
    }
    const inside = folder === '' ? row : valueAt(row, folder);
    if (!isPlainObject(inside)) continue;
    for (const [key, value] of Object.entries(inside)) {
      const path = folder === '' ? key : `${folder}.${key}`;
      if (!used.has(path)) found.push([key, value]);
    }
  }
  return Object.fromEntries(found);
}

/** What Parquet has and JSON does not, as JSON. Whole numbers that doubles don't hold are refused, as they are in JSONL. */
function plain(value: unknown, path: string): unknown {
  if (value === undefined) return null; // what hyparquet has for null within lists
  if (typeof value === 'bigint') {
    if (Number.isSafeInteger(Number(value))) return Number(value);
    throw invalid(path, `is ${value}, which JSON readers change; write it as a string`);
  }
  if (Array.isArray(value)) return value.map((one, i) => plain(one, `${path}[${i}]`));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, plain(one, `${path}.${key}`)]),
  );
}

function given(parts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const there = Object.entries(parts).filter(
    (part): part is [string, string] => part[1] !== undefined,
  );
  return Object.fromEntries(there);
}
