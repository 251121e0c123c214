import { type FieldType, type JsonObject, truncate } from '@nestvec/core';
import { cutWords, fittingValue, reservedNames, type ResolvedSpec } from '@nestvec/core/store';
import type { Connection, Row } from './database/database.ts';
import { columnTypes, encodeField } from './field-type.ts';
import { unmaskMetadata, unmaskText } from './mask.ts';
import { copyBytes } from './rows.ts';
import { keyColumns, vectorColumn, wordCountColumn } from './schema.ts';
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

/** A column that rows are found and ordered by. */
interface KeyColumn {
  readonly name: string;
  readonly type: string;
}

/** Where vectors lie in a table. */
export interface VectorPlaces {
  readonly column: (vector: string) => string;
  readonly key: readonly KeyColumn[];
}

/** Those of a table of ours. */
function ownPlaces(spec: ResolvedSpec): VectorPlaces {
  return { column: vectorColumn, key: keyColumns(spec).map((name) => ({ name, type: 'text' })) };
}

/**
 * Computes a smaller vector from a stored larger one, page by page. Only rows that lack it are read and written, so that it can be
 * interrupted at any moment and go on later.
 */
export async function backfillVector(
  filling: Filling,
  { name: of, from }: { readonly name: string; readonly from: string },
  onProgress: (done: number, total: number) => void,
  { column, key }: VectorPlaces = ownPlaces(filling.spec),
): Promise<void> {
  const { spec } = filling;
  const { dimensions = 0 } = spec.vectors[of] ?? {};
  const [target, source] = [name(column(of)), name(column(from))];
  const named = key.map((one) => sql`${name(one.name)} IS NOT NULL`); // a table of someone else may have other rows
  const lacking = allOf(sql`${target} IS NULL AND ${source} IS NOT NULL`, ...named);
  const total = await countWhere(filling, lacking);
  const bytesPerRow = 4 * (spec.vectors[from]?.dimensions ?? 1);
  const most = Math.min(mostRows, Math.max(firstRows, Math.floor(mostBytes / bytesPerRow)));
  let done = 0;
  await fill(filling, {
    column: column(of),
    key,
    wire: 'vector',
    read: sql`vector_send(${source}::vector) AS _given`,
    where: lacking,
    most,
    value(given) {
      const numbers = readVector(given);
      // Of zeros alone there is no direction, as vectors of someone else may be.
      const hasDirection = numbers.subarray(0, dimensions).some((number) => number !== 0);
      return hasDirection ? vector.encode(truncate(numbers, dimensions)) : undefined;
    },
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
    key: ownPlaces(filling.spec).key,
    wire: columnTypes[type].value.name,
    read: sql`${name(reservedNames.metadata)} AS _given`,
    where: raw('true'),
    most: mostRows,
    value: (given) => encode(unmaskMetadata(given)),
    onPage() {},
  });
}

/** Cuts the words of every stored text that is not cut yet, page by page, so that it goes on where it was interrupted. */
export async function fillWords(
  filling: Filling,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { asking, session, spec } = filling;
  const [target, source] = [name(reservedNames.words), name(reservedNames.text)];
  const lacking = sql`${target} IS NULL AND ${source} IS NOT NULL`;
  const total = await countWhere(filling, lacking);
  const list = arrayOf(text);
  let done = 0;
  await fill(
    { session, asking, spec },
    {
      column: reservedNames.words,
      also: sql`${name(wordCountColumn)} = cardinality(_nestvec_given.filled)`,
      key: ownPlaces(spec).key,
      wire: list.name,
      read: sql`${source} AS _given`,
      where: lacking,
      most: firstRows, // a long text takes its time
      value: (given) => list.encode(cutWords(unmaskText(given))),
      onPage(rows) {
        done += rows;
        onProgress(Math.min(done, total), total);
      },
    },
  );
}

async function countWhere({ asking, session }: Filling, where: Sql): Promise<number> {
  const counted = sql`SELECT count(*) AS count FROM ${session.table} WHERE ${where}`;
  const [row] = await session.run(asking, async ({ query }) => query(counted));
  return Number(row?.['count']);
}

/** One column that is computed from what a row has. */
interface Fill {
  readonly column: string;
  /** Another column that follows from the value, as SQL of what is set. */
  readonly also?: Sql | undefined;
  readonly key: readonly KeyColumn[];
  readonly wire: string;
  /** What is read of a row, as `_given`. */
  readonly read: Sql;
  readonly where: Sql;
  readonly most: number;
  readonly value: (given: string) => Buffer | undefined;
  readonly onPage: (rows: number) => void;
}

async function fill({ session, asking }: Filling, task: Fill): Promise<void> {
  const { key } = task;
  const keys = join(
    key.map((one) => name(one.name)),
    ', ',
  );
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
    const place = key.map(
      ({ name: of, type }) => sql`${Buffer.from(String(last[of]))}::text::${raw(type)}`,
    );
    after = sql`(${keys}) > (${join(place, ', ')})`;
    const values = key.map(
      ({ name: of, type }) =>
        sql`${texts.encode(page.map((row) => String(row[of])))}::text[]::${raw(type)}[]`,
    );
    // What a row has by now, and until it is filled: another process may write it, or remove it.
    const held = sql`SELECT ${keys}, ${task.read} FROM ${session.table}
      WHERE ${allOf(task.where, sql`(${keys}) IN (SELECT * FROM unnest(${join(values, ', ')}))`)}
      ORDER BY ${keys} FOR NO KEY UPDATE`;
    await session.run(
      asking,
      async (connection) =>
        await setColumn(connection, session.table, task, await connection.query(held)),
      { transaction: true },
    );
    task.onPage(page.length);
  }
}

async function setColumn(
  { query, copy }: Connection,
  table: Sql,
  { also, column, key, wire, value }: Fill,
  rows: readonly Row[],
): Promise<void> {
  const staging = name('nestvec_filling');
  const ids = key.map((_, i) => name(`key_${i}`));
  const declared = [...ids.map((of) => sql`${of} text`), sql`filled ${raw(wire)}`];
  await query(sql`CREATE TEMPORARY TABLE ${staging} (${join(declared, ', ')}) ON COMMIT DROP`);
  const written = rows.map((row) => ({
    values: [
      ...key.map(({ name: of }) => Buffer.from(String(row[of]))),
      value(String(row['_given'])),
    ],
  }));
  await copy(sql`COPY ${staging}`, copyBytes(written, declared.length));
  const same = key.map(
    ({ name: of, type }, i) =>
      sql`_nestvec_row.${name(of)} = _nestvec_given.${ids[i] ?? name(of)}::${raw(type)}`,
  );
  const set = [sql`${name(column)} = _nestvec_given.filled`, ...(also === undefined ? [] : [also])];
  await query(sql`UPDATE ${table} AS _nestvec_row SET ${join(set, ', ')}
    FROM ${staging} AS _nestvec_given WHERE ${allOf(...same)}`);
  await query(sql`DROP TABLE ${staging}`);
}
