import type { TextLine } from '../text/text-lines.ts';
import { createRowReader, type Dialect } from './row-reader.ts';

const delimiters = [',', ';', '\t', '|'];

/**
 * The delimiter that a table most likely has, by its first lines: the one that cuts most rows into as many cells as the header, and
 * of those the one that gives most columns. A comma where none cuts the header.
 */
export function findDelimiter(lines: readonly TextLine[]): string {
  let best = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const [columns = 0, ...counts] = cellCounts(lines, { delimiter, hasQuotes: true });
    if (columns < 2) continue;
    const fitting = counts.filter((count) => count === columns).length;
    const score = 1 + fitting * 10_000 + Math.min(columns, 9_999);
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return best;
}

function cellCounts(lines: readonly TextLine[], dialect: Dialect): number[] {
  const counts: number[] = [];
  let reader = createRowReader(dialect, Infinity);
  for (const line of lines) {
    if ('problem' in line || line.text.trim() === '') continue;
    const row = reader.push(line.text);
    if (row.state === 'open') continue;
    counts.push(row.state === 'done' ? row.cells.length : -1);
    reader = createRowReader(dialect, Infinity);
  }
  return counts;
}

/** What Excel writes before a table for itself, `sep=;`. */
export function writtenDelimiter(line: TextLine | undefined): string | undefined {
  return line === undefined || 'problem' in line
    ? undefined
    : /^sep=([^\r]+)\r?$/i.exec(line.text)?.[1];
}
