import { isNestvecError, type NestvecError } from '@nestvec/core';
import { parseApart, type ParsedDocument, type ParserLimits } from '../parse-apart.ts';
import { collectPages, type PageCollector } from './collect-pages.ts';

/** How a PDF is read. */
export interface PdfOptions extends ParserLimits {
  readonly withImages: boolean;
  /** Most that its images may hold together, as they are kept. */
  readonly maxImagesBytes: number;
}

/**
 * Reads a PDF page by page. A page that takes too much is read without its images, else left out; where the time is up, the rest is
 * read without images, in as much time again. Each is a failure beside what was read. Rejects where no page can be read.
 */
export async function parsePdf(
  bytes: Uint8Array,
  name: string,
  options: PdfOptions,
): Promise<ParsedDocument> {
  const pages = collectPages(name);
  let imagesFrom = options.withImages ? 0 : Infinity;
  let deadline = performance.now() + options.timeoutMs;
  for (;;) {
    const opened = pages.timesOpened();
    const error = await readOn(bytes, name, pages, imagesFrom, deadline, options);
    if (error === undefined) return pages.document();
    if (pages.timesOpened() === 0) throw error;
    const page = pages.next();
    const isStuck = pages.timesOpened() === opened; // it can't even be opened again
    const isLate = performance.now() >= deadline;
    const reason = isLate
      ? `was not read within ${options.timeoutMs} ms (maxParserMs)`
      : problemOf(name, error);
    if (imagesFrom <= page && !isStuck) {
      pages.fail(
        page,
        `${isLate ? 'this and later pages are' : 'is'} read without images (${reason})`,
      );
      imagesFrom = isLate ? Infinity : page + 1;
      if (isLate) deadline = performance.now() + options.timeoutMs;
    } else if (isLate || isStuck) {
      pages.fail(page, `this and later pages are left out (${reason})`);
      return pages.document(error);
    } else pages.skip(`is left out (${reason})`, error);
  }
}

/** Reads as far as it goes, and gives what stopped it. */
async function readOn(
  bytes: Uint8Array,
  name: string,
  pages: PageCollector,
  imagesFrom: number,
  deadline: number,
  options: PdfOptions,
): Promise<NestvecError | undefined> {
  return await parseApart(
    {
      format: 'pdf',
      bytes,
      name,
      firstPage: pages.next(),
      imagesFrom,
      maxImagesBytes: options.maxImagesBytes - pages.imagesBytes(),
      maxBytes: options.maxParserBytes,
    },
    { ...options, timeoutMs: Math.max(1, Math.ceil(deadline - performance.now())) },
    pages.add,
  ).then(
    () => undefined,
    (error: unknown) => {
      if (isNestvecError(error, 'invalid-input')) return error;
      throw error;
    },
  );
}

function problemOf(name: string, { message }: NestvecError): string {
  return message.startsWith(`${name}: `) ? message.slice(name.length + 2) : message;
}
