import { resolve } from 'node:path';
import type { ImageInput } from '../embedder/content.ts';
import { isUrl } from '../image/describe.ts';
import type { Item } from '../embedder/item.ts';

/** Larger pictures that were given as bytes are left out of a dead letter, which is a line that people read. */
const mostImageBytes = 4_000_000;

/** An item as plain data that can be ingested again; `undefined` where its picture was a stream or too large to keep. */
export function formatItem(item: Item): object | undefined {
  const { image, ...rest } = item;
  if (image === undefined) return rest;
  const kept = formatImage(image);
  return kept === undefined ? undefined : { ...rest, image: kept };
}

/** Paths become absolute, so that a replay may be started elsewhere. */
function formatImage(image: ImageInput): ImageInput | undefined {
  if (typeof image === 'string') return isUrl(image) ? image : resolve(image);
  if (image instanceof URL) return image.href;
  if (image instanceof Uint8Array || image instanceof ArrayBuffer) {
    const bytes = image instanceof Uint8Array ? image : new Uint8Array(image);
    return bytes.byteLength > mostImageBytes
      ? undefined
      : { base64: Buffer.from(bytes).toString('base64') };
  }
  return 'base64' in image ? image : undefined;
}
