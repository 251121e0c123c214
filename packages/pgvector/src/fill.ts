import { type FieldType, type JsonObject, truncate } from '@nestvec/core';
import { fittingValue, reservedNames, type ResolvedSpec } from '@nestvec/core/store';
import type { Connection, Row } from './database/database.ts';
import { columnTypes, encodeField } from './field-type.ts';
import type { Column } from './layout.ts';
import { unmaskMetadata } from './mask.ts';
import { copyBytes } from './rows.ts';
import { keyColumns, vectorColumn } from './schema.ts';
import type { Asking, Session } from './session.ts';
import { allOf, join, name, raw, sql, type Sql } from './sql.ts';
import { arrayOf, readVector, text, vector } from './wire.ts';

/** Pages begin small, so that progress shows soon, and double. */
const firstRows = 500;
const mostBytes = 32 * 2 ** 20;
const mostRows = 10_000;

/** What is filled, and what for. */
export interface Filling {
  readonly session: Session;
  readonly asking: Asking;
  readonly spec: ResolvedSpec;
}

/**
 * Computes a smaller vector from a stored larger one, page by page. Only rows that lack it are read and written, so that it can be
 * interrupted at any moment and go on later.
 */
export async function backfillVector(
  filling: Filling,
  { name: of, from }: { readonly name: string; readonly from: string },
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { asking, session, spec } = filling;
  const { dimensions = 0 } = spec.vectors[of] ?? {};
  const [target, source] = [name(vectorColumn(of)), name(vectorColumn(from))];
  const lacking = sql`${target} IS NULL AND ${source} IS NOT NULL`;
  const counted = sql`SELECT count(*) AS count FROM ${session.table} WHERE ${lacking}`;
  const [first] = await session.run(asking, async ({ query }) => query(counted));
  const total = Number(first?.['count']);
  const bytesPerRow = 4 * (spec.vectors[from]?.dimensions ?? 1);
  const most = Math.min(mostRows, Math.max(firstRows, Math.floor(mostBytes / bytesPerRow)));
  let done = 0;
  await fill(filling, {
    column: vectorColumn(of),
    wire: 'vector',
    read: sql`vector_send(${source}::vector) AS _given`,
    where: lacking,
    most,
    value: (given) => vector.encode(truncate(readVector(given), dimensions)),
    onPage(rows) {
      done += rows;
      onProgress(Math.min(done, total), total);
    },
  });
}

/** Fills the column of a newly declared field from the metadata that is stored already. */
export async function fillField(filling: Filling, of: string, type: FieldType): Promise<void> {
  const encode = (metadata: JsonObject): Buffer | undefined => {
    const value = fittingValue(metadata, of, type);
    return value === undefined ? undefined : encodeField(type, value);
  };
  await fill(filling, {
    column: of,
    wire: columnTypes[type].value.name,
    read: sql`${name(reservedNames.metadata)} AS _given`,
    where: raw('true'),
    most: mostRows,
    value: (given) => encode(unmaskMetadata(given)),
    onPage() {},
  });
}

/** One column that is computed from what a row has. */
interface Fill {
  readonly column: string;
  readonly wire: string;
  /** What is read of a row, as `_given`. */
  readonly read: Sql;
  readonly where: Sql;
  readonly most: number;
  readonly value: (given: string) => Buffer | undefined;
  readonly onPage: (rows: number) => void;
}

async function fill({ session, asking, spec }: Filling, task: Fill): Promise<void> {
  const key = keyColumns(spec);
  const keys = join(key.map(name), ', ');
  // Ids are read as they are kept, so they are masked already.
  const texts = arrayOf({ ...text, encode: (shown: string) => Buffer.from(shown) });
  let after: Sql | undefined;
  for (let size = firstRows; ; size = Math.min(task.most, size * 2)) {
    const page = await session.run(asking, async ({ query }) =>
      query(sql`SELECT ${keys} FROM ${session.table}
        WHERE ${allOf(task.where, after)} ORDER BY ${keys} LIMIT ${size}::int8`),
    );
    const last = page.at(-1);
    if (last === undefined) return;
    const place = join(
      key.map((of) => sql`${Buffer.from(String(last[of]))}::text`),
      ', ',
    );
    after = sql`(${keys}) > (${place})`;
    const values = key.map(
      (of) => sql`${texts.encode(page.map((row) => String(row[of])))}::text[]`,
    );
    // What a row has by now, and until it is filled: another process may write it, or remove it.
    const held = sql`SELECT ${keys}, ${task.read} FROM ${session.table}
      WHERE ${allOf(task.where, sql`(${keys}) IN (SELECT * FROM unnest(${join(values, ', ')}))`)}
      ORDER BY ${keys} FOR NO KEY UPDATE`;
    await session.run(
      asking,
      async (connection) =>
        await setColumn(connection, session.table, key, task, await connection.query(held)),
      { transaction: true },
    );
    task.onPage(page.length);
  }
}

async function setColumn(
  { query, copy }: Connection,
  table: Sql,
  key: readonly string[],
  { column, wire, value }: Fill,
  rows: readonly Row[],
): Promise<void> {
  const columns: readonly Omit<Column, 'encode'>[] = [
    ...key.map((of) => ({ name: of, wire: 'text' })),
    { name: column, wire },
  ];
  const staging = name('nestvec_filling');
  const declared = columns.map(({ name: of, wire: type }) => sql`${name(of)} ${raw(type)}`);
  await query(sql`CREATE TEMPORARY TABLE ${staging} (${join(declared, ', ')}) ON COMMIT DROP`);
  const written = rows.map((row) => ({
    id: '',
    values: [...key.map((of) => Buffer.from(String(row[of]))), value(String(row['_given']))],
    bytes: 0,
  }));
  await copy(sql`COPY ${staging}`, copyBytes(written, columns.length));
  const same = key.map((of) => sql`target.${name(of)} = given.${name(of)}`);
  await query(sql`UPDATE ${table} AS target SET ${name(column)} = given.${name(column)}
    FROM ${staging} AS given WHERE ${allOf(...same)}`);
  await query(sql`DROP TABLE ${staging}`);
}
