import { type Gap, gapsOf, meet } from './gaps.ts';
import { type Row, rowsOf } from './rows.ts';
import { apartFrom, standsClose, unfoldCells } from './unfold-cells.ts';
import { breaksAnywhere, readsToTheLeft, type Word } from './word.ts';

/** A column of a table. */
interface TableColumn {
  readonly left: number;
  readonly right: number;
  readonly lines: readonly Row[];
}

/** The part of a column that stands in one row of the table. */
interface Cell {
  readonly column: TableColumn;
  readonly lines: readonly Row[];
}

/** From one base to another, downwards. */
interface Extent {
  readonly top: number;
  readonly bottom: number;
}

/** In sizes of the letters: lines that are further apart are of two cells. */
const farApart = 2.2;
/** And so many times the least distance of lines in the table. */
const apart = 1.08;
/** In sizes of the letters: a line that ends so close to the end of its column is full. */
const fullLine = 2.5;
/** In sizes of the letters: lines whose bases differ by less are level. */
const level = 0.3;
/** A strip of fewer sizes of the letters in which a space is drawn is one between words, such as those of justified lines. */
const spaceGutter = 5;

/**
 * Puts the lines of tables in order: where a cell has several lines, the cells of a row are read one after the other, each as a whole, and
 * the next one goes on where the last line ended. Rows whose cells have a line each, and whatever may be such rows, stay as they are.
 */
export function readCells(lines: readonly Row[], least: number): readonly Row[] {
  const rows = unfoldCells(lines, standsClose(least));
  const rowGaps = rows.map((row) => cellGaps(row, least));
  const ordered: Row[] = [];
  let plain: Row[] = [];
  for (let at = 0; at < rows.length;) {
    const { end, gutters } = stretchFrom(rowGaps, at, least);
    const stretch = rows.slice(at, end);
    if (gutters.length === 0) plain.push(...stretch);
    else {
      ordered.push(...unfoldCells(plain), ...tableLines(stretch, gutters));
      plain = [];
    }
    at = end;
  }
  ordered.push(...unfoldCells(plain));
  return ordered;
}

const leastTableRows = 3;
/** What has more lines is a column of the page. */
const longestCell = 30;
/** Lines of a cell that stand above those beside it. */
const mostAbove = 6;

/**
 * Whether lines on two sides of a strip are cells of a table, and not columns of text: there are several groups of lines, and each begins
 * level with one on the other side.
 */
export function areCells(left: readonly Row[], right: readonly Row[]): boolean {
  const sides = [left, right].map((lines) => runsOf(lines, leastDistance([{ lines }])));
  const [one = [], other = []] = sides;
  if (one.length < leastTableRows || one.length !== other.length) return false;
  if (sides.flat().every(({ length }) => length === 1)) return false;
  return one.every(([first], index) => {
    const beside = other[index]?.[0];
    if (first === undefined || beside === undefined) return false;
    return Math.abs(first.base - beside.base) <= level * first.size;
  });
}

/** Rows from one on through which the same strips run, by the gaps of each row. */
function stretchFrom(
  rowGaps: readonly (readonly Gap[])[],
  start: number,
  least: number,
): { readonly end: number; readonly gutters: readonly Gap[] } {
  let gutters: readonly Gap[] = [];
  let gaps: readonly Gap[] = [{ from: -Infinity, to: Infinity }];
  let end = start;
  for (; end < rowGaps.length; end += 1) {
    const own = rowGaps[end] ?? [];
    gaps = gaps.flatMap((gap) => meet(gap, own, least));
    const inner = gaps.filter(({ from, to }) => from > -Infinity && to < Infinity);
    if (inner.length > 0) gutters = inner;
    else if (gutters.length > 0 || gaps.length === 0 || end - start >= mostAbove) break;
  }
  return gutters.length === 0 || end - start < 2
    ? { end: start + 1, gutters: [] }
    : { end, gutters };
}

/** Where a row may be parted into cells: nowhere in one that is in order. */
function cellGaps(row: Row, least: number): readonly Gap[] {
  return row.cell === undefined ? gapsOf(row, least).filter((gap) => !isSpace(row, gap)) : [];
}

function isSpace({ words, size }: Row, { from, to }: Gap): boolean {
  if (to - from >= spaceGutter * size) return false;
  return words.some(({ text, left, right }) => text === ' ' && left >= from - 1 && right <= to + 1);
}

