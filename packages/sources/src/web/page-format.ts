import { extname } from 'node:path';
import { type DocumentFormat, formatOf } from '../format/formats.ts';
import { decodeText } from '../text/decode-text.ts';
import { charsetIn, declaredEncoding } from '../text/html-encoding.ts';
import type { WebAnswer } from './request.ts';
import { webError } from './web-error.ts';

const byType: ReadonlyMap<string, DocumentFormat> = new Map([
  ['text/html', 'html'],
  ['application/xhtml+xml', 'html'],
  ['text/markdown', 'markdown'],
  ['text/plain', 'text'],
  ['application/pdf', 'pdf'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'],
]);

/** The form of what came, by its type, or by its name where the type says nothing. */
export function formatOfPage({ url, contentType }: WebAnswer): DocumentFormat {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const named = formatOf(extname(url.pathname).slice(1));
  const saysNothing = ['', 'application/octet-stream', 'binary/octet-stream'].includes(type);
  // Markdown is often sent as plain text.
  const format =
    saysNothing || type === 'text/plain' ? (named ?? byType.get(type)) : byType.get(type);
  if (format !== undefined) return format;
  throw webError(url, `is ${type || 'of no known type'}, which is not read`, { retryable: false });
}

/** Its text, by the encoding that the answer or the page itself names; a PDF or Word document as it is. */
export function textOfPage(
  { url, contentType, body }: WebAnswer,
  format: DocumentFormat,
  { encoding }: { readonly encoding?: string | undefined },
): Uint8Array | string {
  if (format === 'pdf' || format === 'docx') return body;
  const declared =
    charsetIn(contentType) ?? (format === 'html' ? declaredEncoding(body) : undefined);
  return decodeText(body, url.origin + url.pathname, { declared, encoding });
}
