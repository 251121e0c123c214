import type { Pdfium } from './pdfium.ts';

/** How large an image is, in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
  /** Of a pixel; 0 where it is not known. */
  readonly bits: number;
}

/** An image of a page, by its number among those of the page. */
export interface PageStrip {
  readonly object: number;
  readonly number: number;
  readonly size: ImageSize;
}

interface Place {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/** What is at least so many times as wide as it is high may be a strip of something larger. */
const leastShape = 4;

/**
 * Puts together what scanners and print drivers cut: wide images of one width that are drawn one behind the other and lie on each
 * other without a gap, the uppermost of the image first. Anything else is a group of its own.
 */
export function stripGroups(pdfium: Pdfium, images: readonly PageStrip[]): PageStrip[][] {
  const groups: PageStrip[][] = [];
  let last: { readonly strip: PageStrip; readonly place: Place } | undefined;
  let isDownwards: boolean | undefined;
  for (const strip of images) {
    const { width, height } = strip.size;
    const place = width >= leastShape * height ? placeOf(pdfium, strip.object) : undefined;
    const side =
      last !== undefined && place !== undefined && last.strip.size.width === width
        ? sideOf(last.place, place, height)
        : undefined;
    if (side !== undefined && (isDownwards === undefined || side === isDownwards)) {
      groups.at(-1)?.push(strip);
      isDownwards = side;
    } else {
      groups.push([strip]);
      isDownwards = undefined;
    }
    last = place === undefined ? undefined : { strip, place };
  }
  return groups.map((group) => inOrder(pdfium, group));
}

function placeOf(pdfium: Pdfium, object: number): Place | undefined {
  const { scratch } = pdfium;
  if (pdfium.FPDFPageObj_GetBounds(object, scratch, scratch + 4, scratch + 8, scratch + 12) === 0)
    return undefined;
  const view = pdfium.view();
  const at = (index: number): number => view.getFloat32(scratch + 4 * index, true);
  return { left: at(0), bottom: at(1), right: at(2), top: at(3) };
}

/** Whether the second lies directly below the first; `false` where it lies directly above it, `undefined` where it does neither. */
function sideOf(first: Place, second: Place, height: number): boolean | undefined {
  const pixel = (second.top - second.bottom) / height;
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= pixel;
  if (!near(first.left, second.left) || !near(first.right, second.right)) return undefined;
  if (near(first.bottom, second.top)) return true;
  return near(first.top, second.bottom) ? false : undefined;
}

/** Pages may be drawn from the bottom, and images upside down. */
function inOrder(pdfium: Pdfium, group: PageStrip[]): PageStrip[] {
  const [first, second] = group;
  if (first === undefined || second === undefined) return group;
  const { scratch } = pdfium;
  pdfium.FPDFPageObj_GetMatrix(first.object, scratch);
  const isUpright = pdfium.view().getFloat32(scratch + 12, true) > 0;
  const [upper, lower] = [placeOf(pdfium, first.object), placeOf(pdfium, second.object)];
  const isDownwards = (upper?.top ?? 0) > (lower?.top ?? 0);
  return isDownwards === isUpright ? group : group.toReversed();
}
