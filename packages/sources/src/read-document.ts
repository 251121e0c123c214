import { createHash } from 'node:crypto';
import type {
  CallOptions,
  DocumentImage,
  JsonObject,
  SourceDocument,
  SourceFailure,
} from '@nestvec/core';
import { checkNames, durationMs, invalid, parseInput } from '@nestvec/core/store';
import { controlProblem } from './text/control-characters.ts';
import { decodeText } from './text/decode-text.ts';
import { declaredEncoding } from './text/html-encoding.ts';
import type { DocumentFormat } from './format/formats.ts';
import type { ImageReference, Outline } from './format/outline.ts';
import type { ParsedDocument, ParserLimits } from './format/parse-apart.ts';
import { type FoundImage, type ImageFinder, inlineImage } from './find-image.ts';

/** How documents are read. */
export interface DocumentOptions extends CallOptions {
  /** Largest text, Markdown or HTML. Default 10,000,000 bytes. */
  readonly maxTextBytes?: number | undefined;
  /** Largest PDF or Word document. Default 100,000,000 bytes. */
  readonly maxFileBytes?: number | undefined;
  /** Most that a Word document may unpack to. Default 500,000,000 bytes. */
  readonly maxUnpackedBytes?: number | undefined;
  /** Most memory for reading one PDF or Word document. Default 1,000,000,000 bytes. */
  readonly maxParserBytes?: number | undefined;
  /** Longest time for that. Default 120,000 ms. */
  readonly maxParserMs?: number | undefined;
  /** Most that the images of one PDF may hold together, as they are kept. Default 200,000,000 bytes. */
  readonly maxImagesBytes?: number | undefined;
  /** Encoding of texts that are not UTF-8 and do not say what they are, such as `windows-1252`. Nothing is guessed. */
  readonly encoding?: string | undefined;
  /**
   * Which images of documents are taken: `local` (default) are those within a document and in files beside it, `all` also those
   * at other addresses, which are then fetched by the embedder.
   */
  readonly images?: 'none' | 'local' | 'all' | undefined;
  /** Whether the headers and footers of Word documents are read, behind the text. Default false. */
  readonly headersAndFooters?: boolean | undefined;
}

/** Names of options of `readDocument`. */
export const documentOptionNames: Readonly<Record<keyof DocumentOptions, true>> = {
  maxTextBytes: true,
  maxFileBytes: true,
  maxUnpackedBytes: true,
  maxParserBytes: true,
  maxParserMs: true,
  maxImagesBytes: true,
  encoding: true,
  images: true,
  headersAndFooters: true,
  signal: true,
};

const checkOptions = checkNames<DocumentOptions>(documentOptionNames);

/** What a document is, besides its bytes. */
export interface DocumentFacts {
  readonly id: string;
  readonly format: DocumentFormat;
  readonly metadata?: JsonObject | undefined;
  readonly uri?: string | undefined;
  readonly source?: string | undefined;
}

/** Default limits. */
const usualLimits = {
  maxTextBytes: 10_000_000,
  maxFileBytes: 100_000_000,
  maxUnpackedBytes: 500_000_000,
  maxParserBytes: 1_000_000_000,
  maxParserMs: 120_000,
  maxImagesBytes: 200_000_000,
} as const;

/**
 * A document from its bytes, or from its text where its form is one of text. Throws `invalid-input` where it is broken, and
 * `missing-dependency` where the library that reads it is not installed.
 *
 * ```ts
 * const document = await readDocument(row.body, { id: row.url, format: 'html', uri: row.url });
 * await index.ingest(passages([document], { embedder: index.embedder }));
 * ```
 */
export async function readDocument(
  content: Uint8Array | string,
  facts: DocumentFacts,
  options: DocumentOptions = {},
): Promise<SourceDocument> {
  checkOptions(options, 'readDocument');
  return await parseDocument(content, facts, options, () => undefined);
}

