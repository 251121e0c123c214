import type { Row } from './rows.ts';
import type { Word } from './word.ts';

/** In sizes of the letters: lines of one cell are at most so far apart. */
const closeLines = 1.9;
/** And so many times as far as the first two of them. */
const slack = 1.1;
/** In sizes of the letters: so far one may reach beyond its cell. */
const overlap = 0.25;

/**
 * In a table whose columns are too close to be known by the space between them, a cell of one line beside one of several stands at the
 * middle of these. What is left of them is read before the first, and what is right of them after the last.
 */
export function unfoldCells(
  rows: readonly Row[],
  isMeant: (cell: LongCell) => boolean = () => true,
): readonly Row[] {
  const unfolded = [...rows];
  for (let at = 1; at + 1 < unfolded.length; at += 1) {
    const cell = longCellAround(unfolded, at);
    if (cell === undefined || !isMeant(cell)) continue;
    const { first, behind, before, inside, after, left, right } = cell;
    const own = unfolded.slice(first, behind);
    const middle = at - first;
    const lines = own.flatMap((row, index) =>
      index !== middle
        ? [row]
        : inside.length === 0
          ? []
          : [{ ...row, words: inside, left, right }],
    );
    const last = lines.length - 1;
    const read = lines.map((row, index): Row => ({
      ...row,
      words: [...(index === 0 ? before : []), ...row.words, ...(index === last ? after : [])],
      cell: { left, right },
    }));
    unfolded.splice(first, own.length, ...read);
    at = first + read.length - 1;
  }
  return unfolded;
}

/**
 * Whether what stands beside a cell of several lines stands between these, not level with one, and closer than `least`: what is further
 * away is known as a column by the space between them.
 */
export function standsCloseBetween(least: number): (cell: LongCell) => boolean {
  return ({ before, inside, after, left, right }) =>
    inside.length === 0 &&
    (before.some((word) => left - word.right < least) ||
      after.some((word) => word.left - right < least));
}

/** A cell of several lines, and the words of a row beside its middle. */
export interface LongCell {
  readonly first: number;
  readonly behind: number;
  readonly left: number;
  readonly right: number;
  /** Left of it, in it and right of it. */
  readonly before: readonly Word[];
  readonly inside: readonly Word[];
  readonly after: readonly Word[];
}

/** The lines around a row that are a cell for themselves, if the row is in the middle of them and has words beside them. */
function longCellAround(rows: readonly Row[], at: number): LongCell | undefined {
  const [above, row, below] = rows.slice(at - 1, at + 2);
  if (above === undefined || row === undefined || below === undefined) return undefined;
  if (above.cell !== undefined || row.cell !== undefined || below.cell !== undefined)
    return undefined; // they are in order
  const left = Math.min(above.left, below.left);
  const right = Math.max(above.right, below.right);
  const touch = overlap * row.size;
  const before = row.words.filter((word) => word.right <= left + touch);
  const after = row.words.filter((word) => word.left >= right - touch);
  const inside = row.words.filter((word) => !before.includes(word) && !after.includes(word));
  const isSeen = ({ text }: Word): boolean => text !== ' ';
  if (!before.some(isSeen) && !after.some(isSeen)) return undefined;
  const isLine = inside.some(isSeen);
  const distance = isLine
    ? Math.max(above.base - row.base, row.base - below.base)
    : above.base - below.base;
  if (distance > closeLines * Math.min(above.size, below.size)) return undefined;
  const from = Math.max(-Infinity, ...before.map((word) => word.right));
  const to = Math.min(Infinity, ...after.map((word) => word.left));
  const count = (step: 1 | -1): { readonly lines: number; readonly isSetApart: boolean } => {
    let last = step === 1 ? below : above;
    for (let lines = 1; ; lines += 1) {
      const next = rows[at + step * (lines + 1)];
      if (next === undefined || Math.abs(last.base - next.base) > slack * distance)
        return { lines, isSetApart: true };
      if (next.left < from - touch || next.right > to + touch) return { lines, isSetApart: false };
      last = next;
    }
  };
  const [over, under] = [count(-1), count(1)];
  // Level with a line, it may as well be of that line alone.
  const isAlone = over.lines === under.lines && over.isSetApart && under.isSetApart;
  if (isLine && !isAlone) return undefined;
  const lines = Math.min(over.lines, under.lines);
  const parts = { before, inside: isLine ? inside : [], after };
  return { first: at - lines, behind: at + lines + 1, left, right, ...parts };
}
