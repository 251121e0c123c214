import { resolve } from 'node:path';
import type { ImageInput } from '../embedder/content.ts';
import { isUrl } from '../image/describe.ts';
import type { Item } from '../embedder/item.ts';
import { isPlainObject } from '../json.ts';

/** Larger images that were given as bytes are left out of a dead letter, which is a line that people read. */
const mostImageBytes = 4_000_000;

/** An item as plain data that can be ingested again; `undefined` where its image was a stream or too large to keep. */
export function formatItem(item: Item): object | undefined {
  const { image, ...rest } = item;
  if (image === undefined) return rest;
  const kept = formatImage(image);
  return kept === undefined ? undefined : { ...rest, image: kept };
}

/** Far more values than a dead letter that people read has. */
const mostValues = 1_000_000;

/** An item as JSON; `undefined` where it can't be kept, whatever was given in its place. */
export function itemAsJson(item: Item | undefined): string | undefined {
  let values = 0;
  try {
    // A failed entry of a source may be anything.
    const formatted = isPlainObject(item) ? formatItem(item) : undefined;
    return JSON.stringify(formatted, (_key, value: unknown) => {
      if (++values > mostValues) throw new RangeError('holds too many values');
      return value;
    });
  } catch {
    return undefined;
  }
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
