import type { Embedder } from '@nestvec/core';
import { once } from '@nestvec/core/kit';

/** Where a server stands. */
type State = 'loading' | 'ready' | 'failed' | 'stopping';

/** Whether a server can embed. */
export interface Readiness {
  readonly state: State;
  /** Whether it can embed, even while it stops: what was accepted before is answered. */
  readonly isLoaded: boolean;
  /** Embeds a probe, which loads the weights; once, and again after a failure. Rejects with why it failed. */
  start(): Promise<void>;
  /** From here on it is `stopping`. */
  stop(): void;
}

/** Nothing is loaded yet; without embedders there is nothing to load. */
export function createReadiness(
  embedders: readonly Embedder[],
  onFailure: (error: unknown) => void,
): Readiness {
  let state: State = embedders.length === 0 ? 'ready' : 'loading';
  let isStopping = false;
  const probe = once(async () => {
    try {
      for (const embedder of embedders) {
        const { embeddings } = await embedder.embed([{ text: 'ready' }], { task: 'query' });
        const [first] = embeddings;
        if (first?.ok === false) throw first.error;
      }
      state = 'ready';
    } catch (error) {
      state = 'failed';
      onFailure(error);
      throw error;
    }
  });
  return {
    get state() {
      return isStopping ? 'stopping' : state;
    },
    get isLoaded() {
      return state === 'ready';
    },
    async start() {
      await probe();
    },
    stop() {
      isStopping = true;
    },
  };
}
