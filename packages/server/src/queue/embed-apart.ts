import {
  type Content,
  type Embedder,
  type Embedding,
  NestvecError,
  type Task,
} from '@nestvec/core';
import { isRejection } from '@nestvec/core/kit';

/**
 * Embeds contents of several clients in one call. A call that is refused for what is in it is halved until the content at fault is
 * alone, so that it costs no other client an answer. Rejects where the embedder fails as a whole.
 */
export async function embedApart(
  embedder: Embedder,
  contents: readonly Content[],
  task: Task,
): Promise<readonly Embedding[]> {
  try {
    const { embeddings } = await embedder.embed(contents, { task });
    if (embeddings.length === contents.length) return embeddings;
  } catch (error) {
    if (!isRejection(error)) throw error;
    if (contents.length === 1) return [{ ok: false, error }];
    const half = Math.ceil(contents.length / 2);
    return [
      ...(await embedApart(embedder, contents.slice(0, half), task)),
      ...(await embedApart(embedder, contents.slice(half), task)),
    ];
  }
  throw new NestvecError('embedder', 'the embedder gave another number of embeddings than asked', {
    operation: 'embedding',
    retryable: false,
  });
}
