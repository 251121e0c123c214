import type { Embedder } from '@nestvec/core';
import { once } from '@nestvec/core/kit';

/** Where a server stands. */
type State = 'loading' | 'ready' | 'failed' | 'stopping';

/** Whether a server can embed. */
export interface Readiness {
  readonly state: State;
  /** Embeds a probe, which loads the weights; once, and again after a failure. Rejects with why it failed. */
  start(): Promise<void>;
  /** From here on it is `stopping`. */
  stop(): void;
}

/** Nothing is loaded yet; without an embedder there is nothing to load. */
export function createReadiness(
  embedder: Embedder | undefined,
  onFailure: (error: unknown) => void,
): Readiness {
  let state: State = embedder === undefined ? 'ready' : 'loading';
  let isStopping = false;
  const probe = once(async () => {
    try {
      const result = await embedder?.embed([{ text: 'ready' }], { task: 'query' });
      const [first] = result?.embeddings ?? [];
      if (first?.ok === false) throw first.error;
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
    async start() {
      await probe();
    },
    stop() {
      isStopping = true;
    },
  };
}