function tableLines(rows: readonly Row[], gutters: readonly Gap[]): readonly Row[] {
  const columns = tableColumns(
    rows.flatMap(({ words }) => words),
    gutters,
  );
  const least = leastDistance(columns);
  const runs = columns.map(({ lines }) => runsOf(lines, least));
  if (runs.flat().every((run) => run.length === 1)) return rows;
  const parts = tableRows(runs);
  return parts.flatMap(({ top, bottom }) => {
    const isInside = ({ base, size }: Row): boolean =>
      base <= top + level * size && base >= bottom - level * size;
    const cells = columns
      .map((column) => ({ column, lines: column.lines.filter(isInside) }))
      .filter(({ lines }) => lines.length > 0);
    return isOneRow(cells, least, parts.length > 1)
      ? cellByCell(cells)
      : unfoldCells(rowsOf(cells.flatMap(({ lines }) => lines.flatMap(({ words }) => words))));
  });
}

function tableColumns(words: readonly Word[], gutters: readonly Gap[]): TableColumn[] {
  const ends = gutters.map(({ from, to }) => (from + to) / 2).toSorted((a, b) => a - b);
  const parts: Word[][] = [...ends, Infinity].map(() => []);
  for (const word of words) {
    const middle = (word.left + word.right) / 2;
    const index = ends.findIndex((end) => middle < end);
    parts.at(index)?.push(word); // the last one where it is behind all ends
  }
  return parts.map((part) => {
    const lines = unfoldCells(rowsOf(part).filter(({ right }) => right > -Infinity));
    const left = Math.min(...lines.map((line) => line.left));
    return { lines, left, right: Math.max(...lines.map((line) => line.right)) };
  });
}

/** The distance of lines that follow each other closest. */
function leastDistance(columns: readonly Pick<TableColumn, 'lines'>[]): number {
  let least = Infinity;
  for (const { lines } of columns) {
    for (const [index, { base, size }] of lines.entries()) {
      const distance = base - (lines[index + 1]?.base ?? -Infinity);
      if (distance > 0.8 * size) least = Math.min(least, distance);
    }
  }
  return least;
}

/** Lines that follow each other closely. */
function runsOf(lines: readonly Row[], least: number): Row[][] {
  const runs: Row[][] = [];
  let last: Row | undefined;
  for (const line of lines) {
    const most = Math.min(apart * least, farApart * line.size);
    if (last !== undefined && last.base - line.base <= most) runs.at(-1)?.push(line);
    else runs.push([line]);
    last = line;
  }
  return runs;
}

/** From where to where each row of a table goes: no line of a run stands in two. */
function tableRows(runs: readonly (readonly (readonly Row[])[])[]): Extent[] {
  const extents = runs
    .flat()
    .map((run) => ({
      top: run[0]?.base ?? 0,
      bottom: run.at(-1)?.base ?? 0,
      slack: level * (run[0]?.size ?? 0),
    }))
    .toSorted((a, b) => b.top - a.top);
  const parts: { top: number; bottom: number }[] = [];
  for (const { top, bottom, slack } of extents) {
    const last = parts.at(-1);
    if (last === undefined || top < last.bottom - slack) parts.push({ top, bottom });
    else last.bottom = Math.min(last.bottom, bottom);
  }
  return parts.flatMap((part) => cutRows(part, runs));
}

/** Where rows are not set apart, the column with most runs says where each begins, if another cell begins there as well. */
function cutRows(part: Extent, runs: readonly (readonly (readonly Row[])[])[]): Extent[] {
  const inside = runs
    .map((some) => some.filter(([first]) => isWithin(first, part)))
    .filter((some) => some.length > 0);
  const most = inside.toSorted((a, b) => b.length - a.length)[0] ?? [];
  if (most.length < 2) return [part];
  const others = inside.filter((some) => some !== most).flat(2);
  const tops = most.flatMap(([first]) => first ?? []);
  const isLevel = tops.every((top) =>
    others.some(({ base }) => Math.abs(base - top.base) <= level * top.size),
  );
  if (!isLevel) return [part];
  return tops.map((line, index) => {
    const next = tops[index + 1];
    return {
      top: index === 0 ? part.top : line.base,
      bottom: next === undefined ? part.bottom : next.base + 2 * level * next.size,
    };
  });
}

