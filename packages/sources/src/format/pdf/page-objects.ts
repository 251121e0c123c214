import type { Pdfium } from './pdfium.ts';

/** An object of a page. */
export interface PageObject {
  readonly handle: number;
  /** The forms that it stands in, the outermost first, by their handles. */
  readonly forms: readonly number[];
}

const formObject = 5;
const deepestForm = 16;

/** The objects of a page that have one of PDFium's types, those within forms included, in the order in which they are drawn. */
export function* pageObjects(
  pdfium: Pdfium,
  page: number,
  type: number,
): Generator<PageObject, void, undefined> {
  const count = pdfium.FPDFPage_CountObjects(page);
  for (let index = 0; index < count; index += 1)
    yield* within(pdfium, pdfium.FPDFPage_GetObject(page, index), type, []);
}

function* within(
  pdfium: Pdfium,
  handle: number,
  type: number,
  forms: readonly number[],
): Generator<PageObject, void, undefined> {
  const own = pdfium.FPDFPageObj_GetType(handle);
  if (own === type) yield { handle, forms };
  if (own !== formObject || forms.length === deepestForm) return;
  const inside = [...forms, handle];
  const count = pdfium.FPDFFormObj_CountObjects(handle);
  for (let index = 0; index < count; index += 1)
    yield* within(pdfium, pdfium.FPDFFormObj_GetObject(handle, index), type, inside);
}
