import { checkEmbedCall } from '../embedder/check-embed-call.ts';
import type { Content } from '../embedder/content.ts';
import type { Embedding, EmbedOptions, EmbedResult } from '../embedder/embedder.ts';
import { invalid } from '../errors.ts';
import { throwIfAborted } from '../async/signal.ts';
import { embedImages } from './embed-images.ts';
import { embedTexts } from './embed-texts.ts';
import type { Model } from './model.ts';
import { sortContents } from '../embedder/sort-contents.ts';

/** Puts an embedding, or the reason there is none, in its place. */
export type PutEmbedding = (position: number, embedding: Embedding) => void;

/** `Embedder.embed`: texts first, then images, each side in batches of its own. */
export async function embedAll(
  model: Model,
  contents: readonly Content[],
  options: EmbedOptions,
): Promise<EmbedResult> {
  checkEmbedCall(contents, options);
  throwIfAborted(options, 'embedding');
  const embeddings: (Embedding | undefined)[] = contents.map(() => undefined);
  const put: PutEmbedding = (position, embedding) => {
    embeddings[position] = embedding;
  };
  const { texts, images } = sortContents(contents);
  if (texts.length > 0) await embedTexts(model, texts, options, put);
  if (images.length > 0) await embedImages(model, images, options, put);
  const placed = embeddings.map((embedding, position) => embedding ?? neither(position));
  const tokens = placed.reduce((sum, one) => sum + (one.ok ? one.tokens : 0), 0);
  return { embeddings: placed, usage: { tokens, requests: 0 } };
}

function neither(position: number): Embedding {
  const error = invalid(`contents[${position}]`, 'has neither a text nor an image');
  return { ok: false, error };
}