function isWithin(line: Row | undefined, { top, bottom }: Extent): boolean {
  if (line === undefined) return false;
  const slack = level * line.size;
  return line.base <= top + slack && line.base >= bottom - slack;
}

/**
 * Whether lines side by side are the cells of one row, and not several rows of one line each: where one of them stands beside the middle
 * of others, or where all begin at one height and those of several lines are texts that went on because their column ends.
 */
function isOneRow(cells: readonly Cell[], least: number, isOneOfMany: boolean): boolean {
  const counts = cells.map(({ lines }) => lines.length);
  const most = Math.max(...counts);
  if (cells.length < 2 || most < 2 || most > longestCell) return false;
  if (cells.some(({ lines }) => runsOf(lines, least).length > 1)) return false;
  const isLevel = (a: Row, b: Row): boolean => Math.abs(a.base - b.base) <= level * a.size;
  const bases = cells.flatMap(({ lines }) => lines.map(({ base }) => base));
  const middle = (Math.max(...bases) + Math.min(...bases)) / 2;
  const isBetween = (lines: readonly Row[], others: readonly Row[]): boolean => {
    const [first, last] = [others[0], others.at(-1)];
    return (
      lines.some(({ base }) => base < (first?.base ?? base) && base > (last?.base ?? base)) &&
      !lines.some((line) => others.some((other) => isLevel(line, other)))
    );
  };
  if (cells.some(({ lines }) => cells.some((other) => isBetween(lines, other.lines)))) return true;
  const single = cells.flatMap(({ lines }) => (lines.length === 1 ? lines : []));
  const isCentred = ({ base, size }: Row): boolean => Math.abs(base - middle) <= level * size;
  if (isOneOfMany && single.some(isCentred)) return true;
  // Of two lines alone, the first one is as wide as its column.
  const isUneven = most > 2 && Math.min(...counts) < most;
  const top = Math.max(...bases);
  const isTop = ([line]: readonly Row[]): boolean =>
    line !== undefined && top - line.base <= level * line.size;
  if ((!isUneven && !isOneOfMany) || !cells.every(({ lines }) => isTop(lines))) return false;
  const long = cells.filter(({ lines }) => lines.length > 1);
  return long.every((cell) => wrap(cell) === 'full') && long.some(knowsItsEnd);
}

/** Whether more than one line goes as far as the column does; a single one may end there by chance. */
function knowsItsEnd({ column: { left, right, lines } }: Cell): boolean {
  const ends = (line: Row): boolean =>
    (readsToTheLeft(line.words) ? line.left - left : right - line.right) <= fullLine * line.size;
  return lines.filter(ends).length > 1;
}

/** Whether each line of a cell is so full that the next word had no room, or cannot be known, as with single words and numbers. */
function wrap({ lines, column }: Cell): 'full' | 'short' | 'unknown' {
  let isKnown = false;
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    if (next === undefined) break;
    const isRtl = readsToTheLeft(line.words);
    const words = next.words.filter(({ text }) => text !== ' ');
    const first = isRtl ? words.at(-1) : words[0];
    if (first === undefined) continue;
    const room = isRtl ? line.left - column.left : column.right - line.right;
    const isCut = breaksAnywhere(first.text[0]);
    const wanted = isCut ? line.size : first.right - first.left;
    if (room > wanted + level * line.size) return 'short';
    if (isCut || line.words.filter(({ text }) => /\p{L}/u.test(text)).length > 1) isKnown = true;
  }
  return isKnown ? 'full' : 'unknown';
}

function cellByCell(cells: readonly Cell[]): Row[] {
  const ordered: Row[] = [];
  const isRtl = readsToTheLeft(cells.flatMap(({ lines }) => lines.flatMap(({ words }) => words)));
  let base = Infinity;
  for (const { lines, column } of isRtl ? cells.toReversed() : cells) {
    for (const [index, line] of lines.entries()) {
      base = Math.min(base, line.base); // what is read next never stands above
      const last = index === 0 ? ordered.pop() : undefined;
      const rest = last?.words ?? [];
      const words = isRtl ? apartFrom(line.words, rest) : apartFrom(rest, line.words);
      ordered.push({ ...line, words, base, cell: column });
    }
  }
  return ordered;
}
