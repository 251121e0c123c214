import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/** How far behind the target the text is looked at: whether a word ends there depends on what follows. */
const lookahead = 120;

/**
 * The best place to end a piece of text that begins at `start` and may reach to `target`: the last end of a paragraph in its
 * second half, else of a sentence, else of a word, else of what a reader takes for one character, else of a code point. It lies
 * behind `after`, even where that is past the target.
 */
export function lastBoundary(
  text: string,
  range: {
    readonly start: number;
    readonly after: number;
    readonly target: number;
    readonly end: number;
  },
  segmenters: Segmenters,
): number {
  const { start, after, target, end } = range;
  if (target >= end) return end;
  const window = text.slice(start, Math.min(end, target + lookahead));
  const least = after - start + 1;
  const most = target - start;
  const half = Math.max(least, most / 2);
  const found =
    lastWithin(paragraphStarts(window), half, most) ??
    lastStart(segmenters.sentence, unwrapped(window), least, most) ??
    lastStart(segmenters.word, window, least, most) ??
    lastStart(segmenters.grapheme, window, least, most);
  return start + (found ?? codePointEnd(window, Math.max(least, most)));
}

/** What cuts texts in any script. */
export interface Segmenters {
  readonly sentence: Intl.Segmenter;
  readonly word: Intl.Segmenter;
  readonly grapheme: Intl.Segmenter;
}

const known = new Map<string, Segmenters>();

/** Segmenters by the rules of a language, by default those that all have in common. Kept, since making them is slow. */
export function segmentersFor(locale: string = 'und'): Segmenters {
  const made = known.get(locale) ?? makeSegmenters(locale);
  known.set(locale, made);
  return made;
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}

function makeSegmenters(locale: string): Segmenters {
  if (typeof locale !== 'string' || !isLocale(locale))
    throw invalid('locale', `must be a language such as de or pt-BR, got ${describeValue(locale)}`);
  return {
    sentence: new Intl.Segmenter(locale, { granularity: 'sentence' }),
    word: new Intl.Segmenter(locale, { granularity: 'word' }),
    grapheme: new Intl.Segmenter(locale, { granularity: 'grapheme' }),
  };
}

/** Where sentences begin. */
export function sentenceStarts(text: string, { sentence }: Segmenters): Iterable<number> {
  return starts(sentence, unwrapped(text));
}

/** A line that only wraps ends no sentence; one that begins a list, a row or a quotation does. */
function unwrapped(text: string): string {
  return text.replaceAll(/(?<!\n)\r?\n(?!\s*(?:\n|[-*+>|#]|\d+[.)]))/g, (wrap) =>
    ' '.repeat(wrap.length),
  );
}

/** Where words begin, and what stands between them. */
export function wordStarts(text: string, { word }: Segmenters): Iterable<number> {
  return starts(word, text);
}

function* starts(segmenter: Intl.Segmenter, text: string): Generator<number> {
  for (const { index } of segmenter.segment(text)) yield index;
}

/** The last start of a segment from `least` up to `most`, which lies within the text: asked for, since walking there takes long. */
function lastStart(
  segmenter: Intl.Segmenter,
  text: string,
  least: number,
  most: number,
): number | undefined {
  const start = segmenter.segment(text).containing(most)?.index;
  return start !== undefined && start >= least ? start : undefined;
}

function* paragraphStarts(text: string): Generator<number> {
  for (const { index, 0: gap } of text.matchAll(/\n[^\S\n]*\n\s*/g)) yield index + gap.length;
}

function lastWithin(positions: Iterable<number>, least: number, most: number): number | undefined {
  let last: number | undefined;
  for (const position of positions) {
    if (position > most) break;
    if (position >= least) last = position;
  }
  return last;
}

/** Not between the halves of a surrogate pair. */
function codePointEnd(text: string, position: number): number {
  const before = text.charCodeAt(position - 1);
  const isSplit = before >= 0xd800 && before < 0xdc00 && position < text.length;
  if (!isSplit) return Math.min(position, text.length);
  const behind = text.charCodeAt(position);
  return behind >= 0xdc00 && behind < 0xe000 ? position + 1 : position;
}
