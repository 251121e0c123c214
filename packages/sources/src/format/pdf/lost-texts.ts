import { without } from './matrix.ts';
import { formsMatrix, objectMatrix, setMatrix } from './object-matrix.ts';
import { pageObjects } from './page-objects.ts';
import type { Pdfium } from './pdfium.ts';
import { actualTextMark } from './spans.ts';

const textObject = 1;
/** PDFium compares a text with so many before it. */
const compared = 5;
/** Further than any page is wide, in points. */
const step = 20_000;

/** How far text objects were moved to the right, by their handles. */
export type Shifts = ReadonlyMap<number, number>;

/**
 * Moves texts away that PDFium has left out. It does so with one that looks like another drawn just before, such as a shadow; where it
 * does not know the shapes of a font, equal texts below each other look like that: the cells of a column, for example. `read` are the
 * objects that have characters. What is moved is found when the text of the page is opened again, and its positions are to be moved back.
 */
export function moveLostTexts(pdfium: Pdfium, page: number, read: ReadonlySet<number>): Shifts {
  const shifts = new Map<number, number>();
  for (const { handle, forms } of pageObjects(pdfium, page, textObject)) {
    // What the file says is to be read in its place has no characters of its own.
    if (read.has(handle) || hasShape(pdfium, handle) || actualTextMark(pdfium, handle) !== 0)
      continue;
    const back = without(formsMatrix(pdfium, forms));
    if (back === undefined) continue; // a form without a width shows nothing
    const shift = step * (1 + (shifts.size % (compared + 1)));
    const [a, b, c, d, e, f] = objectMatrix(pdfium, handle);
    setMatrix(pdfium, handle, [a, b, c, d, e + shift * back[0], f + shift * back[1]]);
    shifts.set(handle, shift);
  }
  return shifts;
}

function hasShape(pdfium: Pdfium, object: number): boolean {
  const { scratch } = pdfium;
  if (pdfium.FPDFPageObj_GetBounds(object, scratch, scratch + 4, scratch + 8, scratch + 12) === 0)
    return true;
  const view = pdfium.view();
  const at = (offset: number): number => view.getFloat32(scratch + offset, true);
  return at(0) < at(8) && at(4) < at(12);
}
