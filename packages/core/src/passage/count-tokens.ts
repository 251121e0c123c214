import type { Embedder } from '../embedder/embedder.ts';
import type { CallOptions } from '../async/signal.ts';

/** How many tokens each text has for the model, in order; where it stops at what the model reads, that many. */
export type CountTokens = (texts: readonly string[]) => Promise<readonly number[]>;

/** Counts as the embedder does, special tokens included. Nothing is embedded. */
export function tokenCounter(
  embedder: Pick<Embedder, 'measure'>,
  options?: CallOptions,
): CountTokens {
  return async (texts) => {
    const sizes = await embedder.measure(
      texts.map((text) => ({ text })),
      options,
    );
    return sizes.map(({ tokens }) => tokens);
  };
}
