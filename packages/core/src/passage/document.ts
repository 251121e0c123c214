import type { ImageInput } from '../embedder/content.ts';
import type { SourceFailure } from '../ingest/failure.ts';
import type { Item } from '../embedder/item.ts';
import type { JsonObject } from '../json.ts';

/** A text with its outline, before it is cut into passages. Offsets are UTF-16 code units of `text`, as in `text.slice`. */
export interface SourceDocument {
  readonly kind: 'document';
  /** Becomes the `parentId` of the passages and the beginning of their ids. */
  readonly id: string;
  readonly text: string;
  /** In the order of the text. */
  readonly headings?: readonly DocumentHeading[] | undefined;
  /** Where each page begins, the first of them at 0; no passage crosses a page. */
  readonly pages?: readonly number[] | undefined;
  readonly images?: readonly DocumentImage[] | undefined;
  /** Goes to every passage, beside `passage`. */
  readonly metadata?: JsonObject | undefined;
  readonly uri?: string | undefined;
  readonly source?: string | undefined;
  /**
   * Parts that could not be read, such as an image that is not there. The rest is used. One that does not say what it hides stands
   * for any part of the document.
   */
  readonly failures?: readonly SourceFailure[] | undefined;
}

/** A heading and where its line lies. */
export interface DocumentHeading {
  readonly start: number;
  readonly end: number;
  /** From 1, the highest. */
  readonly level: number;
  readonly title: string;
}

/** An image in a document. */
export interface DocumentImage {
  /** Where in the text it stands. */
  readonly offset: number;
  readonly image: ImageInput;
  /** What it is known by within the document, such as its path or a hash of its bytes; ids are made of it. */
  readonly key: string;
  /** The text in its place, for those who do not see it. */
  readonly alt?: string | undefined;
  readonly uri?: string | undefined;
}

/** What a source of documents gives: documents, items that are whole already, and what could not be read. */
export type DocumentEntry = SourceDocument | Item | SourceFailure;

/** Whether an entry is to be cut into passages. */
export function isDocument(entry: DocumentEntry): entry is SourceDocument {
  try {
    return (
      typeof entry === 'object' && entry !== null && 'kind' in entry && entry.kind === 'document'
    );
  } catch {
    return false; // what can't be looked at is refused where it is read
  }
}
