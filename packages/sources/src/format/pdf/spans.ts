import { pageObjects } from './page-objects.ts';
import type { Pdfium } from './pdfium.ts';

/** Objects of a page that stand for one text together, which the page names (ActualText), such as the parts of one Thai syllable. */
export interface Span {
  /** The object that the text comes with; 0 until it is met. */
  object: number;
  left: number;
  right: number;
}

/** Finds the span that a text object belongs to. */
export interface Spans {
  readonly of: (object: number) => Span | undefined;
}

const textObject = 1;
const stringValue = 3;

/** The spans of a page, collected when the first one is met. */
export function createSpans(pdfium: Pdfium, page: number): Spans {
  let all: Map<number, Span> | undefined;
  return {
    of(object) {
      const mark = actualTextMark(pdfium, object);
      return mark === 0 ? undefined : (all ??= collect(pdfium, page)).get(mark);
    },
  };
}

function collect(pdfium: Pdfium, page: number): Map<number, Span> {
  const all = new Map<number, Span>();
  const { scratch } = pdfium;
  for (const { handle: object } of pageObjects(pdfium, page, textObject)) {
    const mark = actualTextMark(pdfium, object);
    if (mark === 0) continue;
    pdfium.FPDFPageObj_GetBounds(object, scratch, scratch + 4, scratch + 8, scratch + 12);
    const view = pdfium.view();
    const left = view.getFloat32(scratch, true);
    const right = view.getFloat32(scratch + 8, true);
    const span = all.get(mark);
    if (span === undefined) {
      all.set(mark, { object: 0, left, right });
      continue;
    }
    span.left = Math.min(span.left, left);
    span.right = Math.max(span.right, right);
  }
  return all;
}

/** The innermost mark of an object that names its text, which is one and the same for all objects of a span; else 0. */
export function actualTextMark(pdfium: Pdfium, object: number): number {
  for (let index = pdfium.FPDFPageObj_CountMarks(object) - 1; index >= 0; index -= 1) {
    const mark = pdfium.FPDFPageObj_GetMark(object, index);
    const type = pdfium.FPDFPageObjMark_GetParamValueType(mark, pdfium.key('ActualText'));
    if (type === stringValue) return mark;
  }
  return 0;
}
