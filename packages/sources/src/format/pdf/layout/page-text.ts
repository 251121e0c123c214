import { columnsOf } from './columns.ts';
import { isWithinKorean } from './korean.ts';
import { lineText } from './line-text.ts';
import { breaksAnywhere, continuesKorean, type Word } from './word.ts';

/** A line of a page, ready to be read. */
interface Line {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly base: number;
  readonly size: number;
  /** The column of the page that it stands in. */
  readonly column: object;
  /** From where to where lines go there, or in its cell of a table. */
  readonly bounds: { readonly left: number; readonly right: number };
}

/** A page draws its own spaces where there is one to so many letters. */
const lettersToSpace = 30;
/** Lines further apart than so many usual distances are paragraphs of their own. */
const paragraphGap = 1.35;
const fewLines = 4;
/** In sizes of the letters. */
const singleSpacing = 1.6;
const headingSpacing = 1.6;

/** The text of words that lie in one direction. */
export interface WordsText {
  /** A line a line, an empty one between paragraphs. */
  readonly text: string;
  /** What stands there in the largest letters, where those are larger than most. */
  readonly heading: string | undefined;
}

/** Puts words that lie in one direction in order. */
export function textOfWords(words: readonly Word[]): WordsText {
  const lines = linesOf(words);
  return { text: joinLines(lines), heading: headingOf(lines) };
}

function joinLines(lines: readonly Line[]): string {
  const usual = usualDistance(lines);
  let text = '';
  let last: Line | undefined;
  for (const line of lines) {
    text = last === undefined ? line.text : joined(text, last, line, usual);
    last = line;
  }
  return text;
}

/** Letters of a heading are so much larger than the usual ones. */
const headingFactor = 1.15;
const longestHeading = 200;

function headingOf(lines: readonly Line[]): string | undefined {
  const sizes = lines.map(({ size }) => size).sort((a, b) => a - b);
  const largest = sizes.at(-1) ?? 0;
  if (largest < headingFactor * (sizes[sizes.length >> 1] ?? 0)) return undefined;
  const first = lines.findIndex(({ size }) => size === largest);
  let heading = '';
  for (const { text, size } of lines.slice(first)) {
    if (size < 0.98 * largest) break;
    heading = `${heading} ${text}`.trim();
  }
  return /\p{L}/u.test(heading) && heading.length <= longestHeading ? heading : undefined;
}

function linesOf(words: readonly Word[]): Line[] {
  let letters = 0;
  let spaces = 0;
  for (const { text } of words) {
    if (text === ' ') spaces += 1;
    else letters += text.length;
  }
  const drawsSpaces = spaces * lettersToSpace >= letters;
  const lines: Line[] = [];
  for (const column of columnsOf(words)) {
    for (const { words: some, left, right, base, size, cell } of column.rows) {
      const text = lineText(some, drawsSpaces);
      if (text !== '')
        lines.push({ text, left, right, base, size, column, bounds: cell ?? column });
    }
  }
  return lines;
}

function usualDistance(lines: readonly Line[]): number {
  const distances: number[] = [];
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    if (next?.column === line.column && next.base < line.base)
      distances.push(line.base - next.base);
  }
  distances.sort((a, b) => a - b);
  const usual = distances[distances.length >> 1] ?? Infinity;
  // A few lines may all be paragraphs.
  const size = lines[0]?.size ?? 0;
  return distances.length < fewLines ? Math.min(usual, singleSpacing * size) : usual;
}

/** Words after which a hyphen stands for a part that follows later, as in "pre- and postwar". */
const isShared = /^(?:and|or|und|oder|bzw|sowie|et|ou|y|e|o|en|of|och|og)\b/u;

function joined(text: string, last: Line, line: Line, usual: number): string {
  const distance = last.base - line.base;
  const isHeading = last.size === line.size && distance <= headingSpacing * line.size;
  const isNear = last.column !== line.column || isHeading || distance <= paragraphGap * usual;
  if (!isNear) return `${text}\n\n${line.text}`;
  if (text.endsWith('\u00ad')) return text.slice(0, -1) + line.text;
  if (
    /\p{L}[-\u2010]$/u.test(text) &&
    /^[\p{L}\p{N}]/u.test(line.text) &&
    !isShared.test(line.text)
  ) {
    return (/^\p{Ll}|^\p{Lo}/u.test(line.text) ? text.slice(0, -1) : text) + line.text;
  }
  const isFull = last.right >= last.bounds.right - 2.5 * last.size;
  const isIndented = line.left > line.bounds.left + 0.8 * line.size && last.left < line.left;
  const goesOn =
    (breaksAnywhere(text.at(-1)) && breaksAnywhere(line.text[0])) ||
    continuesKorean(text, line.text) ||
    isWithinKorean(text, line.text);
  if (isFull && !isIndented && goesOn) return text + line.text;
  return `${text}\n${line.text}`;
}
