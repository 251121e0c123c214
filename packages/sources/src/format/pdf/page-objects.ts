import type { Pdfium } from './pdfium.ts';

const formObject = 5;
const deepestForm = 16;

/** The objects of a page that have one of PDFium's types, those within forms included, in the order in which they are drawn. */
export function* pageObjects(
  pdfium: Pdfium,
  page: number,
  type: number,
): Generator<number, void, undefined> {
  const count = pdfium.FPDFPage_CountObjects(page);
  for (let index = 0; index < count; index += 1)
    yield* within(pdfium, pdfium.FPDFPage_GetObject(page, index), type, 0);
}

function* within(
  pdfium: Pdfium,
  object: number,
  type: number,
  depth: number,
): Generator<number, void, undefined> {
  const own = pdfium.FPDFPageObj_GetType(object);
  if (own === type) yield object;
  if (own !== formObject || depth === deepestForm) return;
  const count = pdfium.FPDFFormObj_CountObjects(object);
  for (let index = 0; index < count; index += 1)
    yield* within(pdfium, pdfium.FPDFFormObj_GetObject(object, index), type, depth + 1);
}
