import { attachmentName } from './attachments.ts';
import { type Pdfium, textFrom } from './pdfium.ts';
import type { Word } from './layout/word.ts';

/** What was written onto a page after it was made. */
export interface PageAnnotations {
  /** Values of form fields and texts laid on the page, where they are seen. */
  readonly placed: readonly Word[];
  /** Comments that are seen when they are opened. */
  readonly notes: readonly string[];
  /** Names of files that are attached to it. */
  readonly files: readonly string[];
}

/** PDFium's numbers. */
const subtype = {
  text: 1,
  link: 2,
  freeText: 3,
  stamp: 13,
  lastMarkup: 15,
  file: 17,
  widget: 20,
} as const;
const field = { checkBox: 2, radioButton: 3, comboBox: 4, listBox: 5, text: 6 } as const;
const hiddenFlags = 2 | 32;
const passwordFlag = 1 << 13;
/** Icons of notes and files, links, what opens when it is clicked, marks for printers, and what is to be blackened. */
const withoutOwnText: ReadonlySet<number> = new Set([
  subtype.text,
  subtype.link,
  subtype.file,
  16,
  22,
  23,
  28,
]);

/**
 * Reads what a page's form fields hold, and notes on it. `form` opens the document's form where a field is met. An annotation that says
 * what is seen of it only by its drawing, such as a button, a stamp or a signature, is made a part of the page: it is there when the
 * page's text is opened afterwards.
 */
export function pageAnnotations(pdfium: Pdfium, page: number, form: () => number): PageAnnotations {
  const placed: Word[][] = [];
  const notes: string[] = [];
  const files: string[] = [];
  // From the last one on, since one that becomes a part of the page is gone from the list.
  for (let index = pdfium.FPDFPage_GetAnnotCount(page) - 1; index >= 0; index -= 1) {
    const annotation = pdfium.FPDFPage_GetAnnot(page, index);
    if (annotation === 0) continue;
    try {
      if ((pdfium.FPDFAnnot_GetFlags(annotation) & hiddenFlags) !== 0) continue;
      const kind = pdfium.FPDFAnnot_GetSubtype(annotation);
      if (kind === subtype.file)
        files.push(attachmentName(pdfium, pdfium.FPDFAnnot_GetFileAttachment(annotation)));
      const text = writtenIn(pdfium, kind, form, annotation);
      if (text === undefined) continue;
      if (kind === subtype.widget || kind === subtype.freeText)
        placed.push(place(pdfium, annotation, text));
      else if (text !== '') notes.push(text);
      const isDrawn = text === '' || kind === subtype.stamp;
      if (isDrawn && !withoutOwnText.has(kind) && drawsText(pdfium, annotation))
        pdfium.EPDFAnnot_Flatten(page, annotation);
    } finally {
      pdfium.FPDFPage_CloseAnnot(annotation);
    }
  }
  return {
    placed: placed.toReversed().flat(),
    notes: notes.toReversed(),
    files: files.toReversed(),
  };
}

/** The text that an annotation says it has; `undefined` where nothing of it is to be read. */
function writtenIn(
  pdfium: Pdfium,
  kind: number,
  form: () => number,
  annotation: number,
): string | undefined {
  if (kind === subtype.widget) return valueOf(pdfium, form(), annotation);
  if (kind === subtype.freeText) return entryOf(pdfium, annotation, 'Contents');
  const isMarkup = kind >= 1 && kind <= subtype.lastMarkup && kind !== subtype.link;
  return isMarkup ? entryOf(pdfium, annotation, 'Contents').trim() : '';
}

/** Whether the drawing of an annotation shows a text, or something else that may hold one. */
function drawsText(pdfium: Pdfium, annotation: number): boolean {
  if (pdfium.EPDFAnnot_HasAppearanceStream(annotation, normalMode) === 0) return false;
  const drawing = textFrom(pdfium, (buffer, bytes) =>
    pdfium.FPDFAnnot_GetAP(annotation, normalMode, buffer, bytes),
  );
  return /T[jJ]|Do|['"]/.test(drawing);
}

/** The drawing that is seen while nothing is clicked. */
const normalMode = 0;

/** The state that a box is shown in, where it is not checked. */
const uncheckedState = /^(?:Off)?$/;

function entryOf(pdfium: Pdfium, annotation: number, name: string): string {
  const key = pdfium.key(name);
  return textFrom(pdfium, (buffer, bytes) =>
    pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, bytes),
  );
}

/** What a field holds: its text or the choice made; a cross for a box that is checked. `undefined` for what is not to be read. */
function valueOf(pdfium: Pdfium, form: number, annotation: number): string | undefined {
  const type = pdfium.FPDFAnnot_GetFormFieldType(form, annotation);
  if (type === field.checkBox || type === field.radioButton)
    return uncheckedState.test(entryOf(pdfium, annotation, 'AS')) ? undefined : '[x]';
  if (type !== field.text && type !== field.comboBox && type !== field.listBox) return '';
  const isSecret =
    type === field.text &&
    (pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & passwordFlag) !== 0;
  if (isSecret) return undefined;
  return textFrom(pdfium, (buffer, bytes) =>
    pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, bytes),
  );
}

/** Words of a text, line by line from the top of the annotation. */
function place(pdfium: Pdfium, annotation: number, text: string): Word[] {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0 || pdfium.FPDFAnnot_GetRect(annotation, pdfium.scratch) === 0) return [];
  const view = pdfium.view();
  const left = view.getFloat32(pdfium.scratch, true);
  const top = view.getFloat32(pdfium.scratch + 4, true);
  const right = view.getFloat32(pdfium.scratch + 8, true);
  const bottom = view.getFloat32(pdfium.scratch + 12, true);
  const height = Math.abs(top - bottom) / lines.length;
  const size = Math.min(12, height);
  return lines.map((line, index) => {
    const middle = Math.max(top, bottom) - (index + 0.5) * height;
    return { text: line.trim(), left, right, base: middle - 0.3 * size, size };
  });
}
