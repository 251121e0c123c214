import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import type { CallOptions, Item, SourceFailure } from '@nestvec/core';
import { invalid, messageOf, throwIfAborted } from '@nestvec/core/store';
import { type CsvError, parse } from 'csv-parse';
import { pathError } from './path-error.ts';
import { imageInput } from './row.ts';

/** Options of `csv`. */
export interface CsvOptions extends CallOptions {
  /** Default `,`, or a tab for `.tsv`. */
  readonly delimiter?: string | undefined;
  /**
   * Columns that hold the parts of an item. Default: those of these names, where there are such. All other columns become
   * metadata, as texts; empty cells are left out.
   */
  readonly columns?: Partial<Record<CsvPart, string>> | undefined;
  /** Longest row that is read, in bytes. Default 8 MiB. */
  readonly maxRowBytes?: number | undefined;
}

const parts = ['id', 'text', 'image', 'uri', 'parentId', 'source'] as const;
type CsvPart = (typeof parts)[number];

/**
 * The rows of a table (CSV as in RFC 4180, UTF-8) whose first row names the columns, one item each, read as they are asked for.
 * A row without an id is called by its place, `products.csv:17`, which changes when rows are put in before it.
 *
 * Throws before the first item where the file is missing, has no rows, or lacks a column that `columns` names. A broken row is a
 * failure in its place.
 */
export async function* csv(
  path: string,
  options: CsvOptions = {},
): AsyncGenerator<Item | SourceFailure, void, undefined> {
  const file = resolve(path);
  const facts = await stat(file).catch((error: unknown) => {
    throw pathError(path, error);
  });
  if (!facts.isFile()) throw invalid('path', `${path} is no file`);
  const broken: BrokenRow[] = [];
  const isTabbed = extname(path).toLowerCase() === '.tsv';
  let columns: readonly string[] = [];
  const parser = parse({
    delimiter: options.delimiter ?? (isTabbed ? '\t' : ','),
    bom: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: options.maxRowBytes ?? 8 * 2 ** 20,
    info: true,
    columns: (header: string[]) => (columns = checkColumns(header, path, options)),
    on_skip: (error) => void broken.push({ line: Number(error?.lines ?? 0), error }),
  });
  const stream = createReadStream(file);
  stream.on('error', (error) => parser.destroy(pathError(path, error)));
  let isEmpty = true;
  try {
    for await (const row of stream.pipe(parser)) {
      throwIfAborted(options, `reading ${path}`);
      isEmpty = false;
      // What `info` and `columns` make of a row.
      const { record, info } = row as { record: Record<string, string>; info: { lines: number } };
      // The parser runs ahead.
      const next = broken.findIndex(({ line }) => line > info.lines);
      yield* failuresOf(broken.splice(0, next === -1 ? broken.length : next), file);
      yield rowItem(record, columns, `${basename(file)}:${info.lines}`, file, options);
    }
  } catch (error) {
    throw error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')
      ? invalid('path', `${path} is no table that can be read (${messageOf(error)})`, error)
      : error;
  } finally {
    stream.destroy();
  }
  isEmpty &&= broken.length === 0;
  yield* failuresOf(broken, file);
  if (isEmpty) throw invalid('path', `${path} has no rows`);
}

function checkColumns(
  header: readonly string[],
  path: string,
  { columns = {} }: CsvOptions,
): string[] {
  const names = header.map((name) => name.trim());
  const missing = Object.values(columns).find((name) => !names.includes(name));
  if (missing !== undefined)
    throw invalid(
      'columns',
      `${path} has no column ${JSON.stringify(missing)}; it has ${names.join(', ')}`,
    );
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined)
    throw invalid('path', `${path} has two columns ${JSON.stringify(repeated)}`);
  return names;
}

function rowItem(
  record: Readonly<Record<string, string>>,
  names: readonly string[],
  name: string,
  file: string,
  { columns = {} }: CsvOptions,
): Item {
  const item: Partial<Record<CsvPart, string>> = {};
  const taken = new Set<string>();
  for (const part of parts) {
    const column = columns[part] ?? part;
    const value = Object.hasOwn(record, column) ? record[column] : undefined;
    taken.add(column);
    if (value !== undefined && value !== '') item[part] = value;
  }
  const rest = names.flatMap((key) => {
    const value = taken.has(key) ? '' : record[key];
    return value ? [[key, value] as const] : [];
  });
  const { image, ...own } = item;
  return {
    id: name,
    source: file,
    metadata: Object.fromEntries(rest),
    ...own,
    ...(image === undefined ? {} : { image: imageInput(image, dirname(file)) }),
  };
}

interface BrokenRow {
  readonly line: number;
  readonly error: CsvError | undefined;
}

/** The parser may tell of one row twice. */
function* failuresOf(broken: readonly BrokenRow[], file: string): Generator<SourceFailure> {
  for (const [index, { line, error }] of broken.entries()) {
    if (line === broken[index - 1]?.line) continue;
    const id = `${basename(file)}:${line}`;
    yield { id, error: invalid(id, `is no row that can be read (${messageOf(error)})`, error) };
  }
}
