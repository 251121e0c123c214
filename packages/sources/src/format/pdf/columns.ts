import { type Row, rowsOf } from './rows.ts';
import { isLeftToRight, isRightToLeft, isWide, type Word } from './word.ts';

/** Lines that follow each other, and how wide the column is that they stand in. */
export interface Column {
  readonly rows: readonly Row[];
  readonly left: number;
  readonly right: number;
}

/** An empty strip from top to bottom. */
interface Gap {
  readonly from: number;
  readonly to: number;
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
    if (plain.length > 0) found.push(columnOf(plain));
    plain = [];
    const inside = rows.slice(at, split.end).flatMap(({ words: some }) => some);
    const middle = (split.gutter.from + split.gutter.to) / 2;
    const isLeft = (word: Word): boolean => (word.left + word.right) / 2 < middle;
    const sides = [inside.filter(isLeft), inside.filter((word) => !isLeft(word))];
    if (readsToTheLeft(inside)) sides.reverse();
    for (const side of sides) found.push(...columnsOf(side));
    at = split.end;
  }
  if (plain.length > 0) found.push(columnOf(plain));
  return found;
}

function columnOf(plain: readonly Row[]): Column {
  const rows = unfoldCells(plain);
  const left = Math.min(...rows.map((row) => row.left));
  return { rows, left, right: Math.max(...rows.map((row) => row.right)) };
}

/**
 * A cell of one line beside one of two lines stands at half their height, thus between them; what is left of the two is read before
 * them, and what is right of them after.
 */
function unfoldCells(rows: readonly Row[]): readonly Row[] {
  const unfolded = [...rows];
  for (let at = 1; at + 1 < unfolded.length; at += 1) {
    const [above, row, below] = unfolded.slice(at - 1, at + 2);
    if (above === undefined || row === undefined || below === undefined) continue;
    if (above.base - below.base > 1.9 * Math.min(above.size, below.size)) continue;
    const from = Math.min(above.left, below.left);
    const to = Math.max(above.right, below.right);
    const before = row.words.filter((word) => word.right <= from);
    const after = row.words.filter((word) => word.left >= to);
    if (before.length + after.length < row.words.length) continue;
    unfolded.splice(at - 1, 3, withWords(above, before, []), withWords(below, [], after));
  }
  return unfolded;
}

function withWords(row: Row, before: readonly Word[], after: readonly Word[]): Row {
  const { left, right, base, size } = row;
  return { words: [...before, ...row.words, ...after], left, right, base, size };
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

/** Where a row has nothing that is at least so wide, from the far left to the far right. */
function gapsOf({ words }: Row, least: number): Gap[] {
  const gaps: Gap[] = [];
  let from = -Infinity;
  for (const { text, left, right } of words) {
    if (text === ' ') continue;
    if (left - from >= least) gaps.push({ from, to: left });
    from = Math.max(from, right);
  }
  gaps.push({ from, to: Infinity });
  return gaps;
}

function meet(gap: Gap, others: readonly Gap[], least: number): Gap[] {
  const both: Gap[] = [];
  for (const other of others) {
    const from = Math.max(gap.from, other.from);
    const to = Math.min(gap.to, other.to);
    if (to - from >= least) both.push({ from, to });
  }
  return both;
}

/** Whether both sides of a gap are text that is read for itself. */
function partsText(rows: readonly Row[], { from, to }: Gap): boolean {
  const middle = (from + to) / 2;
  const words = rows.flatMap((row) => row.words).filter(({ text }) => text !== ' ');
  const left = rowsOf(words.filter((word) => word.right <= middle));
  const right = rowsOf(words.filter((word) => word.left >= middle));
  if (left.length < leastRows || right.length < leastRows) return false;
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

function readsToTheLeft(words: readonly Word[]): boolean {
  const left = words.filter(({ text }) => isRightToLeft(text)).length;
  return left > words.filter(({ text }) => isLeftToRight(text)).length;
}

function medianSize(rows: readonly Row[]): number {
  const sizes = rows.map(({ size }) => size).sort((a, b) => a - b);
  return sizes[sizes.length >> 1] ?? 0;
}
