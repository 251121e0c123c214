import { randomUUID } from 'node:crypto';
import { isNestvecError } from '@nestvec/core';
import { batches, forEachInWindow } from '@nestvec/core/kit';
import { addUnconfirmed, type RecordWriter } from '@nestvec/core/store';
import type { Connection } from './database/database.ts';
import type { Column, Layout } from './layout.ts';
import { copyBytes, encodeRows, rowValues, type WrittenRow } from './rows.ts';
import type { Scope } from './scope.ts';
import { join, name, raw, sql, type Sql } from './sql.ts';

/** From so many records on, a temporary table that is filled by COPY takes less time than a statement with all their values. */
const copyFrom = 40;

/** Fewer in a transaction would spend more on it than other connections save. */
const leastShare = 250;

/** Writes records in transactions of bounded size, some at once; each is stored whole or not at all. */
export async function rowWriter(scope: Scope): Promise<RecordWriter> {
  const { layout, operation, session } = scope;
  const { batchBytes: bytes, batchRecords: items } = session.options;
  // A transaction that the call is a part of has one connection.
  const width = scope.held === undefined ? session.writesAtOnce : 1;
  const sizeOf = ({ bytes: own }: WrittenRow) => ({ tokens: 0, bytes: own });
  const merge = operation === 'update' ? replace : upsert;
  return await Promise.resolve({
    check: layout.check,
    async write(records) {
      const share = Math.max(leastShare, Math.ceil(records.length / width));
      const bounds = { items: Math.min(items, share), bytes, tokens: Number.POSITIVE_INFINITY };
      const unconfirmed = new Set(records.map(({ id }) => id));
      const rows = encodeRows(records, layout.columns);
      try {
        await forEachInWindow(batches(rows, sizeOf, bounds), width, async (batch) => {
          const ids = batch.map(({ id }) => id);
          const isBulk = batch.length >= copyFrom;
          await session.run(
            scope,
            async (connection) => {
              if (isBulk) await copyAndMerge(connection, layout, batch, merge);
              else
                await connection.query(merge(layout, sql`(${rowValues(batch, layout.columns)})`));
            },
            { transaction: isBulk, ids },
          );
          for (const id of ids) unconfirmed.delete(id);
        });
      } catch (error) {
        if (isNestvecError(error, 'store'))
          for (const id of error.details.unconfirmedIds) unconfirmed.delete(id);
        throw addUnconfirmed(error, [...unconfirmed]);
      }
    },
  });
}

async function copyAndMerge(
  { query, copy }: Connection,
  layout: Layout,
  batch: readonly WrittenRow[],
  merge: typeof upsert,
): Promise<void> {
  const { columns } = layout;
  const staging = name(`nestvec_${randomUUID()}`);
  const declared = columns.map(({ name: of, wire }) => sql`${name(of)} ${raw(wire)}`);
  await query(sql`CREATE TEMPORARY TABLE ${staging} (${join(declared, ', ')}) ON COMMIT DROP`);
  await copy(sql`COPY ${staging}`, copyBytes(batch, columns.length));
  await query(merge(layout, sql`(TABLE ${staging})`));
  await query(sql`DROP TABLE ${staging}`); // a transaction of the user's may go on
}

/** In the order of the ids, so that two writers of the same ones wait for each other and never in a circle. */
function upsert({ table, columns, key }: Layout, rows: Sql): Sql {
  const names = listOf(columns);
  const changed = columns.filter(({ name: of }) => !key.includes(of));
  const set = changed.map(({ name: of }) => sql`${name(of)} = excluded.${name(of)}`);
  return sql`INSERT INTO ${table} AS _nestvec_row (${names})
    SELECT ${join(columns.map(valueOf), ', ')} FROM ${rows} AS _nestvec_given (${names}) ORDER BY ${listOf(key.map((of) => ({ name: of })))}
    ON CONFLICT (${join(key.map(name), ', ')}) DO UPDATE SET ${join(set, ', ')}`;
}

/** Without an insert: a record that another process has removed meanwhile stays removed. */
function replace({ table, columns, key }: Layout, rows: Sql): Sql {
  const changed = columns.filter(({ name: of }) => !key.includes(of));
  const set = changed.map((column) => sql`${name(column.name)} = ${valueOf(column)}`);
  const same = columns
    .filter(({ name: of }) => key.includes(of))
    .map((column) => sql`_nestvec_row.${name(column.name)} = ${valueOf(column)}`);
  return sql`UPDATE ${table} AS _nestvec_row SET ${join(set, ', ')}
    FROM ${rows} AS _nestvec_given (${listOf(columns)}) WHERE ${join(same, ' AND ')}`;
}

/** What is given, in the column's own type. */
function valueOf({ name: of, cast, fallback }: Column): Sql {
  const given = sql`_nestvec_given.${name(of)}`;
  const value = cast === undefined ? given : sql`${given}::${raw(cast)}`;
  return fallback === undefined ? value : sql`coalesce(${value}, ${raw(fallback)})`;
}

function listOf(columns: readonly { readonly name: string }[]): Sql {
  return join(
    columns.map(({ name: of }) => name(of)),
    ', ',
  );
}
