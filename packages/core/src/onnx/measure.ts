import type { Content } from '../embedder/content.ts';
import type { ContentSize } from '../embedder/embedder.ts';
import { isNestvecError } from '../errors.ts';
import { type CallOptions, throwIfAborted } from '../async/signal.ts';
import { imageBytes } from '../image/image-bytes.ts';
import type { Model } from './model.ts';
import { type Placed, sortContents } from '../embedder/sort-contents.ts';

/**
 * `Embedder.measure`. A text costs the tokens that are read of it, as a document; an image costs none, and the bytes of its
 * file where they are known without reading it (0 for a URL or a stream). What can't be embedded costs nothing.
 */
export async function measureAll(
  model: Model,
  contents: readonly Content[],
  options: CallOptions | undefined,
): Promise<readonly ContentSize[]> {
  throwIfAborted(options, 'measuring');
  const sizes: ContentSize[] = contents.map(() => ({ tokens: 0, bytes: 0 }));
  const { texts, images } = sortContents(contents);
  const readable = texts.filter((text): text is Placed<string> => typeof text.value === 'string');
  if (readable.length > 0) {
    const tokenizer = await model.tokenizer();
    const encoded = await tokenizer.encode(
      readable.map(({ value }) => value),
      model.config.text.prefixes.document,
    );
    for (const [index, { position, value }] of readable.entries()) {
      const tokens = encoded[index];
      const count = tokens === undefined || isNestvecError(tokens) ? 0 : tokens.ids.length;
      sizes[position] = { tokens: count, bytes: Buffer.byteLength(value) };
    }
  }
  await Promise.all(
    images.map(async ({ position, value }) => {
      sizes[position] = { tokens: 0, bytes: await imageBytes(value) };
    }),
  );
  return sizes;
}