/** As `readDocument`, for one whose images can be found by the references to them. */
export async function parseDocument(
  content: Uint8Array | string,
  facts: DocumentFacts,
  options: DocumentOptions,
  findImage: ImageFinder,
): Promise<SourceDocument> {
  const { id, format, metadata, ...rest } = facts;
  checkSize(content, facts, options);
  const outline = await readOutline(content, facts, options);
  const failures: SourceFailure[] = [
    ...outline.failures.map((error) => ({ id, error })),
    ...outline.remarks.map((error) => ({ id, error, hides: [] })),
  ];
  const images: DocumentImage[] = [];
  const isWanted = (options.images ?? 'local') !== 'none';
  for (const reference of isWanted ? outline.images : []) {
    const found =
      ownImage(reference, outline.pictures) ?? inlineImage(reference) ?? findImage(reference);
    if (found === undefined) continue;
    if ('error' in found) failures.push({ id, error: found.error, hides: [] });
    else images.push({ ...found, offset: reference.offset, alt: reference.alt });
  }
  const { text, headings, pages } = outline;
  if (text.trim() === '' && images.length + failures.length === 0) {
    const problem = emptiness(content, format);
    if (problem !== undefined) failures.push({ id, error: invalid(id, problem), hides: [] });
  }
  return {
    kind: 'document',
    id,
    text,
    headings,
    pages,
    images,
    failures,
    metadata: { ...outline.metadata, format, ...metadata },
    ...rest,
  };
}

/** Why nothing is there, where that can be said. */
function emptiness(content: Uint8Array | string, format: DocumentFormat): string | undefined {
  if (content.length === 0) return 'is empty';
  if (format === 'html')
    return 'holds no text that is seen; a page that scripts make can be read by a service (reader: jinaReader)';
  return format === 'text' || format === 'markdown' ? 'holds nothing but spaces' : undefined;
}

interface ReadOutline extends Outline {
  readonly pictures?: ReadonlyMap<string, Uint8Array>;
  /** Parts that could not be read. */
  readonly failures: readonly SourceFailure['error'][];
  /** What is odd, where nothing of the text is missing. */
  readonly remarks: readonly SourceFailure['error'][];
}

async function readOutline(
  content: Uint8Array | string,
  { id, format }: DocumentFacts,
  options: DocumentOptions,
): Promise<ReadOutline> {
  if (format === 'pdf' || format === 'docx') {
    if (typeof content === 'string')
      throw invalid(id, `is a text, where a ${format} is given by its bytes`);
    const read = await readBinary(content, id, format, options);
    // What a Word document lacks is an image; what a PDF does may be a page.
    return format === 'pdf'
      ? { ...read, remarks: [] }
      : { ...read, failures: [], remarks: read.failures };
  }
  const whole =
    typeof content === 'string' ? content : decodeDocument(content, id, format, options);
  // They are seen at the ends of lines alone.
  const text = whole.replaceAll('\u00ad', '');
  const problem = controlProblem(text);
  const remarks = problem === undefined ? [] : [invalid(id, problem)];
  if (format === 'text')
    return { text, headings: [], images: [], pages: [], metadata: {}, failures: [], remarks };
  if (format === 'markdown') {
    const { readMarkdown } = await import('./format/markdown.ts');
    const { problems, ...outline } = readMarkdown(text);
    remarks.push(...problems.map((remark) => invalid(id, remark)));
    return { ...outline, failures: [], remarks };
  }
  const { parseApart } = await import('./format/parse-apart.ts');
  return { ...(await parseApart({ format, text, name: id }, limitsOf(options))), remarks };
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

function checkSize(
  content: Uint8Array | string,
  { id, format }: DocumentFacts,
  options: DocumentOptions,
): void {
  const { option, bytes: most } = sizeLimit(format, options);
  const bytes = typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
  if (bytes > most) throw tooLarge(id, bytes, most, option);
}

/** Which limit a form of document is under. */
export function sizeLimit(
  format: DocumentFormat,
  options: DocumentOptions,
): { readonly option: 'maxTextBytes' | 'maxFileBytes'; readonly bytes: number } {
  const option = format === 'pdf' || format === 'docx' ? 'maxFileBytes' : 'maxTextBytes';
  return { option, bytes: options[option] ?? usualLimits[option] };
}

/** The error for a document over its limit. */
export function tooLarge(name: string, bytes: number, most: number, option: string): Error {
  return invalid(
    name,
    `has ${bytes} bytes where ${most} are allowed; cut it up or raise ${option}`,
  );
}

/** An image that came with the document itself. */
function ownImage(
  { reference }: ImageReference,
  pictures: ReadonlyMap<string, Uint8Array> | undefined,
): FoundImage | undefined {
  const image = pictures?.get(reference);
  if (image === undefined) return undefined;
  return { image, key: createHash('sha256').update(image).digest('hex') };
}
