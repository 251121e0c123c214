import type { Pdfium } from '../pdfium.ts';
import type { ImageSize } from './image-tiles.ts';

/** PDFium's own name for what comes last, where its result is no longer pixels. */
const imageFilter = /^(?:DCT|JPX|CCITTFax)|^(?:DCT|CCF)$/;

/** The segment alone that says how large a page of JBIG2 is has so many bytes. */
const leastJbig2 = 30;

/** PDFium says 24 bits of a pixel that has one value of 16. */
const leastShare = 0.6;

/** Whether many pixels of an image are missing: PDFium shows those as black. */
export function isDamaged(
  pdfium: Pdfium,
  object: number,
  { width, height, bits }: ImageSize,
): boolean {
  const last = pdfium.FPDFImageObj_GetImageFilterCount(object) - 1;
  if (last >= 0) {
    const room = 32;
    const name = pdfium.malloc(room);
    const length = pdfium.FPDFImageObj_GetImageFilter(object, last, name, room);
    const filter = Buffer.from(pdfium.view().buffer, name, Math.min(length, room)).toString();
    pdfium.free(name);
    if (filter.startsWith('JBIG2'))
      return pdfium.FPDFImageObj_GetImageDataRaw(object, 0, 0) < leastJbig2;
    if (imageFilter.test(filter)) return false;
  }
  const bytes = pdfium.FPDFImageObj_GetImageDataDecoded(object, 0, 0);
  if (bytes >= leastShare * Math.ceil((width * bits) / 8) * height) return false;
  // PDFium says 8 bits for a value of 2 or 4, such as the number of a colour, and 24 for three of them.
  const values = bits <= 8 ? [1] : [3, 4];
  return !values.some((count) =>
    packedBits.some((each) => {
      const whole = Math.ceil((width * count * each) / 8) * height;
      return bytes >= whole && bytes <= whole + mostBehind;
    }),
  );
}

const packedBits = [2, 4];
/** A line end behind the pixels. */
const mostBehind = 2;
