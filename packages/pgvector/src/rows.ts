import type { VectorRecord } from '@nestvec/core';
import type { Column } from './layout.ts';
import { join, raw, sql, type Sql } from './sql.ts';
import { field } from './wire.ts';

/** A record on its way into a table. */
export interface WrittenRow {
  readonly id: string;
  /** In the order of the columns; `undefined` is null. */
  readonly values: readonly (Buffer | undefined)[];
  readonly bytes: number;
}

/** Records in the binary form of their columns, one at a time. */
export function* encodeRows(
  records: readonly VectorRecord[],
  columns: readonly Column[],
): Generator<WrittenRow, void, undefined> {
  for (const record of records) {
    const values = columns.map(({ encode }) => encode(record));
    const bytes = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), 2);
    yield { id: record.id, values, bytes };
  }
}

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');

/** Rows as `COPY … (FORMAT binary)` takes them. */
export function copyBytes(rows: readonly WrittenRow[], columns: number): Buffer {
  const count = Buffer.alloc(2);
  count.writeInt16BE(columns);
  return Buffer.concat([
    signature,
    Buffer.alloc(8), // no flags, no extension
    ...rows.flatMap(({ values }) => [count, ...values.map(field)]),
    Buffer.from([255, 255]),
  ]);
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
