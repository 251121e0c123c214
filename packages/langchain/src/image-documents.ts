import type { ImageInput, Item } from '@nestvec/core';
import {
  checkList,
  contentId,
  describeValue,
  formOfImage,
  givenMetadata,
  invalid,
  isImageInput,
} from '@nestvec/core/kit';
import { checkId } from '@nestvec/core/store';
import { factsKey } from './found-document.ts';

/** An image to be found by words and by other images. */
export interface ImageDocument {
  readonly image: ImageInput;
  /** A text that belongs to it, such as a caption; it gets a vector of its own where the collection has one for texts. */
  readonly pageContent?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** Default: its path or URL; of a `data:` URL, base64 or bytes a hash. A Blob or a stream needs one. */
  readonly id?: string | undefined;
  /** Where it can be opened again. Default: its path or URL. */
  readonly uri?: string | undefined;
}

/** Images as items, all checked before any is written. Throws `invalid-input`. */
export function toImageItems(
  images: readonly (ImageInput | ImageDocument)[],
  ids: readonly string[] | undefined,
): readonly Item[] {
  checkList(images, 'images');
  return images.map((given, i) => {
    const path = `images[${i}]`;
    const document = isImageDocument(given) ? given : { image: given };
    const { image, pageContent, metadata, uri } = document;
    const id = ids?.[i] ?? document.id ?? idOf(image);
    if (id === undefined)
      throw invalid(`${path}.id`, 'is needed, since a Blob or a stream can be read only once');
    checkId(id, ids?.[i] === undefined ? `${path}.id` : `options.ids[${i}]`);
    return {
      id,
      image,
      ...(pageContent === undefined || pageContent === '' ? {} : { text: pageContent }),
      metadata: givenMetadata(metadata, `${path}.metadata`, [factsKey]),
      ...(uri === undefined ? {} : { uri }),
    };
  });
}

function isImageDocument(given: ImageInput | ImageDocument): given is ImageDocument {
  const isDocument = typeof given === 'object' && given !== null && 'image' in given;
  if (!isDocument && !isImageInput(given))
    throw invalid('images', `must be images, or objects with one, got ${describeValue(given)}`);
  return isDocument;
}

function idOf(image: ImageInput): string | undefined {
  if (typeof image === 'string' || image instanceof URL) {
    const text = String(image);
    return formOfImage(image) === 'data' ? contentId(text) : text;
  }
  if (image instanceof Uint8Array || image instanceof ArrayBuffer) {
    const bytes = Buffer.from(image instanceof ArrayBuffer ? new Uint8Array(image) : image);
    return contentId(bytes.toString('base64'));
  }
  return 'base64' in image ? contentId(image.base64) : undefined;
}
