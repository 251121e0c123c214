import type { CallOptions, FieldType, Json } from '@nestvec/core';
import {
  checkNames,
  checkPath,
  invalid,
  messageOf,
  parseInput,
  parseJson,
  throwIfAborted,
} from '@nestvec/core/kit';
import { z } from 'zod';
import { cellNumbers } from './cell-numbers.ts';
import { cellValue, type DecimalMark } from './cell-value.ts';
import { columnNames, shownNames } from './columns.ts';
import { checkCsvValues } from './csv-options.ts';
import { openTable, type TableOptions } from './open-table.ts';
import type { Row } from './rows.ts';

/** Options of `csvRows`. */
export interface CsvRowsOptions extends CallOptions, TableOptions {
  /** Columns of vectors, whose cells are lists of numbers: `[0.1, 0.2]`, `{0.1,0.2}` or `0.1 0.2`. Default: none. */
  readonly vectors?: readonly string[] | undefined;
  /** Columns whose cells are JSON, such as a payload. Default: none. */
  readonly json?: readonly string[] | undefined;
  /** Types of columns that are not texts. Dates count as midnight, UTC. Where cells are JSON, names may be of values in there. */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** What stands before the fraction of a number, in fields; vectors have a `.`. Default `.`. */
  readonly decimal?: DecimalMark | undefined;
}

/** A row of a table by the line that it begins in: its cells by the names of their columns, or what is wrong with it. */
export type CsvRow =
  | { readonly number: number; readonly value: Readonly<Record<string, CellValue>> }
  | { readonly number: number; readonly problem: string };

type CellValue = Json | Float64Array;

const namesSchema = z.array(z.string('must be the name of a column'), 'must be names of columns');
const listsSchema = z.object({
  vectors: namesSchema.default([]),
  json: namesSchema.default([]),
});

const checkOptions = checkNames<CsvRowsOptions>({
  vectors: true,
  json: true,
  fields: true,
  decimal: true,
  delimiter: true,
  encoding: true,
  maxRowBytes: true,
  signal: true,
});

/**
 * The rows of a table as they are, for a copy of records that another tool exported with their vectors. Empty cells are left out. A
 * table is read as `csv` reads it. Throws before the first row where the file is missing, or lacks a column that is named.
 *
 * ```ts
 * const rows = (path: string) => csvRows(path, { vectors: ['embedding'] });
 * await copy(recordFile('./theirs.csv', { attach, rows }), store);
 * ```
 */
export async function* csvRows(
  path: string,
  options: CsvRowsOptions = {},
): AsyncGenerator<CsvRow, void, undefined> {
  checkPath(path);
  checkOptions(options, 'csvRows');
  const { vectors, json, ...values } = options;
  checkCsvValues(values, 'csvRows');
  const lists = parseInput(listsSchema, { vectors, json }, 'csvRows');
  const opened = await openTable(path, options);
  try {
    const names = columnNames(opened.header, path);
    const declared = lists.json.length > 0 ? [] : Object.keys(options.fields ?? {});
    for (const name of [...lists.vectors, ...lists.json, ...declared])
      if (!names.includes(name))
        throw invalid(
          'path',
          `${path} has no column ${JSON.stringify(name)}; it has ${shownNames(names)}`,
        );
    const table = { names, vectors: new Set(lists.vectors), json: new Set(lists.json), options };
    for (;;) {
      throwIfAborted(options, `reading ${path}`);
      const row = await opened.next();
      if (row === undefined) return;
      yield readRow(row, table);
    }
  } finally {
    await opened.close();
  }
}

interface Table {
  readonly names: readonly string[];
  readonly vectors: ReadonlySet<string>;
  readonly json: ReadonlySet<string>;
  readonly options: CsvRowsOptions;
}

function readRow(row: Row, table: Table): CsvRow {
  const number = row.line;
  if ('problem' in row) return { number, problem: row.problem };
  const { cells } = row;
  const value: [string, CellValue][] = [];
  for (const [at, name] of table.names.entries()) {
    const cell = cells[at] ?? '';
    if (name === '' || cell === '') continue;
    try {
      value.push([name, valueOf(cell, name, table)]);
    } catch (error) {
      return { number, problem: `${name} ${messageOf(error)}` };
    }
  }
  return { number, value: Object.fromEntries(value) };
}

function valueOf(cell: string, name: string, { vectors, json, options }: Table): CellValue {
  const { fields = {}, decimal = '.' } = options;
  if (vectors.has(name)) return cellNumbers(cell);
  if (json.has(name)) return parseJson(cell) as Json; // what was parsed from JSON is JSON
  const type = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return type === undefined ? cell : cellValue(cell, type, decimal);
}
