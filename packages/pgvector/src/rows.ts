import type { VectorRecord } from '@nestvec/core';
import type { Column } from './layout.ts';
import { join, raw, sql, type Sql } from './sql.ts';

/** A record on its way into a table. */
export interface WrittenRow {
  readonly id: string;
  /** In the order of the columns; `undefined` is null. */
  readonly values: RowValues;
  readonly bytes: number;
}

type RowValues = readonly (Buffer | undefined)[];

/** Records in the binary form of their columns, one at a time. */
export function* encodeRows(
  records: readonly VectorRecord[],
  columns: readonly Column[],
): Generator<WrittenRow, void, undefined> {
  for (const record of records) {
    const values = columns.map(({ encode }) => encode(record));
    yield { id: record.id, values, bytes: bytesOf(values) };
  }
}

/** Of a row in the binary form: the number of its values, and each one with its length. */
function bytesOf(values: RowValues): number {
  return values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), 2);
}

const start = Buffer.concat([
  Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'),
  Buffer.alloc(8), // no flags, no extension
]);

/** Rows as `COPY … (FORMAT binary)` takes them. */
export function copyBytes(
  rows: readonly { readonly values: RowValues }[],
  columns: number,
): Buffer {
  const size = rows.reduce((sum, { values }) => sum + bytesOf(values), start.length + 2);
  const all = Buffer.allocUnsafe(size);
  let at = start.copy(all);
  for (const { values } of rows) {
    at = all.writeInt16BE(columns, at);
    for (const value of values) {
      at = all.writeInt32BE(value?.length ?? -1, at);
      if (value !== undefined) at += value.copy(all, at);
    }
  }
  all.writeInt16BE(-1, at);
  return all;
}

/** Rows as a list of values. */
export function rowValues(rows: readonly WrittenRow[], columns: readonly Column[]): Sql {
  const types = columns.map(({ wire }) => raw(`::${wire}`));
  const tuples = rows.map(({ values }) => {
    const parts = values.map((value, i) => sql`${value ?? null}${types[i] ?? raw('')}`);
    return sql`(${join(parts, ', ')})`;
  });
  return sql`VALUES ${join(tuples, ', ')}`;
}
