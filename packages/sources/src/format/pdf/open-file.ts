import type { Pdfium } from './pdfium.ts';

/** A file that PDFium holds. */
export interface PdfFile {
  /** The document, or 0; anew each time. */
  readonly open: () => number;
  /** The document's form, opened when it is needed. */
  readonly form: () => number;
  readonly close: () => void;
}

/** Puts a file into PDFium's memory, which takes it over. */
export function openFile(pdfium: Pdfium, bytes: Uint8Array): PdfFile {
  const size = bytes.length;
  let data = 0;
  let document = 0;
  let info = 0;
  let form = 0;
  const closeDocument = (): void => {
    if (form !== 0) pdfium.PDFiumExt_ExitFormFillEnvironment(form);
    if (document !== 0) pdfium.FPDF_CloseDocument(document);
    if (info !== 0) pdfium.PDFiumExt_CloseFormFillInfo(info);
    document = info = form = 0;
  };
  return {
    open() {
      closeDocument();
      if (data === 0) data = pdfium.malloc(size);
      if (data === 0) return 0;
      if (bytes.length > 0) {
        new Uint8Array(pdfium.view().buffer).set(bytes, data);
        if (bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0); // gives its memory back at once
      }
      document = pdfium.FPDF_LoadMemDocument(data, size, 0);
      return document;
    },
    form() {
      if (info === 0) {
        info = pdfium.PDFiumExt_OpenFormFillInfo();
        form = pdfium.PDFiumExt_InitFormFillEnvironment(document, info);
      }
      return form;
    },
    close() {
      closeDocument();
      pdfium.free(data);
    },
  };
}
