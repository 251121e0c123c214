import type { Row } from './rows.ts';
import type { Word } from './word.ts';

/** In sizes of the letters: lines of one cell are at most so far apart. */
const closeLines = 1.9;
/** And so many times as far as the first two of them. */
const slack = 1.1;
/** In sizes of the letters: so far one may reach beyond its cell. */
const overlap = 0.25;

/** Lines that are a cell for themselves, and the words that stand beside their middle. */
export interface LongCell {
  readonly first: number;
  readonly behind: number;
  readonly left: number;
  readonly right: number;
  /** Words of the row between its lines: left of it and right of it. */
  readonly before: readonly Word[];
  readonly after: readonly Word[];
}

/**
 * A cell of one line beside one of an even number of lines stands between two of these. What is left of them is read before the first,
 * and what is right of them after the last.
 */
export function unfoldCells(
  rows: readonly Row[],
  isMeant: (cell: LongCell) => boolean = () => true,
): readonly Row[] {
  const unfolded = [...rows];
  for (let at = 1; at + 1 < unfolded.length; at += 1) {
    const cell = longCellAround(unfolded, at);
    if (cell === undefined || !isMeant(cell)) continue;
    const { first, behind, before, after, left, right } = cell;
    const lines = [...unfolded.slice(first, at), ...unfolded.slice(at + 1, behind)];
    const last = lines.length - 1;
    const read = lines.map((row, index): Row => {
      const begun = index === 0 ? apartFrom(before, row.words) : row.words;
      const words = index === last ? apartFrom(begun, after) : begun;
      return { ...row, words, cell: { left, right } };
    });
    unfolded.splice(first, behind - first, ...read);
    at = first + last;
  }
  return unfolded;
}

/**
 * Whether words beside a cell are closer to it than `least`: what is further away is known as a column by the space between them.
 */
export function standsClose(least: number): (cell: LongCell) => boolean {
  return ({ before, after, left, right }) =>
    before.some((word) => left - word.right < least) ||
    after.some((word) => word.left - right < least);
}

/** Words of one cell and of the next, with a space between them. */
export function apartFrom(words: readonly Word[], next: readonly Word[]): readonly Word[] {
  const [last] = words.slice(-1);
  if (last === undefined || next.length === 0) return [...words, ...next];
  return [...words, { ...last, text: ' ' }, ...next];
}

function longCellAround(rows: readonly Row[], at: number): LongCell | undefined {
  const [above, row, below] = rows.slice(at - 1, at + 2);
  if (above === undefined || row === undefined || below === undefined) return undefined;
  const left = Math.min(above.left, below.left);
  const right = Math.max(above.right, below.right);
  const touch = overlap * row.size;
  if (row.left >= left - touch && row.right <= right + touch) return undefined;
  if (above.cell !== undefined || row.cell !== undefined || below.cell !== undefined)
    return undefined; // they are in order
  const distance = above.base - below.base;
  if (distance > closeLines * Math.min(above.size, below.size)) return undefined;
  const before = row.words.filter((word) => word.right <= left + touch);
  const after = row.words.filter((word) => word.left >= right - touch);
  if (before.length + after.length < row.words.length) return undefined; // it is a line itself
  const from = Math.max(-Infinity, ...before.map((word) => word.right));
  const to = Math.min(Infinity, ...after.map((word) => word.left));
  const count = (step: 1 | -1): number => {
    let last = step === 1 ? below : above;
    for (let lines = 1; ; lines += 1) {
      const next = rows[at + step * (lines + 1)];
      if (next === undefined || Math.abs(last.base - next.base) > slack * distance) return lines;
      if (next.left < from - touch || next.right > to + touch) return lines;
      last = next;
    }
  };
  const lines = Math.min(count(-1), count(1));
  return { first: at - lines, behind: at + lines + 1, left, right, before, after };
}
