import { isDense, isLeftToRight, isRightToLeft, isStacked, type Word } from './word.ts';

/** A gap this wide, in sizes of the letters, is a space. */
const usualSpace = 0.1;
/** The same in scripts whose letters end at their ink, on a page that draws its spaces, and on others. */
const stackedSpace = [0.3, 0.22] as const;
/** The same between Chinese or Japanese characters, which are set apart to fill a line. */
const denseSpace = 0.75;

/** And in those that join their letters, which end at their ink as well. */
const joinedSpace = 0.17;
const raised = 0.15;

/** The text of words on one line, which come from left to right, in the order in which they are read. */
export function lineText(words: readonly Word[], drawsSpaces: boolean): string {
  const pieces: string[] = [];
  let last: Word | undefined;
  for (const word of inReadingOrder(words)) {
    if (word.text === ' ') {
      pieces.push(' ');
      last = undefined;
      continue;
    }
    if (last !== undefined && isApart(last, word, drawsSpaces)) pieces.push(' ');
    pieces.push(word.text);
    last = word;
  }
  return withBrackets(pieces.join('').replace(/ {2,}/g, ' ').trim());
}

const brackets = '()[]{}';

/** In lines that run to the left, some PDFs name brackets as they look, some as they are meant: what closes first was meant to open. */
function withBrackets(text: string): string {
  if (!isRightToLeft(text)) return text;
  const used = text.match(/[()[\]{}]/g) ?? [];
  const isSwapped =
    brackets.indexOf(used[0] ?? '(') % 2 === 1 && '([{'.includes(used.at(-1) ?? ')');
  return isSwapped
    ? text.replace(/[()[\]{}]/g, (bracket) => brackets[brackets.indexOf(bracket) ^ 1] ?? bracket)
    : text;
}

function isApart(a: Word, b: Word, drawsSpaces: boolean): boolean {
  const gap = Math.max(a.left, b.left) - Math.min(a.right, b.right);
  const size = Math.min(a.size, b.size);
  if (isRaised(a, b) || isRaised(b, a)) return true;
  if (isDense(a.text.at(-1)) && isDense(b.text[0])) return gap > denseSpace * size;
  const space = isStacked(a.text)
    ? stackedSpace[drawsSpaces ? 0 : 1]
    : isRightToLeft(a.text)
      ? joinedSpace
      : usualSpace;
  return gap > space * size;
}

/** Whether one word stands higher and is smaller, as an exponent or the number of a footnote, which are not part of the word before. */
function isRaised(word: Word, other: Word): boolean {
  return word.base - other.base > raised * word.size && word.size < 0.9 * other.size;
}

/**
 * Words as they are read. A line is of the direction that most of its words have; words of the other one keep their own order
 * where they follow each other. Numbers are read from left to right, and within a word PDFium has put the letters in order.
 */
function inReadingOrder(words: readonly Word[]): readonly Word[] {
  let toTheLeft = 0;
  let toTheRight = 0;
  for (const { text } of words) {
    if (isRightToLeft(text)) toTheLeft += 1;
    else if (isLeftToRight(text)) toTheRight += 1;
  }
  if (toTheLeft === 0) return words;
  const isRtlLine = toTheLeft >= toTheRight;
  const isOther = isRtlLine ? isLeftToRight : isRightToLeft;
  const ordered = isRtlLine ? words.toReversed() : [...words];
  for (let start = 0; start < ordered.length; start += 1) {
    if (!isOther(ordered[start]?.text ?? '')) continue;
    let end = start;
    for (let at = start + 1; at < ordered.length; at += 1) {
      const text = ordered[at]?.text ?? '';
      if (isOther(text)) end = at;
      else if (isRightToLeft(text) || isLeftToRight(text)) break;
    }
    ordered.splice(start, end - start + 1, ...ordered.slice(start, end + 1).reverse());
    start = end;
  }
  return ordered;
}
