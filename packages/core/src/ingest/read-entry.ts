import type { ImageInput } from '../embedder/content.ts';
import type { Item } from '../embedder/item.ts';
import { invalid, isNestvecError, messageOf, type NestvecError } from '../errors.ts';
import { isImageInput } from '../image/describe.ts';
import { describeValue } from '../json.ts';
import { checkNames } from '../options/check-names.ts';
import { checkMetadata } from '../record/checked-metadata.ts';
import type { ItemFailure, SourceFailure } from './failure.ts';

/** An entry of a source, read once: an item whose parts can't change any more, or why it is not an item. */
export type ReadEntry = { readonly id: string } & (
  | { readonly item: Item; readonly error?: undefined }
  | (Pick<SourceFailure, 'error' | 'hides'> & Pick<ItemFailure, 'stage' | 'item'>)
);

/**
 * Reads an entry, whatever it is: what is not an item, and what throws when it is looked at, costs itself alone. `place` stands for
 * the id of an entry without one.
 */
export function readEntry(entry: unknown, place: string): ReadEntry {
  let id = place;
  try {
    if (typeof entry !== 'object' || entry === null)
      throw invalid('item', `must be an object such as { id, text }, got ${describeValue(entry)}`);
    const fields = entry as Readonly<Record<keyof Item | 'error' | 'hides', unknown>>; // all of them unknown
    id = nameOf(fields.id, place);
    if (fields.error !== undefined) return readFailure(id, fields, entry);
    checkEntryNames(entry);
    return { id, item: readItem(fields) };
  } catch (error) {
    return { id, stage: 'check', item: entry as Item, error: asProblem(error) }; // as it was given
  }
}

/** The same of what a promise gives; one that is rejected costs itself alone too. */
export async function readPromised(entry: Promise<unknown>, place: string): Promise<ReadEntry> {
  try {
    return readEntry(await entry, place);
  } catch (error) {
    return { id: place, stage: 'read', error: asProblem(error), hides: undefined };
  }
}

const checkItemNames = checkNames<Item>(
  {
    id: true,
    text: true,
    image: true,
    metadata: true,
    uri: true,
    parentId: true,
    source: true,
  },
  { what: 'field', elsewhere: '; what is yours goes into metadata' },
);

/** A name that is misspelt would be left out in silence. */
function checkEntryNames(entry: object): void {
  if ('kind' in entry && entry.kind === 'document')
    throw invalid('item', 'is a document; cut it into passages first, by passages(…)');
  checkItemNames(entry as Item, 'item'); // names alone are looked at
}

function asProblem(error: unknown): NestvecError {
  if (isNestvecError(error)) return error;
  return invalid('item', `can't be read (${messageOf(error)})`, error);
}

function nameOf(id: unknown, place: string): string {
  if (typeof id === 'string') return id;
  return typeof id === 'number' || typeof id === 'bigint' ? String(id) : place;
}

/** A failure of the source; any other item has no such key. */
function readFailure(
  id: string,
  { error, hides }: Readonly<Record<'error' | 'hides', unknown>>,
  entry: object,
): ReadEntry {
  const hidden = Array.isArray(hides)
    ? hides.filter((name) => typeof name === 'string')
    : undefined;
  if (isNestvecError(error)) return { id, stage: 'read', error, hides: hidden };
  if (error instanceof Error)
    return { id, stage: 'read', error: invalid(id, messageOf(error), error), hides: hidden };
  throw invalid(
    'item.error',
    `is not part of an item; a source gives { id, error } for what it can't read, with a NestvecError, got ${describeValue(error)}${'text' in entry || 'image' in entry ? '; put your own fields into metadata' : ''}`,
  );
}

function readItem(fields: Readonly<Record<keyof Item, unknown>>): Item {
  const { id, text, image, metadata = {}, uri, parentId, source } = fields;
  // Strings are checked with the record; here they are only read.
  const read = { id, text, uri, parentId, source } as Pick<
    Item,
    'id' | 'text' | 'uri' | 'parentId' | 'source'
  >;
  return { ...read, image: readImage(image), metadata: checkMetadata(metadata, 'item.metadata') };
}

function readImage(image: unknown): ImageInput | undefined {
  if (image === undefined) return undefined;
  if (!isImageInput(image)) {
    const problem = `must be a path, a URL, bytes, a Blob, a stream or { base64 }, got ${describeValue(image)}`;
    throw invalid('item.image', `${problem}; leave it out where there is none`);
  }
  if (image instanceof Uint8Array || image instanceof ArrayBuffer) void image.byteLength; // a proxy's throws
  const isBase64 =
    typeof image === 'object' && 'base64' in image && !(Symbol.asyncIterator in image);
  return isBase64 ? { base64: image.base64 } : image;
}
