import type { SourceFailure } from '@nestvec/core';
import { durationMs, invalid, parseInput, throwIfAborted } from '@nestvec/core/kit';
import { type DocumentOptions, usualLimits } from './document-options.ts';
import type { DocumentFormat } from './format/formats.ts';
import { type ImageReach, isReached } from './format/image-reach.ts';
import type { Outline } from './format/outline.ts';
import type { ParsedDocument, ParserLimits } from './format/parse-apart.ts';
import { controlProblem } from './text/control-characters.ts';
import { decodeText } from './text/decode-text.ts';
import { declaredEncoding } from './text/html-encoding.ts';

/** A document's outline, and what is wrong with it. */
export interface ReadOutline extends Outline {
  readonly imageBytes?: ReadonlyMap<string, Uint8Array>;
  /** Parts that could not be read. */
  readonly failures: readonly SourceFailure['error'][];
  /** What is odd, where nothing of the text is missing. */
  readonly remarks: readonly SourceFailure['error'][];
}

/**
 * Pages of so many characters are read in this thread, which is sooner than another one starts. The parser's time and memory grow with
 * their length alone: of 120 pages made to be slow, the worst took 35 ms of processor time, which is less than the guard of a thread
 * waits before it looks for the first time.
 */
const smallPage = 2 ** 16;

/** Reads a document by its form, of whose images those within `reach` will be taken. Throws `invalid-input` where it is broken. */
export async function readOutline(
  content: Uint8Array | string,
  { id, format }: { readonly id: string; readonly format: DocumentFormat },
  reach: ImageReach,
  options: DocumentOptions,
): Promise<ReadOutline> {
  if (format === 'pdf' || format === 'docx') {
    if (typeof content === 'string')
      throw invalid(id, `is a text, where a ${format} is given by its bytes`);
    const read = await readBinary(content, id, format, options);
    // What a Word document lacks is an image; what a PDF does may be a page.
    return format === 'pdf'
      ? { remarks: [], ...read }
      : { ...read, failures: [], remarks: read.failures };
  }
  const whole =
    typeof content === 'string' ? content : decodeDocument(content, id, format, options);
  // They are seen at the ends of lines alone.
  const text = whole.includes('\u00ad') ? whole.replaceAll('\u00ad', '') : whole;
  const problem = controlProblem(text);
  const remarks = problem === undefined ? [] : [invalid(id, problem)];
  if (format === 'text')
    return { text, headings: [], images: [], pages: [], metadata: {}, failures: [], remarks };
  if (format === 'markdown') {
    const { readMarkdown } = await import('./format/markdown.ts');
    const { problems, ...outline } = await readMarkdown(text);
    remarks.push(...problems.map((remark) => invalid(id, remark)));
    return { ...outline, failures: [], remarks };
  }
  if (text.length <= smallPage) {
    throwIfAborted(options, `reading ${id}`);
    const { readHtml } = await import('./format/html/read-html.ts');
    return { ...readHtml(text, (image) => isReached(image, reach)), failures: [], remarks };
  }
  const { parseApart } = await import('./format/parse-apart.ts');
  return { ...(await parseApart({ format, text, name: id, reach }, limitsOf(options))), remarks };
}

async function readBinary(
  bytes: Uint8Array,
  name: string,
  format: 'pdf' | 'docx',
  options: DocumentOptions,
): Promise<ParsedDocument> {
  const limits = limitsOf(options);
  if (format === 'pdf') {
    const { parsePdf } = await import('./format/pdf/parse-pdf.ts');
    const { images, maxImagesBytes = usualLimits.maxImagesBytes } = options;
    return await parsePdf(bytes, name, {
      ...limits,
      withImages: images !== 'none',
      maxImagesBytes,
    });
  }
  const { parseApart } = await import('./format/parse-apart.ts');
  const { maxUnpackedBytes = usualLimits.maxUnpackedBytes, headersAndFooters = false } = options;
  return await parseApart(
    { format, bytes, name, maxUnpackedBytes, withHeaders: headersAndFooters },
    limits,
  );
}

function limitsOf({
  maxParserBytes = usualLimits.maxParserBytes,
  maxParserMs,
  signal,
}: DocumentOptions): ParserLimits {
  const timeoutMs = parseInput(
    durationMs.default(usualLimits.maxParserMs),
    maxParserMs,
    'maxParserMs',
  );
  return { maxParserBytes, timeoutMs, signal };
}

function decodeDocument(
  bytes: Uint8Array,
  id: string,
  format: DocumentFormat,
  { encoding }: DocumentOptions,
): string {
  const declared = format === 'html' ? declaredEncoding(bytes) : undefined;
  return decodeText(bytes, id, { declared, encoding });
}
