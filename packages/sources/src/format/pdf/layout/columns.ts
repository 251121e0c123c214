import { areCells, readCells } from './cells.ts';
import { type Gap, gapsOf, meet } from './gaps.ts';
import { type Row, rowsOf } from './rows.ts';
import { isWide, readsToTheLeft, type Word } from './word.ts';

/** Lines that follow each other, and how wide the column is that they stand in. */
export interface Column {
  readonly rows: readonly Row[];
  readonly left: number;
  readonly right: number;
}

/** In sizes of the letters: narrower strips are spaces that happen to lie below each other. */
const leastGutter = 1.1;
const leastRows = 3;
/** A column's lines have at least so many characters on average; those of a table's cells have fewer. */
const leastCharacters = 14;

/**
 * The columns of a page in the order in which they are read. Lines side by side are columns where an empty strip runs between
 * them and they read as text: long lines, or lines that stand at other heights than their neighbours. Everything else, such as a
 * table, is read row by row.
 */
export function columnsOf(words: readonly Word[]): Column[] {
  const rows = rowsOf(words).filter(({ right }) => right > -Infinity);
  const least = leastGutter * medianSize(rows);
  const rowGaps = rows.map((row) => gapsOf(row, least));
  const found: Column[] = [];
  let plain: Row[] = [];
  for (let at = 0; at < rows.length;) {
    const split = splitFrom(rows, rowGaps, at, least);
    const row = rows[at];
    if (split === undefined) {
      if (row !== undefined) plain.push(row);
      at += 1;
      continue;
    }
    if (plain.length > 0) found.push(columnOf(plain, least));
    plain = [];
    const inside = rows.slice(at, split.end).flatMap(({ words: some }) => some);
    const middle = (split.gutter.from + split.gutter.to) / 2;
    const isLeft = (word: Word): boolean => (word.left + word.right) / 2 < middle;
    const sides = [inside.filter(isLeft), inside.filter((word) => !isLeft(word))];
    if (readsToTheLeft(inside)) sides.reverse();
    for (const side of sides) found.push(...columnsOf(side));
    at = split.end;
  }
  if (plain.length > 0) found.push(columnOf(plain, least));
  return found;
}

function columnOf(plain: readonly Row[], least: number): Column {
  const left = Math.min(...plain.map((row) => row.left));
  const right = Math.max(...plain.map((row) => row.right));
  return { rows: readCells(plain, least), left, right };
}

interface Split {
  readonly end: number;
  readonly gutter: Gap;
}

/** A stretch of rows from one on that a gutter parts into columns of text, as far as that gutter goes. */
function splitFrom(
  rows: readonly Row[],
  rowGaps: readonly (readonly Gap[])[],
  start: number,
  least: number,
): Split | undefined {
  let gaps: readonly Gap[] = [{ from: -Infinity, to: Infinity }];
  for (let end = start; end < rows.length; end += 1) {
    const kept: Gap[] = [];
    const ended: Gap[] = [];
    for (const gap of gaps) {
      const rest = meet(gap, rowGaps[end] ?? [], least);
      if (rest.length > 0) kept.push(...rest);
      else ended.push(gap);
    }
    const gutter = gutterOf(rows, start, end, ended);
    if (gutter !== undefined) return { end, gutter };
    gaps = kept;
  }
  const gutter = gutterOf(rows, start, rows.length, gaps);
  return gutter && { end: rows.length, gutter };
}

/** The widest of some gaps that parts the text of a stretch of rows. */
function gutterOf(
  rows: readonly Row[],
  start: number,
  end: number,
  gaps: readonly Gap[],
): Gap | undefined {
  if (end - start < leastRows) return undefined;
  const inner = gaps.filter(({ from, to }) => from > -Infinity && to < Infinity);
  if (inner.length === 0) return undefined;
  const part = rows.slice(start, end);
  return inner
    .toSorted((a, b) => b.to - b.from - (a.to - a.from))
    .find((gap) => partsText(part, gap));
}

/** Whether both sides of a gap are text that is read for itself. */
function partsText(rows: readonly Row[], { from, to }: Gap): boolean {
  const middle = (from + to) / 2;
  const words = rows.flatMap((row) => row.words).filter(({ text }) => text !== ' ');
  const left = rowsOf(words.filter((word) => word.right <= middle));
  const right = rowsOf(words.filter((word) => word.left >= middle));
  if (left.length < leastRows || right.length < leastRows) return false;
  if (areCells(left, right)) return false;
  if (isProse(left) && isProse(right)) return true;
  const [fewer, more] = left.length < right.length ? [left, right] : [right, left];
  const level = fewer.filter((row) =>
    more.some((other) => Math.abs(other.base - row.base) < 0.15 * row.size),
  );
  return level.length * 2 < fewer.length && (isProse(left) || isProse(right));
}

function isProse(rows: readonly Row[]): boolean {
  let characters = 0;
  for (const { words } of rows) {
    for (const { text } of words) characters += text.length * (isWide(text) ? 2 : 1);
  }
  return characters >= leastCharacters * rows.length;
}

function medianSize(rows: readonly Row[]): number {
  const sizes = rows.map(({ size }) => size).sort((a, b) => a - b);
  return sizes[sizes.length >> 1] ?? 0;
}
