/** What a line did to the row that it belongs to. */
type RowState =
  | { readonly state: 'open' }
  | { readonly state: 'done'; readonly cells: readonly string[] }
  | { readonly state: 'broken'; readonly problem: string };

/** Reads one row of a table, line by line. */
export interface RowReader {
  /** Takes the next line of the row, without its line feed. */
  push(line: string): RowState;
}

/** How a table is written. */
export interface Dialect {
  readonly delimiter: string;
  /** Whether a cell that begins with a quotation mark is quoted, as in RFC 4180. */
  readonly hasQuotes: boolean;
}

/** A reader for one row of at most so many cells; empty ones behind the last do not count. Quotation marks within a cell mean themselves. */
export function createRowReader({ delimiter, hasQuotes }: Dialect, mostCells: number): RowReader {
  const cells: string[] = [];
  let quoted: string[] | undefined;

  const lineBehindQuote = (line: string, from: number): RowState | number => {
    if (from === line.length || (line[from] === '\r' && from + 1 === line.length)) return done();
    if (line.startsWith(delimiter, from)) return from + delimiter.length;
    const problem = `has a quotation mark in a quoted cell (${excerpt(line, from)}); double it`;
    return { state: 'broken', problem };
  };

  const done = (): RowState => {
    while (cells.length > mostCells && cells.at(-1) === '') cells.pop();
    if (cells.length > mostCells) return tooMany(cells.length, mostCells);
    return { state: 'done', cells };
  };

  return {
    push(line) {
      let at = 0;
      for (;;) {
        if (quoted === undefined && hasQuotes && line[at] === '"') {
          quoted = [];
          at += 1;
        }
        if (quoted === undefined) {
          const end = line.indexOf(delimiter, at);
          if (end === -1) {
            cells.push(line.slice(at, line.endsWith('\r') ? -1 : undefined));
            return done();
          }
          cells.push(line.slice(at, end));
          at = end + delimiter.length;
        } else {
          const end = line.indexOf('"', at);
          if (end === -1) {
            quoted.push(line.slice(at), '\n');
            return cells.length > mostCells ? tooMany(cells.length, mostCells) : { state: 'open' };
          }
          quoted.push(line.slice(at, end));
          if (line[end + 1] === '"') {
            quoted.push('"');
            at = end + 2;
            continue;
          }
          cells.push(quoted.join(''));
          quoted = undefined;
          const next = lineBehindQuote(line, end + 1);
          if (typeof next !== 'number') return next;
          at = next;
        }
      }
    },
  };
}

function tooMany(cells: number, most: number): RowState {
  return { state: 'broken', problem: `has ${cells} cells where the table has ${most} columns` };
}

function excerpt(line: string, at: number): string {
  return JSON.stringify(line.slice(Math.max(0, at - 20), at + 20));
}
