import { wordCutter } from './word-cutter.ts';

/** Node 20 takes time by the square of what it is given at once. */
const pieceLength = 4000;
/** Longer words are cut: an index of a database has bounds. */
const maxWordBytes = 255;
/** Of one query; Weaviate loses hits of longer ones. */
const maxQueryWords = 500;

/** U+0085 is white space to the databases and not to JavaScript. */
const spaces = /[\s\u0085]+/u;
const ignorable = /\p{Default_Ignorable_Code_Point}/gu;
const letter = /[\p{L}\p{N}\p{M}]/u;
/** An article number, a version, a path. */
const isCode = /[\p{N}\-/._]/u;

/**
 * The words of a text in the rules of this process, in order and as often as they stand there; a word has no white space in it.
 * Texts are compared by compatible letters (NFKC) without case. Beside the words of a script's own rules, what stands between two
 * spaces and holds a digit or one of `-/._`, such as `4711-a`, is a word as a whole, without the marks around it.
 */
export function cutWords(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().replace(ignorable, '').normalize('NFKC');
  const words = [...segments(plain)];
  const known = new Set(words);
  for (const part of plain.split(spaces)) {
    if (!isCode.test(part)) continue;
    const code = withoutMarks(part);
    if (isCode.test(code) && !known.has(code)) words.push(code);
  }
  return words.map(shorten);
}

/** The words of a query, each once, the first 500 of them. */
export function queryWords(text: string): string[] {
  return [...new Set(cutWords(text))].slice(0, maxQueryWords);
}

/** The words of a text joined by spaces, as a database keeps them that cuts at white space; `undefined` where there is no word. */
export function wordText(text: string | undefined): string | undefined {
  const words = text === undefined ? [] : cutWords(text);
  return words.length === 0 ? undefined : words.join(' ');
}

/** Word-like segments, piece by piece. A piece ends at white space; where there is none, its last word begins the next one. */
function* segments(text: string): Generator<string> {
  const cutter = wordCutter();
  for (let start = 0; start < text.length;) {
    const whole = text.slice(start, start + pieceLength);
    const isLast = start + whole.length === text.length;
    const space = isLast ? -1 : lastSpace(whole);
    const piece = space > 0 ? whole.slice(0, space) : whole.slice(0, endOf(whole));
    const found = [...cutter.segment(piece)];
    const last = found.at(-1);
    const isOpen = !isLast && space <= 0 && last !== undefined && last.index > 0;
    for (const { segment, isWordLike } of isOpen ? found.slice(0, -1) : found)
      if (isWordLike === true) yield segment;
    start += isOpen ? last.index : piece.length;
  }
}

function lastSpace(piece: string): number {
  for (let i = piece.length - 1; i > 0; i--) {
    const code = piece.charCodeAt(i);
    if (code > 0x20 && code < 0x85) continue; // most texts, for which the expression takes its time
    if (spaces.test(piece.charAt(i))) return i;
  }
  return -1;
}

/** A part without what stands around it: brackets, quotes, the mark at the end of a sentence. In one pass, unlike an expression. */
function withoutMarks(part: string): string {
  const start = part.search(letter);
  if (start === -1) return '';
  let end = part.length;
  for (; end > start; end--) {
    const pair = part.codePointAt(end - 2) ?? 0;
    if (letter.test(pair > 0xffff ? String.fromCodePoint(pair) : part.charAt(end - 1))) break;
  }
  return part.slice(start, end);
}

/** A pair of surrogates stays whole. */
function endOf(piece: string): number {
  return piece.length === pieceLength && /[\uD800-\uDBFF]$/.test(piece)
    ? piece.length - 1
    : piece.length;
}

/** The beginning of a word that fits, in whole code points. */
function shorten(word: string): string {
  if (word.length * 3 <= maxWordBytes || Buffer.byteLength(word) <= maxWordBytes) return word;
  let bytes = 0;
  let end = 0;
  for (const point of word) {
    bytes += Buffer.byteLength(point);
    if (bytes > maxWordBytes) break;
    end += point.length;
  }
  return word.slice(0, end);
}
