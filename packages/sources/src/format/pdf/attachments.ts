import { type Pdfium, textFrom } from './pdfium.ts';

/** The names of the files that a document brings along. */
export function attachedFiles(pdfium: Pdfium, document: number): string[] {
  const count = pdfium.FPDFDoc_GetAttachmentCount(document);
  return Array.from({ length: count }, (_, index) =>
    attachmentName(pdfium, pdfium.FPDFDoc_GetAttachment(document, index)),
  );
}

/** What an attached file is called; empty where that is not said. */
export function attachmentName(pdfium: Pdfium, attachment: number): string {
  if (attachment === 0) return '';
  return textFrom(pdfium, (buffer, bytes) =>
    pdfium.FPDFAttachment_GetName(attachment, buffer, bytes),
  );
}
