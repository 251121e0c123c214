import type { Shifts } from './lost-texts.ts';
import type { Pdfium } from './pdfium.ts';
import { createSpans, type Span } from './spans.ts';
import { isDense, isRightToLeft, type Word } from './layout/word.ts';

/** The words of a page, apart by the direction that they are written in: a page may have a table on its side. */
export interface PageWords {
  /** By quarter turns, the most common one first. */
  readonly turns: readonly (readonly Word[])[];
  /** Characters that are seen, and how many of them have no Unicode. */
  readonly characters: number;
  readonly unreadable: number;
  /** The text objects that have characters. */
  readonly objects: ReadonlySet<number>;
}

/** How a text object lies. */
interface Style {
  readonly object: number;
  /** Quarter turns to the left; 3 also for lines that run from top to bottom. */
  readonly turn: number;
  readonly size: number;
}

/** One character in the frame of its line. */
interface Glyph {
  readonly text: string;
  left: number;
  right: number;
  /** Where PDFium says that it begins, which differs from `left` for a part of a shape. */
  readonly start: number;
  readonly origin: number;
  readonly base: number;
  /** It and those before it of the same shape, such as a ligature or a letter with its marks. */
  shape: string;
}

/** Share of a letter's size within which the next one belongs to the same word. */
const nearGap = 0.1;

/** Reads the characters of an open text page and puts those together that follow each other closely. */
export function pageWords(pdfium: Pdfium, page: number, text: number, shifts: Shifts): PageWords {
  const { doubtful, ...words } = readWords(pdfium, page, text, shifts, true);
  return doubtful === '' || looksWritten(doubtful)
    ? words
    : readWords(pdfium, page, text, shifts, false);
}

/**
 * Whether characters that a font does not explain read like words, as they do where its codes are those of ASCII: with small letters
 * for the most part, and vowels among them.
 */
function looksWritten(doubtful: string): boolean {
  const letters = doubtful.match(/[a-z]/gi)?.length ?? 0;
  const small = doubtful.match(/[a-z]/g)?.length ?? 0;
  const vowels = doubtful.match(/[aeiouy]/g)?.length ?? 0;
  return (
    2 * letters > doubtful.length &&
    2 * small > letters &&
    vowels > 0.2 * small &&
    vowels < 0.6 * small
  );
}

/** `doubtful` are characters that the font does not explain, and that are taken for what their codes are in ASCII. */
function readWords(
  pdfium: Pdfium,
  page: number,
  text: number,
  shifts: Shifts,
  withDoubtful: boolean,
): PageWords & { readonly doubtful: string } {
  const { scratch } = pdfium;
  const count = pdfium.FPDFText_CountChars(text);
  const turns: Word[][] = [[], [], [], []];
  let characters = 0;
  let unreadable = 0;
  let doubtful = '';
  const spans = createSpans(pdfium, page);
  let span: Span | undefined;
  const objects = new Set<number>();
  let lastObject = 0;
  let shift = 0;
  let style: Style = { object: 0, turn: 0, size: 0 };
  let word: Word | undefined;
  let last: Glyph | undefined;
  for (let index = 0; index < count; index += 1) {
    const object = pdfium.FPDFText_GetTextObject(text, index);
    if (object === 0) {
      word = undefined; // a space or line end that PDFium has made up
      continue;
    }
    if (object !== lastObject) {
      lastObject = object;
      span = spans.of(object);
      objects.add(object);
      shift = shifts.get(object) ?? 0;
    }
    // PDFium gives the text of a span again where another object lies between its own.
    if (span !== undefined) {
      if (span.object === 0) span.object = object;
      else if (span.object !== object) continue;
    }
    let code = pdfium.FPDFText_GetUnicode(text, index);
    if (code >= 0xd800 && code < 0xdc00 && index + 1 < count) {
      const low = pdfium.FPDFText_GetUnicode(text, (index += 1));
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    // PDFium's own mark for a hyphen at the end of a line
    const isHyphen = code === 2 && pdfium.FPDFText_IsHyphen(text, index) === 1;
    const isSpace = code === 0x20 || code === 0xa0 || code === 0x3000 || (code >= 9 && code <= 13);
    if (!isSpace) characters += 1;
    if (!isHyphen && !isSpace) {
      const isMissing = isNoCharacter(code);
      const isUnexplained = isMissing || pdfium.FPDFText_HasUnicodeMapError(text, index) === 1;
      const isDoubtful = isUnexplained && !isMissing && code < 0x7f && withDoubtful;
      if (isDoubtful) doubtful += String.fromCodePoint(code);
      else if (isUnexplained) {
        unreadable += 1;
        word = undefined;
        continue;
      }
    }
    if (object !== style.object) {
      const next = styleOf(pdfium, text, index, object);
      if (next.turn !== style.turn || Math.abs(next.size - style.size) > 0.1 * style.size)
        word = undefined;
      style = next;
    }
    pdfium.FPDFText_GetLooseCharBox(text, index, scratch);
    pdfium.FPDFText_GetCharOrigin(text, index, scratch + 16, scratch + 24);
    const glyph = glyphAt(
      pdfium.view(),
      scratch,
      style.turn,
      shift,
      isHyphen ? '-' : isSpace ? ' ' : String.fromCodePoint(code),
    );
    if (span !== undefined && style.turn === 0) {
      glyph.left = Math.min(glyph.left, span.left);
      glyph.right = Math.max(glyph.right, span.right);
    }
    if (isSpace) {
      const { left, right, base } = glyph;
      turns[style.turn]?.push({ text: ' ', left, right, base, size: style.size });
      word = undefined;
    } else if (word !== undefined && last !== undefined && isNext(word, last, glyph)) {
      append(word, last, glyph);
    } else {
      const { text: first, left, right, base } = glyph;
      word = { text: first, left, right, base, size: style.size };
      turns[style.turn]?.push(word);
    }
    last = glyph;
  }
  turns.sort((a, b) => b.length - a.length);
  return {
    turns: turns.filter((words) => words.length > 0),
    characters,
    unreadable,
    objects,
    doubtful,
  };
}

/** Control characters, parts of surrogates and what Unicode keeps free. */
function isNoCharacter(code: number): boolean {
  if (code < 32 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000)) return true;
  return code > 0x10ffff || code === 0xfffd || (code & 0xfffe) === 0xfffe;
}

