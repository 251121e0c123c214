import type { Embedder } from '../embedder/embedder.ts';
import { invalid, type NestvecError } from '../errors.ts';
import { describeValue, isPlainObject } from '../json.ts';
import type { SourceFailure } from '../ingest/failure.ts';
import type { Item } from '../embedder/item.ts';
import { checkIterable } from '../options/check-list.ts';
import { checkNames } from '../options/check-names.ts';
import { type CallOptions, throwIfAborted } from '../async/signal.ts';
import { type Chunk, chunk, type ChunkOptions } from './chunk.ts';
import { tokenCounter } from './count-tokens.ts';
import { type DocumentEntry, isDocument, type SourceDocument } from './document.ts';
import { factsAsJson } from './passage.ts';
import { createPassageIds } from './passage-ids.ts';

/** How documents become items. */
export interface PassageOptions
  extends CallOptions, Pick<ChunkOptions, 'overlapTokens' | 'locale'> {
  /** Whose tokens are counted. Nothing is embedded with it here. */
  readonly embedder: Pick<Embedder, 'identity' | 'measure'>;
  /** Default 256, or what the model reads less one. */
  readonly maxTokens?: number | undefined;
  /** Whether items that are a text alone, such as rows of a table, are cut as documents are. Default false. */
  readonly cutItems?: boolean | undefined;
  /** Whether the images of documents become items too. Default true. */
  readonly images?: boolean | undefined;
}

const checkPassageOptions = checkNames<PassageOptions>({
  signal: true,
  embedder: true,
  maxTokens: true,
  overlapTokens: true,
  locale: true,
  cutItems: true,
  images: true,
});

const usualTokens = 256;
const usualOverlap = 32;

/**
 * Cuts documents into passages and gives them as items, with their images as items whose `parentId` is the passage they stand in. Items
 * and failures pass through as they are. At most one document is held in memory. Rejects with `invalid-input` for a wrong option, and where
 * `entries` can't be iterated.
 *
 * ```ts
 * await index.ingest(passages(documents('./handbook'), { embedder: index.embedder }));
 * ```
 *
 * A passage has at most `maxTokens` tokens (default 256, always fewer than the model reads), and repeats at most
 * `overlapTokens` (default 32, or an eighth of `maxTokens` where that is less) of the one before it in its section. Its id is the
 * document's and a hash of its text; `metadata.passage` says where it lies (`PassageFacts`). A document without text and images
 * is a failure.
 */
export async function* passages(
  entries: Iterable<DocumentEntry> | AsyncIterable<DocumentEntry>,
  options: PassageOptions,
): AsyncGenerator<Item | SourceFailure, void, undefined> {
  checkPassageOptions(options, 'options');
  checkIterable(entries, 'entries');
  const chunking = chunkOptions(options);
  for await (const entry of entries) {
    throwIfAborted(options, 'cutting documents into passages');
    const document = options.cutItems ? asDocument(entry) : entry;
    if (isDocument(document)) yield* documentItems(document, chunking, options.images ?? true);
    else yield document;
  }
}

/** An item with an image stays whole, since both are found as one. */
function asDocument(entry: DocumentEntry): DocumentEntry {
  // What is not an object is for the ingest to report.
  if (typeof entry !== 'object' || entry === null) return entry;
  if ('error' in entry || isDocument(entry)) return entry;
  const { id, text, image, metadata, uri, source } = entry;
  if (text === undefined || image !== undefined) return entry;
  return { kind: 'document', id, text, metadata, uri, source };
}

function chunkOptions(options: PassageOptions): ChunkOptions {
  // Names alone are checked.
  const whose: Partial<Embedder> | null | undefined = (options as PassageOptions | undefined)
    ?.embedder; // it may be missing
  if (typeof whose?.measure !== 'function' || !isPlainObject(whose.identity))
    throw invalid('options.embedder', `must be an embedder, got ${describeValue(whose)}`);
  const { embedder, locale, signal, ...given } = options;
  // A count that reaches what the model reads may stand for any longer text.
  const mostTokens = embedder.identity.maxTokens - 1;
  const { maxTokens = Math.min(usualTokens, mostTokens) } = given;
  if (maxTokens > mostTokens)
    throw invalid(
      'maxTokens',
      `must be less than the ${mostTokens + 1} that ${embedder.identity.model} reads, got ${maxTokens}`,
    );
  const { overlapTokens = Math.min(usualOverlap, Math.floor(maxTokens / 8)) } = given;
  return { count: tokenCounter(embedder, { signal }), maxTokens, overlapTokens, locale };
}

async function* documentItems(
  document: SourceDocument,
  chunking: ChunkOptions,
  withImages: boolean,
): AsyncGenerator<Item | SourceFailure, void, undefined> {
  const { id, images = [], failures = [], pages = [] } = document;
  const hasPages = pages.length > 0;
  for (const failure of failures) yield { ...failure, hides: failure.hides ?? [id] };
  const ids = createPassageIds(id);
  const pieces: Piece[] = [];
  const problem = problemOf(document);
  if (problem !== undefined) {
    yield { id, error: problem, hides: [id] };
    return;
  }
  for await (const piece of chunk(document, chunking))
    pieces.push({ ...piece, id: ids.ofText(piece.text) });
  const wanted = withImages ? images : [];
  if (pieces.length + wanted.length + failures.length === 0) {
    const advice = hasPages ? '; if it is scanned, read its text (OCR) first' : '';
    // It was read: what an earlier version of it held is gone.
    yield { id, error: invalid(id, `holds no text${advice}`), hides: [] };
    return;
  }
  for (const [index, piece] of pieces.entries()) yield passageItem(document, pieces, piece, index);
  for (const image of wanted) {
    const imageId = ids.ofImage(image.key);
    if (imageId !== undefined) yield imageItem(document, pieces, image, imageId);
  }
}

/** What is wrong with a document as it was given. */
function problemOf({ text, metadata = {} }: SourceDocument): NestvecError | undefined {
  if (typeof text !== 'string')
    return invalid('document.text', `must be a string, got ${describeValue(text)}`);
  if (!isPlainObject(metadata))
    return invalid('document.metadata', `must be a JSON object, got ${describeValue(metadata)}`);
  if (!Object.hasOwn(metadata, 'passage')) return undefined;
  const problem = 'is where each passage says where it lies; give what is yours another name';
  return invalid('document.metadata.passage', problem);
}

interface Piece extends Chunk {
  readonly id: string;
}

function passageItem(
  { id: document, metadata, uri, source }: SourceDocument,
  pieces: readonly Piece[],
  piece: Piece,
  index: number,
): Item {
  const { id, text, ...place } = piece;
  const previous = pieces[index - 1]?.id;
  const next = pieces[index + 1]?.id;
  const passage = factsAsJson({ ...place, document, previous, next });
  return { id, text, metadata: { ...metadata, passage }, parentId: document, uri, source };
}

function imageItem(
  { id: document, metadata, uri: documentUri, source }: SourceDocument,
  pieces: readonly Piece[],
  { image, alt, offset, uri = documentUri }: NonNullable<SourceDocument['images']>[number],
  id: string,
): Item {
  const passage = pieces.findLast(({ start }) => start <= offset) ?? pieces[0];
  const { headings = [], page } = passage ?? {};
  const facts = factsAsJson({ document, start: offset, end: offset, headings, page });
  return {
    id,
    image,
    text: alt?.trim() || undefined,
    metadata: { ...metadata, passage: facts },
    parentId: passage?.id ?? document,
    uri,
    source,
  };
}
