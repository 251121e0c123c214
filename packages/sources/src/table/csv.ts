import { basename, dirname, resolve } from 'node:path';
import type { CallOptions, FieldType, Item, Json, SourceFailure } from '@nestvec/core';
import { checkPath, invalid, messageOf, throwIfAborted } from '@nestvec/core/kit';
import { imageInput } from '../row.ts';
import { type DamageOptions, isDamaged } from '../text/damage.ts';
import { cellValue, type DecimalMark } from './cell-value.ts';
import { type Columns, type CsvPart, resolveColumns } from './columns.ts';
import { checkCsvOptions } from './csv-options.ts';
import { openTable, type TableOptions } from './open-table.ts';
import type { Row } from './rows.ts';

/** Options of `csv`. */
export interface CsvOptions extends CallOptions, DamageOptions, TableOptions {
  /**
   * Columns that hold the parts of an item, by their names in any case. Default: those of these names, where there are such. All
   * other columns become metadata; empty cells are left out.
   */
  readonly columns?: Partial<Record<CsvPart, string | undefined>> | undefined;
  /** Types of columns that are not texts, by names that the table has. Dates count as midnight, UTC. */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** What stands before the fraction of a number. Default `.`. */
  readonly decimal?: DecimalMark | undefined;
}

/**
 * The rows of a table whose first row names the columns, one item each, read as they are asked for: CSV as in RFC 4180, or with
 * tabs, where quotation marks mean themselves. A row without an id is called by the line that it begins in, `products.csv:17`, which
 * changes when rows are put in before it.
 *
 * Throws before the first item where the file is missing, has no rows, or lacks the columns that are needed. A broken row is a
 * failure in its place and costs nothing else.
 */
export async function* csv(
  path: string,
  options: CsvOptions = {},
): AsyncGenerator<Item | SourceFailure, void, undefined> {
  checkPath(path);
  checkCsvOptions(options);
  const file = resolve(path);
  const table = await openTable(path, options);
  try {
    const columns = resolveColumns(table.header, path, options);
    let isEmpty = true;
    for (;;) {
      throwIfAborted(options, `reading ${path}`);
      const row = await table.next();
      if (row === undefined) break;
      const entry = rowEntry(row, columns, file, options);
      isEmpty = false;
      if (!('error' in entry) && 'cells' in row && row.cells.some(isDamaged))
        options.onDamaged?.(entry.id);
      yield entry;
    }
    if (isEmpty) throw invalid('path', `${path} has no rows`);
  } finally {
    await table.close();
  }
}

function rowEntry(
  row: Row,
  columns: Columns,
  file: string,
  options: CsvOptions,
): Item | SourceFailure {
  const name = `${basename(file)}:${row.line}`;
  // Without a column of ids, its place is its id; with one, or with all that come behind, it may be any.
  const mayBeAny = columns.partAt.has('id') || ('problem' in row && row.endsFile === true);
  const hides = mayBeAny ? {} : { hides: [name] };
  if ('problem' in row) return { id: name, error: invalid(name, row.problem), ...hides };
  return rowItem(row.cells, columns, name, file, options);
}

function rowItem(
  cells: readonly string[],
  { partAt, rest }: Columns,
  name: string,
  file: string,
  { fields = {}, decimal = '.' }: CsvOptions,
): Item | SourceFailure {
  const item: Partial<Record<CsvPart, string>> = {};
  for (const [part, at] of partAt) {
    const cell = cells[at] ?? '';
    if (cell !== '') item[part] = cell;
  }
  const metadata: [string, Json][] = [];
  for (const { at, name: field } of rest) {
    const cell = cells[at] ?? '';
    if (cell === '') continue;
    const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
    try {
      metadata.push([field, type === undefined ? cell : cellValue(cell, type, decimal)]);
    } catch (error) {
      const id = item.id ?? name;
      return { id, error: invalid(`${name}.${field}`, messageOf(error)), hides: [id] };
    }
  }
  const { image, ...own } = item;
  return {
    id: name,
    source: file,
    metadata: Object.fromEntries(metadata),
    ...own,
    ...(image === undefined ? {} : { image: imageInput(image, dirname(file)) }),
  };
}
