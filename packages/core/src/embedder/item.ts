import type { ImageInput } from './content.ts';
import type { JsonObject } from '../json.ts';

/** What the user has, before embedding. At least one of `text` and `image` is given. */
export interface Item {
  /** Any non-empty string of at most 512 UTF-8 bytes; writing the same id again replaces the record. */
  readonly id: string;
  readonly text?: string | undefined;
  readonly image?: ImageInput | undefined;
  readonly metadata?: JsonObject | undefined;
  /** Where the content can be opened again, kept with the record; the path or URL of the image by default. */
  readonly uri?: string | undefined;
  /** Id of the document that this is a part of. */
  readonly parentId?: string | undefined;
  /** Name of the source that the item was read from. */
  readonly source?: string | undefined;
}
