import { type FieldType, type JsonObject, truncate } from '@nestvec/core';
import { reservedNames, type ResolvedSpec, wordText } from '@nestvec/core/store';
import type { Table } from '@lancedb/lancedb';
import type { Data, Field } from 'apache-arrow';
import type { Arrow } from './client.ts';
import { column, tableFrom, vectorData } from './columns.ts';
import { commit, type Writing } from './commit.ts';
import { fittingValue } from './field-value.ts';
import { column as sqlColumn, textLiteral } from './filter.ts';
import { keepBom } from './keys.ts';
import { allOf } from './layout.ts';
import { readVector, type Row } from './record.ts';
import { fieldColumn, vectorColumn, vectorField, wordsField } from './schema.ts';

/**
 * Pages begin small, so that progress shows soon, and double: each one's transaction looks at the keys of the whole table,
 * so many small ones would take quadratic time.
 */
const firstRows = 500;
const mostBytes = 32 * 2 ** 20;
const mostRows = 10_000;

/** What is filled, and what for. */
export interface Filling extends Writing {
  readonly table: Table;
  readonly arrow: Arrow;
}

/**
 * Computes a smaller vector from a stored larger one, page by page. Only rows that lack it are read and written, so that it
 * can be interrupted at any moment and go on later.
 */
export async function backfillVector(
  filling: Filling,
  spec: ResolvedSpec,
  { name, from }: { readonly name: string; readonly from: string },
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { table, arrow, begin } = filling;
  const { dimensions = 0 } = spec.vectors[name] ?? {};
  const bytesPerRow = 4 * (spec.vectors[from]?.dimensions ?? 1);
  const most = Math.min(mostRows, Math.max(firstRows, Math.floor(mostBytes / bytesPerRow)));
  const lacking = `${sqlColumn(vectorColumn(name))} IS NULL AND ${sqlColumn(vectorColumn(from))} IS NOT NULL`;
  const total = await table.countRows(lacking);
  const field = vectorField(name, dimensions, arrow);
  let size = firstRows;
  for (let done = 0; done < total; size = Math.min(most, size * 2)) {
    begin();
    const rows = (await table
      .query()
      .where(lacking)
      .select([reservedNames.key, vectorColumn(from)])
      .limit(size)
      .toArray()) as Row[]; // those columns
    if (rows.length === 0) return;
    const vectors = rows.map((row) => {
      const full = readVector(row, from);
      return full === undefined ? undefined : truncate(full, dimensions);
    });
    const data = vectorData(vectors, dimensions, field.type, arrow);
    // Another process may have written a row, with this vector, since it was read.
    await updateColumn(
      filling,
      rows,
      field,
      data,
      `target.${sqlColumn(vectorColumn(name))} IS NULL`,
    );
    done += rows.length;
    onProgress(Math.min(done, total), total);
  }
}

/** Fills the column of a newly declared field from the metadata that is stored already. */
export async function fillField(filling: Filling, name: string, type: FieldType): Promise<void> {
  const { arrow } = filling;
  const field = fieldColumn(name, type, arrow);
  for await (const rows of allRows(filling, [reservedNames.metadata])) {
    const values = rows.map((row) => {
      const metadata = JSON.parse(String(row[reservedNames.metadata])) as JsonObject; // what record.ts wrote
      return fittingValue(metadata, name, type);
    });
    await updateColumn(filling, rows, field, column(values, field.type, arrow));
  }
}

/** Fills the column of the words from the texts, also where words are there: they may have been cut by other rules. */
export async function fillWords(
  filling: Filling,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { table, arrow } = filling;
  const words = wordsField(arrow);
  const text = new arrow.Field(reservedNames.text, new arrow.Utf8(), true);
  const hasText = `${sqlColumn(text.name)} IS NOT NULL`;
  // Another process may have written another text, with its words, since it was read.
  const where = `target.${sqlColumn(text.name)} = source.${sqlColumn(text.name)}`;
  const total = await table.countRows(hasText);
  let done = 0;
  for await (const rows of allRows(filling, [text.name], hasText)) {
    const texts = rows.map((row) => String(row[text.name]));
    const cut = texts.map((one) => wordText(one) ?? null);
    const columns = [column(texts.map(keepBom), text.type, arrow), column(cut, words.type, arrow)];
    await updateColumns(filling, rows, [text, words], columns, where);
    done += rows.length;
    onProgress(Math.min(done, total), total);
  }
}

/** All rows in the order of their keys, page by page, with these columns. */
async function* allRows(
  { table, begin }: Filling,
  columns: readonly string[],
  where?: string,
): AsyncGenerator<readonly Row[]> {
  let size = firstRows;
  for (let after = ''; ; size = Math.min(mostRows, size * 2)) {
    begin();
    const rows = (await table
      .query()
      .where(allOf(where, `${sqlColumn(reservedNames.key)} > ${textLiteral(after)}`))
      .orderBy({ columnName: reservedNames.key, ascending: true })
      .select([reservedNames.key, ...columns])
      .limit(size)
      .withRowId() // without it, ordering by a column that has an index fails
      .toArray()) as Row[]; // those columns
    if (rows.length === 0) return;
    yield rows;
    after = keepBom(String(rows.at(-1)?.[reservedNames.key]));
  }
}

async function updateColumn(
  filling: Filling,
  rows: readonly Row[],
  field: Field,
  data: Data,
  where?: string,
): Promise<void> {
  await updateColumns(filling, rows, [field], [data], where);
}

async function updateColumns(
  filling: Filling,
  rows: readonly Row[],
  fields: readonly Field[],
  data: readonly Data[],
  where?: string,
): Promise<void> {
  const { table, arrow } = filling;
  const key = new arrow.Field(reservedNames.key, new arrow.Utf8(), false);
  const keys = rows.map((row) => keepBom(String(row[reservedNames.key])));
  const columns = [column(keys, key.type, arrow), ...data];
  const batch = tableFrom([key, ...fields], columns, rows.length, arrow);
  await commit(filling, async () => {
    await table
      .mergeInsert(reservedNames.key)
      .whenMatchedUpdateAll(where === undefined ? undefined : { where })
      .execute(batch);
  });
}
