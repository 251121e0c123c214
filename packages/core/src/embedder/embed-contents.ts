import { batches } from '../async/batch.ts';
import { retry } from '../async/retry.ts';
import { mapWindow } from '../async/window.ts';
import type { Content } from './content.ts';
import type { Embedder, Embedding, EmbedOptions, EmbedResult, Usage } from './embedder.ts';

/** Options of `embedContents`. */
export interface EmbedContentsOptions extends EmbedOptions {
  /** Tries of a failed call after the first. Default 5. */
  readonly retries?: number | undefined;
}

/** Embeds any number of contents, in calls that keep to the embedder's limits; a failed call is tried again. Results are in the order of `contents`. */
export async function embedContents(
  embedder: Embedder,
  contents: readonly Content[],
  { retries, ...options }: EmbedContentsOptions,
): Promise<EmbedResult> {
  const { signal } = options;
  const { itemsPerCall, tokensPerCall, bytesPerCall, concurrency } = embedder.limits;
  const sizes = await embedder.measure(contents, { signal });
  const entries = contents.map((content, i) => ({ content, size: sizes[i] }));
  const calls = batches(entries, ({ size }) => size ?? { tokens: 0, bytes: 0 }, {
    items: itemsPerCall,
    tokens: tokensPerCall,
    bytes: bytesPerCall,
  });
  const results = mapWindow(calls, concurrency, async (call) => {
    const own = call.map(({ content }) => content);
    return await retry(() => embedder.embed(own, options), {
      operation: 'embedding',
      retries,
      signal,
    });
  });
  const embeddings: Embedding[] = [];
  const usage = { tokens: 0, requests: 0 } satisfies Usage;
  for await (const result of results) {
    embeddings.push(...result.embeddings);
    usage.tokens += result.usage.tokens;
    usage.requests += result.usage.requests;
  }
  return { embeddings, usage };
}
