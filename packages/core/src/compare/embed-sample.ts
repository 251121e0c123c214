import { batches } from '../async/batch.ts';
import type { Content } from '../embedder/content.ts';
import type { Embedder, Embedding, Usage } from '../embedder/embedder.ts';
import { retry } from '../async/retry.ts';
import { mapWindow } from '../async/window.ts';

/** Embeds contents as documents, in calls that keep to the embedder's limits. */
export async function embedSample(
  embedder: Embedder,
  contents: readonly Content[],
  signal: AbortSignal | undefined,
): Promise<{ readonly embeddings: readonly Embedding[]; readonly usage: Usage }> {
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
    return await retry(() => embedder.embed(own, { task: 'document', signal }), {
      operation: 'embedding',
      signal,
    });
  });
  const embeddings: Embedding[] = [];
  const usage = { tokens: 0, requests: 0 };
  for await (const result of results) {
    embeddings.push(...result.embeddings);
    usage.tokens += result.usage.tokens;
    usage.requests += result.usage.requests;
  }
  return { embeddings, usage };
}
