import type { Content } from '../embedder/content.ts';
import type { ContentSize } from '../embedder/embedder.ts';
import { imageBytes } from '../image/image-bytes.ts';
import { type CallOptions, throwIfAborted } from '../async/signal.ts';
import { sortContents } from '../embedder/sort-contents.ts';
import { estimateText } from './estimate.ts';
import type { Preparation } from './prepare.ts';

/**
 * `Embedder.measure`, without a request: about the tokens of a text as a document; of an image those of the tiles that its
 * policy leaves, and for `original` those of a single tile, since its size is not looked at. Bytes are those on the wire, a fitted
 * image counted uncompressed; 0 for a URL or a stream that is sent as it is.
 */
export async function measureRemote(
  { model, imagePolicy }: Preparation,
  contents: readonly Content[],
  options: CallOptions | undefined,
): Promise<readonly ContentSize[]> {
  throwIfAborted(options, 'measuring');
  const sizes: ContentSize[] = contents.map(() => ({ tokens: 0, bytes: 0 }));
  const { texts, images } = sortContents(contents);
  for (const { position, value } of texts) {
    if (typeof value !== 'string') continue;
    const { tokens } = estimateText(value, 'document', model);
    sizes[position] = { tokens, bytes: Buffer.byteLength(value) };
  }
  const { image: rule } = model;
  if (rule === undefined) return sizes;
  const { side } = rule;
  for (const { position, value } of images) {
    const isFitted = imagePolicy !== 'original' && side !== undefined;
    const bytes = isFitted ? side * side * 3 : await imageBytes(value);
    sizes[position] = { tokens: rule.tokens, bytes: Math.ceil(bytes / 3) * 4 };
  }
  return sizes;
}
