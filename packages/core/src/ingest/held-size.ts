import type { BatchSize } from '../async/batch.ts';
import type { Item } from '../embedder/item.ts';
import { metadataJson } from '../record/checked-metadata.ts';

/** An image that is a stream is collected when its turn comes; few are larger. */
const streamBytes = 4_000_000;

/** Bytes that an item holds in memory while it waits, or will. */
export function heldSize({ item }: { readonly item: Item }): BatchSize {
  const { text = '', metadata = {}, image } = item;
  // Metadata is held as it is and as JSON.
  const bytes = text.length * 2 + metadataJson(metadata).length * 4 + imageBytes(image);
  return { tokens: 0, bytes };
}

function imageBytes(image: Item['image']): number {
  if (image === undefined || image instanceof URL) return 0;
  if (typeof image === 'string') return image.length; // a `data:` URL may be long
  if (image instanceof Uint8Array || image instanceof ArrayBuffer) return image.byteLength;
  if (image instanceof Blob) return image.size;
  return 'base64' in image ? image.base64.length : streamBytes;
}
