import type { Pdfium } from './pdfium.ts';

const textObject = 1;
/** PDFium compares a text with so many before it. */
const compared = 5;
/** Further than any page is wide, in points. */
const step = 20_000;
/** Texts that begin nearer to each other than this may be taken for one. */
const near = 200;

/** How far each text object was moved to the right. */
export type Shifts = ReadonlyMap<number, number>;

/**
 * Moves texts apart that PDFium would take for one. It leaves out a text that looks like one drawn just before, such as a shadow, and
 * where it does not know the shapes of a font, equal texts below each other look like that: the cells of a column, for example. Called
 * before the text of a page is opened; positions are to be moved back.
 */
export function partTexts(pdfium: Pdfium, page: number): Shifts {
  const shifts = new Map<number, number>();
  const { scratch } = pdfium;
  const count = pdfium.FPDFPage_CountObjects(page);
  let texts = 0;
  /** Texts without shapes: their number among all texts, and where they begin. */
  let before: { readonly at: number; readonly left: number }[] = [];
  for (let index = 0; index < count; index += 1) {
    const object = pdfium.FPDFPage_GetObject(page, index);
    if (pdfium.FPDFPageObj_GetType(object) !== textObject) continue;
    const at = (texts += 1);
    const left = leftWithoutShape(pdfium, object);
    if (left === undefined) continue;
    before = before.filter((other) => at - other.at <= compared);
    if (before.some((other) => Math.abs(other.left - left) < near)) {
      const shift = step * (1 + (at % (compared + 1)));
      pdfium.FPDFPageObj_GetMatrix(object, scratch);
      const view = pdfium.view();
      view.setFloat32(scratch + 16, view.getFloat32(scratch + 16, true) + shift, true);
      pdfium.FPDFPageObj_SetMatrix(object, scratch);
      shifts.set(object, shift);
    }
    before.push({ at, left });
  }
  return shifts;
}

/** Where a text begins that has no extent, as PDFium sees it. */
function leftWithoutShape(pdfium: Pdfium, object: number): number | undefined {
  const { scratch } = pdfium;
  if (pdfium.FPDFPageObj_GetBounds(object, scratch, scratch + 4, scratch + 8, scratch + 12) === 0)
    return undefined;
  const view = pdfium.view();
  const [left, bottom, right, top] = [0, 4, 8, 12].map((at) => view.getFloat32(scratch + at, true));
  if (left === undefined || right === undefined || bottom === undefined || top === undefined)
    return undefined;
  return left < right && bottom < top ? undefined : left;
}
