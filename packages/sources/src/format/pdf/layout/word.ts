/** What is drawn in one go, without a space within: the smallest piece that is put in order. */
export interface Word {
  /** In the order in which it is read; a space alone for one that the page really has. */
  text: string;
  /** Along the line, in points. */
  left: number;
  right: number;
  /** Across the line: where letters stand, upwards. */
  readonly base: number;
  readonly size: number;
}

const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const letter = /\p{L}/u;
/** The scripts of India and its neighbours, from Devanagari to Myanmar, and Khmer. */
const stacked = /[\u0900-\u109f\u1780-\u17ff]/;
const dense =
  /[\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u3190-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/u;
/** Scripts whose lines may end within a word: Thai, Lao, Myanmar and Khmer. */
const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/;

/** Whether a text has letters of a script that is written from right to left. */
export function isRightToLeft(text: string): boolean {
  return rightToLeft.test(text);
}

/** Whether a text has letters of the other direction. */
export function isLeftToRight(text: string): boolean {
  return letter.test(text) && !rightToLeft.test(text);
}

/** Whether most words that have a direction are written from right to left. */
export function readsToTheLeft(words: readonly Word[]): boolean {
  const left = words.filter(({ text }) => isRightToLeft(text)).length;
  return left > words.filter(({ text }) => isLeftToRight(text)).length;
}

/** Whether a character belongs to Chinese or Japanese, whose words have no spaces between them. */
export function isDense(character: string | undefined): boolean {
  return character !== undefined && dense.test(character);
}

/** Whether a text has characters that are as wide as two letters. */
export function isWide(text: string): boolean {
  return dense.test(text) || hangul.test(text);
}

/** Whether a line may end within a word of the script of this character, without any mark. */
export function breaksAnywhere(character: string | undefined): boolean {
  return character !== undefined && (isDense(character) || unspaced.test(character));
}

/** Whether a script stacks its letters, so that a PDF often knows where their ink ends but not where the next one begins. */
export function isStacked(text: string): boolean {
  return stacked.test(text);
}

const hangul = /[\uac00-\ud7a3]/;
const hangulEnd = /[\uac00-\ud7a3]$/;
/** Korean endings and particles that no word begins with, or that never stand alone. */
const hangulEnding =
  /^(?:며|를|을|은|는|의|에|로|와|과|다|니다|습니다|입니다|에서|에게|으로|까지|부터|한다|된다|했다|였다)(?![\uac00-\ud7a3])/;

/** Korean syllables that no word begins with: by the law of initial sounds those of ㄹ with ㅕ, ㅖ and ㅛ, and the end of "eight". */
const hangulInside = /^[\ub824-\ub85b\ub8cc-\ub8e7\ub35f]/;

/** Whether a line that begins so goes on with the word that the line before it ended with: Korean is broken within words, without a mark. */
export function continuesKorean(before: string, next: string): boolean {
  return hangulEnd.test(before) && (hangulEnding.test(next) || hangulInside.test(next));
}
