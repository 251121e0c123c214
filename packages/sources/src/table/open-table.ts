import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { invalid } from '@nestvec/core/kit';
import { pathError } from '../path-error.ts';
import { controlProblem } from '../text/control-characters.ts';
import { type TextLine, textLines } from '../text/text-lines.ts';
import { findDelimiter, writtenDelimiter } from './dialect.ts';
import { createRows, type Row, type Rows } from './rows.ts';

/** What the cells of a table are separated by, and its encoding. */
export interface TableOptions {
  /** What stands between cells. Default: the one of `,`, `;`, tab and `|` that fits the first rows; for `.tsv` a tab. */
  readonly delimiter?: string | undefined;
  /** Encoding of a table that is not UTF-8 and has no byte order mark, such as `windows-1252`. */
  readonly encoding?: string | undefined;
  /** Longest row that is read, in bytes. Default 8 MiB. */
  readonly maxRowBytes?: number | undefined;
}

/** A table whose first row was read. */
export interface OpenTable {
  readonly header: readonly string[];
  /** The next row behind it that is not empty, with a cell for each column; `undefined` at the end. */
  next(): Promise<Row | undefined>;
  close(): Promise<void>;
}

/** Opens a table. Rejects where the file is missing, or its first row can't be one of names. */
export async function openTable(path: string, options: TableOptions): Promise<OpenTable> {
  const file = resolve(path);
  const facts = await stat(file).catch((error: unknown) => {
    throw pathError(path, error);
  });
  if (!facts.isFile()) throw invalid('path', `${path} is not a file`);
  const { encoding, maxRowBytes = 8 * 2 ** 20 } = options;
  const lines = textLines(file, { encoding, maxLineBytes: maxRowBytes, limitName: 'maxRowBytes' });
  const close = async (): Promise<void> => void (await lines.return());
  try {
    const rows = await openRows(lines, path, options, maxRowBytes);
    const header = await readHeader(rows, path);
    return { header, next: async () => await nextRow(rows, header.length), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Enough to see which delimiter a table has. */
const mostFirstLines = 50;

async function openRows(
  lines: AsyncGenerator<TextLine, void, undefined>,
  path: string,
  { delimiter }: TableOptions,
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

async function readHeader(rows: Rows, path: string): Promise<readonly string[]> {
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
  return header.cells;
}

async function nextRow(rows: Rows, count: number): Promise<Row | undefined> {
  for (;;) {
    const row = await rows.next(count);
    if (row === undefined || 'problem' in row) return row;
    const { line, cells } = row;
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (cells.length < count)
      return { line, problem: `has ${cells.length} cells where the table has ${count} columns` };
    const problem = controlProblem(cells.join('\t'));
    return problem === undefined ? row : { line, problem };
  }
}
