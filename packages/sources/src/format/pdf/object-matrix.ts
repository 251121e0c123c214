import { type Matrix, within } from './matrix.ts';
import type { Pdfium } from './pdfium.ts';

const none: Matrix = [1, 0, 0, 1, 0, 0];

/** How an object is placed on its page or in the form that it stands in. */
export function objectMatrix(pdfium: Pdfium, object: number): Matrix {
  const { scratch } = pdfium;
  if (pdfium.FPDFPageObj_GetMatrix(object, scratch) === 0) return none;
  const view = pdfium.view();
  const at = (index: number): number => view.getFloat32(scratch + 4 * index, true);
  return [at(0), at(1), at(2), at(3), at(4), at(5)];
}

/** How forms, the outermost first, place what is in the innermost. */
export function formsMatrix(pdfium: Pdfium, forms: readonly number[]): Matrix {
  return forms.reduceRight((inner, form) => within(inner, objectMatrix(pdfium, form)), none);
}

/** Places an object anew. Gives whether that was possible. */
export function setMatrix(pdfium: Pdfium, object: number, matrix: Matrix): boolean {
  const { scratch } = pdfium;
  const view = pdfium.view();
  for (const [index, value] of matrix.entries()) view.setFloat32(scratch + 4 * index, value, true);
  return pdfium.FPDFPageObj_SetMatrix(object, scratch) !== 0;
}
