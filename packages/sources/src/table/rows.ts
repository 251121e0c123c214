import type { TextLine } from '../text/text-lines.ts';
import { createRowReader, type Dialect, type RowReader } from './row-reader.ts';

/** A row of a table by the line that it begins in: its cells, or what is wrong with it. */
export type Row =
  | { readonly line: number; readonly cells: readonly string[] }
  | {
      readonly line: number;
      readonly problem: string;
      /** Whether all rows behind it are missing too. */
      readonly endsFile?: true | undefined;
    };

/** Rows of a table. */
export interface Rows {
  /** The next row of at most so many cells; `undefined` at the end. */
  next(mostCells: number): Promise<Row | undefined>;
}

/** A row whose quotation mark is never closed holds all lines up to the end: those behind its first are read again as rows. */
const mostReadAgain = 64 * 2 ** 20;

/**
 * Reads rows from lines, in their order. Lines without anything are passed over. A row that can't be read costs its first line
 * alone, and reading goes on behind that.
 */
export function createRows(
  lines: AsyncIterator<TextLine, void, undefined>,
  dialect: Dialect,
  maxRowBytes: number,
): Rows {
  /** Lines to be read again, the next one last. */
  const again: TextLine[] = [];
  let readAgain = 0;

  const nextLine = async (): Promise<TextLine | undefined> => {
    const line = again.pop();
    if (line !== undefined) return line;
    const { done, value } = await lines.next();
    return done === true ? undefined : value;
  };

  /** Gives up a row and goes on behind its first line. */
  const broken = (read: readonly TextLine[], length: number, problem: string): Row => {
    const [first, ...rest] = read;
    const line = first?.number ?? 0;
    const last = rest.at(-1)?.number;
    readAgain += length;
    if (readAgain > mostReadAgain && last !== undefined)
      return { line, problem: `${problem}; lines ${line} to ${last} are left out` };
    for (const held of rest.toReversed()) again.push(held);
    return { line, problem };
  };

  const read = async (reader: RowReader): Promise<Row | undefined> => {
    const held: TextLine[] = [];
    let length = 0;
    for (;;) {
      const line = await nextLine();
      if (line === undefined || 'problem' in line) {
        if (line !== undefined) {
          if (held.length === 0) {
            const { number, ...rest } = line;
            return { line: number, ...rest };
          }
          again.push(line);
        }
        return held.length === 0 ? undefined : broken(held, length, unclosed);
      }
      if (held.length === 0 && (line.text === '' || line.text === '\r')) continue;
      held.push(line);
      length += line.text.length;
      const row = reader.push(line.text);
      if (row.state === 'done') return { line: held[0]?.number ?? 0, cells: row.cells };
      if (row.state === 'broken') return broken(held, length, row.problem);
      if (length > maxRowBytes)
        return broken(held, length, `${unclosed} within ${maxRowBytes} bytes (maxRowBytes)`);
    }
  };
  return { next: async (mostCells) => await read(createRowReader(dialect, mostCells)) };
}

const unclosed = 'has a quotation mark that is not closed';
