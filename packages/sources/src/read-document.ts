import { createHash } from 'node:crypto';
import type { DocumentImage, JsonObject, SourceDocument, SourceFailure } from '@nestvec/core';
import { checkIsOptions, checkNames, describeValue, invalid } from '@nestvec/core/kit';
import {
  type DocumentOptions,
  documentOptionNames,
  sizeLimit,
  tooLarge,
} from './document-options.ts';
import { type DocumentFormat, documentFormats } from './format/formats.ts';
import type { ImageReference } from './format/outline.ts';
import { readOutline } from './read-outline.ts';
import { isDamaged } from './text/damage.ts';
import { type FoundImage, type ImageFinder, inlineImage, inlineImages } from './find-image.ts';

const checkOptions = checkNames<DocumentOptions>(documentOptionNames);

/** What a document is, besides its bytes. */
export interface DocumentFacts {
  readonly id: string;
  readonly format: DocumentFormat;
  readonly metadata?: JsonObject | undefined;
  readonly uri?: string | undefined;
  readonly source?: string | undefined;
}

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
  checkFacts(facts);
  if (typeof content !== 'string' && !(content instanceof Uint8Array))
    throw invalid('content', `must be a text or bytes, got ${describeValue(content)}`);
  return await parseDocument(content, facts, options, inlineImages);
}

const checkFactNames = checkNames<DocumentFacts>({
  id: true,
  format: true,
  metadata: true,
  uri: true,
  source: true,
});

function checkFacts(facts: DocumentFacts): void {
  checkIsOptions(facts, 'facts');
  checkFactNames(facts, 'facts');
  const { id, format, metadata } = facts;
  if (typeof id !== 'string' || id === '')
    throw invalid('facts.id', `must be what the document is called, got ${describeValue(id)}`);
  if (!documentFormats.includes(format))
    throw invalid(
      'facts.format',
      `must be one of ${documentFormats.join(', ')}, got ${describeValue(format)}`,
    );
  if (metadata !== undefined) checkIsOptions(metadata, 'facts.metadata');
}

/** As `readDocument`, for one whose images can be found by the references to them. */
export async function parseDocument(
  content: Uint8Array | string,
  facts: DocumentFacts,
  options: DocumentOptions,
  finder: ImageFinder,
): Promise<SourceDocument> {
  const { id, format, metadata, ...rest } = facts;
  checkSize(content, facts, options);
  const isWanted = (options.images ?? 'local') !== 'none';
  const reach = isWanted ? finder.reach : 'none';
  const outline = await readOutline(content, facts, reach, options);
  const failures: SourceFailure[] = [
    ...outline.failures.map((error) => ({ id, error })),
    ...outline.remarks.map((error) => ({ id, error, hides: [] })),
  ];
  const images: DocumentImage[] = [];
  for (const reference of isWanted ? outline.images : []) {
    const found =
      ownImage(reference, outline.imageBytes) ?? inlineImage(reference) ?? finder.find(reference);
    if (found === undefined) continue;
    if ('error' in found) failures.push({ id, error: found.error, hides: [] });
    else images.push({ ...found, offset: reference.offset, alt: reference.alt });
  }
  const { text, headings, pages, closed } = outline;
  if (closed !== undefined) options.onClosed?.(id, closed);
  // Of PDFs, characters without Unicode are failures of their pages.
  if (format !== 'pdf' && isDamaged(text)) options.onDamaged?.(id);
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

function checkSize(
  content: Uint8Array | string,
  { id, format }: DocumentFacts,
  options: DocumentOptions,
): void {
  const { option, bytes: most } = sizeLimit(format, options);
  const bytes = typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
  if (bytes > most) throw tooLarge(id, bytes, most, option);
}

/** An image that came with the document itself. */
function ownImage(
  { reference }: ImageReference,
  imageBytes: ReadonlyMap<string, Uint8Array> | undefined,
): FoundImage | undefined {
  const image = imageBytes?.get(reference);
  if (image === undefined) return undefined;
  return { image, key: createHash('sha256').update(image).digest('hex') };
}
