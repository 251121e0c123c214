import { isOn, type XmlTag } from './read-xml.ts';
import { symbolOf } from './symbols.ts';

/** The fields of a part: an instruction stands between the begin of one and its result, if it has one. */
export interface Fields {
  /** Whether an instruction is being read, which is not shown. */
  isInstruction(): boolean;
  /** Takes the begin, middle or end of a field. Gives what an ended one shows besides its result. */
  mark(kind: string | undefined): string;
  /** Takes a piece of an instruction. */
  instruction(text: string): void;
  /** Takes what a field of a form holds; false for any other element. */
  formData(tag: XmlTag): boolean;
  /** An instruction that is not ended by its paragraph is broken. */
  endParagraph(): void;
}

interface Field {
  isResult: boolean;
  instruction: string;
  readonly entries: string[];
  /** Of a list, which entry is chosen; of a box, whether it is checked. */
  chosen: number;
  isChecked: boolean;
}

/** For one part of a document. */
export function createFields(): Fields {
  const open: Field[] = [];
  return {
    isInstruction: () => open.some(({ isResult }) => !isResult),
    mark(kind) {
      const field = open.at(-1);
      if (kind === 'begin')
        open.push({ isResult: false, instruction: '', entries: [], chosen: 0, isChecked: false });
      else if (kind === 'end') open.pop();
      else if (field !== undefined) field.isResult = true;
      return kind === 'end' && field !== undefined ? shownBy(field) : '';
    },
    instruction(text) {
      const field = open.at(-1);
      if (field !== undefined) field.instruction += text;
    },
    formData(tag) {
      const field = open.at(-1);
      if (field === undefined) return false;
      const value = tag.get('val');
      switch (tag.name) {
        case 'w:listEntry':
          field.entries.push(value ?? '');
          return true;
        case 'w:result':
          field.chosen = Number(value ?? 0);
          return true;
        case 'w:checked':
          field.isChecked = isOn(tag);
          return true;
        case 'w:default':
          field.chosen = Number(value ?? 0);
          field.isChecked = isOn(tag);
          return true;
        default:
          return false;
      }
    },
    endParagraph() {
      while (open.at(-1)?.isResult === false) open.pop();
    },
  };
}

/** Word works out some fields whenever it shows them, and keeps no result. */
function shownBy({ isResult, instruction, entries, chosen, isChecked }: Field): string {
  const [name = '', ...words] = instruction.trim().split(/\s+/);
  switch (name.toUpperCase()) {
    case 'FORMDROPDOWN':
      return entries[chosen] ?? '';
    case 'FORMCHECKBOX':
      return isChecked ? '☒' : '☐';
    case 'SYMBOL':
      return isResult ? '' : symbolIn(words);
    case 'EQ':
      return isResult ? '' : equationIn(instruction.trim().slice(name.length));
    default:
      return '';
  }
}

/** `252 \f "Wingdings"`, its number in decimal or as `0xFC`. */
function symbolIn([code = '', ...words]: readonly string[]): string {
  const font = /\\f\s*"?([^"\\]+)/i.exec(words.join(' '))?.[1]?.trim() ?? '';
  const number = Number(code);
  if (!Number.isSafeInteger(number) || number < 32) return '';
  return symbolOf(
    font,
    font === '' ? number.toString(16) : (0xf000 + (number & 0xff)).toString(16),
  );
}

/** The texts of an equation without what says how they stand: `\o\ad(\s\up 9(かんじ),漢字)` is `((かんじ),漢字)`. */
function equationIn(text: string): string {
  return text
    .replaceAll(/\\\*\s*(?:"[^"]*"|\w+)/g, '')
    .replaceAll(/\\[a-z]+\d*(?:\s*\d+(?=\s*[(\\]))?/gi, '')
    .replaceAll(/"[^"]*"/g, '')
    .trim();
}
