import type { Pdfium } from './pdfium.ts';

/** An object of a page. */
export interface PageObject {
  readonly handle: number;
  /** The forms that it stands in, the outermost first, by their handles. */
  readonly forms: readonly number[];
}

const formObject = 5;
const deepestForm = 16;

const onPage: readonly number[] = [];

/** The objects of a page that have one of PDFium's types, those within forms included, in the order in which they are drawn. */
export function* pageObjects(
  pdfium: Pdfium,
  page: number,
  type: number,
): Generator<PageObject, void, undefined> {
  const count = pdfium.FPDFPage_CountObjects(page);
  for (let index = 0; index < count; index += 1) {
    const handle = pdfium.FPDFPage_GetObject(page, index);
    const own = pdfium.FPDFPageObj_GetType(handle);
    if (own === type) yield { handle, forms: onPage };
    if (own === formObject) yield* formObjects(pdfium, type, [handle]);
  }
}

/** Those in the last one of some forms. */
function* formObjects(
  pdfium: Pdfium,
  type: number,
  forms: readonly number[],
): Generator<PageObject, void, undefined> {
  const form = forms.at(-1) ?? 0;
  const count = pdfium.FPDFFormObj_CountObjects(form);
  for (let index = 0; index < count; index += 1) {
    const handle = pdfium.FPDFFormObj_GetObject(form, index);
    const own = pdfium.FPDFPageObj_GetType(handle);
    if (own === type) yield { handle, forms };
    if (own === formObject && forms.length < deepestForm)
      yield* formObjects(pdfium, type, [...forms, handle]);
  }
}