function styleOf(pdfium: Pdfium, text: number, index: number, object: number): Style {
  const { scratch } = pdfium;
  const fontSize = pdfium.FPDFText_GetFontSize(text, index);
  if (pdfium.FPDFText_GetMatrix(text, index, scratch) === 0)
    return { object, turn: 0, size: fontSize };
  const view = pdfium.view();
  const a = view.getFloat32(scratch, true);
  const b = view.getFloat32(scratch + 4, true);
  const c = view.getFloat32(scratch + 8, true);
  const d = view.getFloat32(scratch + 12, true);
  const size = Math.abs(fontSize) * (Math.hypot(c, d) || Math.hypot(a, b)) || 1;
  // What lies mirrored is read as if it did not.
  const turn = Math.abs(a) >= Math.abs(b) ? (a < 0 && d < 0 ? 2 : 0) : b > 0 ? 1 : 3;
  return { object, size, turn: turn === 0 && runsDown(pdfium, text, index, object) ? 3 : turn };
}

/** Whether the letters of an object stand below each other, as in Japanese that is written so. */
function runsDown(pdfium: Pdfium, text: number, index: number, object: number): boolean {
  if (pdfium.FPDFText_GetTextObject(text, index + 1) !== object) return false;
  const code = pdfium.FPDFText_GetUnicode(text, index);
  if (code < 0x2e80 || !isDense(String.fromCodePoint(code))) return false;
  const { scratch } = pdfium;
  pdfium.FPDFText_GetCharOrigin(text, index, scratch, scratch + 8);
  pdfium.FPDFText_GetCharOrigin(text, index + 1, scratch + 16, scratch + 24);
  const view = pdfium.view();
  const right = view.getFloat64(scratch + 16, true) - view.getFloat64(scratch, true);
  const down = view.getFloat64(scratch + 8, true) - view.getFloat64(scratch + 24, true);
  return down > 4 * Math.abs(right);
}

function glyphAt(view: DataView, at: number, turn: number, shift: number, text: string): Glyph {
  const left = view.getFloat32(at, true) - shift;
  const top = view.getFloat32(at + 4, true);
  const right = view.getFloat32(at + 8, true) - shift;
  const bottom = view.getFloat32(at + 12, true);
  const x = view.getFloat64(at + 16, true) - shift;
  const y = view.getFloat64(at + 24, true);
  const shape = text;
  if (turn === 0) return { text, left, right, start: left, origin: x, base: y, shape };
  if (turn === 1)
    return { text, left: bottom, right: top, start: bottom, origin: y, base: -x, shape };
  if (turn === 2)
    return { text, left: -right, right: -left, start: -right, origin: -x, base: -y, shape };
  return { text, left: -top, right: -bottom, start: -top, origin: -y, base: x, shape };
}

function isNext(word: Word, last: Glyph, glyph: Glyph): boolean {
  const near = nearGap * word.size;
  if (Math.abs(glyph.base - last.base) > near) return false;
  if (glyph.origin === last.origin) return true;
  const isRtl = isRightToLeft(glyph.text) || isRightToLeft(last.text);
  const gap =
    isRtl && glyph.origin < last.origin ? last.left - glyph.right : glyph.left - last.right;
  return gap <= near && gap >= -word.size;
}

function append(word: Word, last: Glyph, glyph: Glyph): void {
  word.left = Math.min(word.left, glyph.left);
  word.right = Math.max(word.right, glyph.right);
  if (glyph.origin !== last.origin) {
    word.text += glyph.text;
    return;
  }
  const before = word.text.slice(0, word.text.length - last.shape.length);
  glyph.shape = isReversed(last, glyph) ? glyph.text + last.shape : last.shape + glyph.text;
  word.text = before + glyph.shape;
}

/** Several characters of one shape come in the order of their line, turned round where that runs to the left. */
function isReversed(last: Glyph, glyph: Glyph): boolean {
  if (!isRightToLeft(last.text) || !isRightToLeft(glyph.text)) return false;
  if (last.start !== glyph.start) return glyph.start > last.start;
  return (
    /^\p{M}$/u.test(last.text) ||
    (/^[\u0622\u0623\u0625\u0627]$/.test(last.text) && glyph.text === '\u0644')
  );
}
