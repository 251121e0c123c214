import { type Pdfium, textFrom } from './pdfium.ts';
import type { Word } from './layout/word.ts';

/** What was written onto a page after it was made. */
export interface PageAnnotations {
  /** Values of form fields and texts laid on the page, where they are seen. */
  readonly placed: readonly Word[];
  /** Comments that are seen when they are opened. */
  readonly notes: readonly string[];
}

/** PDFium's numbers. */
const subtype = { link: 2, freeText: 3, lastMarkup: 15, widget: 20 } as const;
const field = { checkBox: 2, radioButton: 3, comboBox: 4, listBox: 5, text: 6 } as const;
const hiddenFlags = 2 | 32;
const passwordFlag = 1 << 13;

/** Reads what a page's form fields hold, and notes on it. `form` opens the document's form where a field is met. */
export function pageAnnotations(pdfium: Pdfium, page: number, form: () => number): PageAnnotations {
  const placed: Word[] = [];
  const notes: string[] = [];
  const count = pdfium.FPDFPage_GetAnnotCount(page);
  for (let index = 0; index < count; index += 1) {
    const annotation = pdfium.FPDFPage_GetAnnot(page, index);
    if (annotation === 0) continue;
    try {
      if ((pdfium.FPDFAnnot_GetFlags(annotation) & hiddenFlags) !== 0) continue;
      const kind = pdfium.FPDFAnnot_GetSubtype(annotation);
      if (kind === subtype.widget) {
        placed.push(...place(pdfium, annotation, valueOf(pdfium, form(), annotation)));
      } else if (kind === subtype.freeText) {
        placed.push(...place(pdfium, annotation, entryOf(pdfium, annotation, 'Contents')));
      } else if (kind >= 1 && kind <= subtype.lastMarkup && kind !== subtype.link) {
        const note = entryOf(pdfium, annotation, 'Contents').trim();
        if (note !== '') notes.push(note);
      }
    } finally {
      pdfium.FPDFPage_CloseAnnot(annotation);
    }
  }
  return { placed, notes };
}

/** The state that a box is shown in, where it is not checked. */
const uncheckedState = /^(?:Off)?$/;

function entryOf(pdfium: Pdfium, annotation: number, name: string): string {
  const key = pdfium.key(name);
  return textFrom(pdfium, (buffer, bytes) =>
    pdfium.FPDFAnnot_GetStringValue(annotation, key, buffer, bytes),
  );
}

/** What a field holds: its text or the choice made; a cross for a box that is checked. */
function valueOf(pdfium: Pdfium, form: number, annotation: number): string {
  const type = pdfium.FPDFAnnot_GetFormFieldType(form, annotation);
  if (type === field.checkBox || type === field.radioButton)
    return uncheckedState.test(entryOf(pdfium, annotation, 'AS')) ? '' : '[x]';
  if (type !== field.text && type !== field.comboBox && type !== field.listBox) return '';
  const isSecret =
    type === field.text &&
    (pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & passwordFlag) !== 0;
  if (isSecret) return '';
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
