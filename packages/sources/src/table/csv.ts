import { stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import type { CallOptions, FieldType, Item, Json, SourceFailure } from '@nestvec/core';
import { checkPath, invalid, messageOf, throwIfAborted } from '@nestvec/core/kit';
import { pathError } from '../path-error.ts';
import { imageInput } from '../row.ts';
import { controlProblem } from '../text/control-characters.ts';
import { type DamageOptions, isDamaged } from '../text/damage.ts';
import { type TextLine, textLines } from '../text/text-lines.ts';
import { cellValue, type DecimalMark } from './cell-value.ts';
import { type Columns, type CsvPart, resolveColumns } from './columns.ts';
import { checkCsvOptions } from './csv-options.ts';
import { findDelimiter, writtenDelimiter } from './dialect.ts';
import { createRows, type Row, type Rows } from './rows.ts';

/** Options of `csv`. */
export interface CsvOptions extends CallOptions, DamageOptions {
  /** What stands between cells. Default: the one of `,`, `;`, tab and `|` that fits the first rows; for `.tsv` a tab. */
  readonly delimiter?: string | undefined;
  /**
   * Columns that hold the parts of an item, by their names in any case. Default: those of these names, where there are such. All
   * other columns become metadata; empty cells are left out.
   */
  readonly columns?: Partial<Record<CsvPart, string | undefined>> | undefined;
  /** Types of columns that are not texts, by names that the table has. Dates count as midnight, UTC. */
  readonly fields?: Readonly<Record<string, FieldType>> | undefined;
  /** What stands before the fraction of a number. Default `.`. */
  readonly decimal?: DecimalMark | undefined;
  /** Encoding of a table that is not UTF-8 and has no byte order mark, such as `windows-1252`. */
  readonly encoding?: string | undefined;
  /** Longest row that is read, in bytes. Default 8 MiB. */
  readonly maxRowBytes?: number | undefined;
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
  const facts = await stat(file).catch((error: unknown) => {
    throw pathError(path, error);
  });
  if (!facts.isFile()) throw invalid('path', `${path} is not a file`);
  const { encoding, maxRowBytes = 8 * 2 ** 20 } = options;
  const lines = textLines(file, { encoding, maxLineBytes: maxRowBytes, limitName: 'maxRowBytes' });
  try {
    const rows = await openRows(lines, path, options, maxRowBytes);
    const columns = await readHeader(rows, path, options);
    let isEmpty = true;
    for (;;) {
      throwIfAborted(options, `reading ${path}`);
      const row = await rows.next(columns.count);
      if (row === undefined) break;
      const entry = rowEntry(row, columns, file, options);
      if (entry === undefined) continue;
      isEmpty = false;
      if (!('error' in entry) && 'cells' in row && row.cells.some(isDamaged))
        options.onDamaged?.(entry.id);
      yield entry;
    }
    if (isEmpty) throw invalid('path', `${path} has no rows`);
  } finally {
    await lines.return();
  }
}

/** Enough to see which delimiter a table has. */
const mostFirstLines = 50;

async function openRows(
  lines: AsyncGenerator<TextLine, void, undefined>,
  path: string,
  { delimiter }: CsvOptions,
  maxRowBytes: number,
): Promise<Rows> {
  const first: TextLine[] = [];
  for (let room = maxRowBytes; first.length < mostFirstLines && room > 0;) {
    const { done, value } = await lines.next();
    if (done === true) break;
    first.push(value);
    room -= 'text' in value ? value.text.length : 0;
  }
  const isTabbed = extname(path).toLowerCase() === '.tsv';
  const written = isTabbed ? undefined : writtenDelimiter(first[0]);
  if (written !== undefined) first.shift();
  const found = delimiter ?? written ?? (isTabbed ? '\t' : findDelimiter(first));
  return createRows(
    joined(first, lines),
    { delimiter: found, hasQuotes: !(isTabbed && found === '\t') },
    maxRowBytes,
  );
}

async function* joined(
  first: readonly TextLine[],
  rest: AsyncIterable<TextLine>,
): AsyncGenerator<TextLine, void, undefined> {
  yield* first;
  yield* rest;
}

async function readHeader(rows: Rows, path: string, options: CsvOptions): Promise<Columns> {
  const header = await rows.next(Infinity);
  if (header === undefined) throw invalid('path', `${path} has no rows`);
  if ('problem' in header)
    throw invalid('path', `the first row of ${path} (line ${header.line}) ${header.problem}`);
  const problem = controlProblem(header.cells.join('\t'));
  if (problem !== undefined) {
    const advice = problem.includes('U+0000')
      ? '; it is not a table of text, or UTF-16 without a byte order mark: name its encoding (encoding), such as utf-16le'
      : '';
    throw invalid('path', `the first row of ${path} (line ${header.line}) ${problem}${advice}`);
  }
  return resolveColumns(header.cells, path, options);
}

function rowEntry(
  row: Row,
  columns: Columns,
  file: string,
  options: CsvOptions,
): Item | SourceFailure | undefined {
  const name = `${basename(file)}:${row.line}`;
  // Without a column of ids, its place is its id; with one, or with all that come behind, it may be any.
  const mayBeAny = columns.partAt.has('id') || ('problem' in row && row.endsFile === true);
  const hides = mayBeAny ? {} : { hides: [name] };
  if ('problem' in row) return { id: name, error: invalid(name, row.problem), ...hides };
  const { cells } = row;
  if (cells.every((cell) => cell.trim() === '')) return undefined;
  if (cells.length < columns.count) {
    const problem = `has ${cells.length} cells where the table has ${columns.count} columns`;
    return { id: name, error: invalid(name, problem), ...hides };
  }
  const problem = controlProblem(cells.join('\t'));
  if (problem !== undefined) return { id: name, error: invalid(name, problem), ...hides };
  return rowItem(cells, columns, name, file, options);
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
