import type { EmbeddedContent } from '../embedder/embedder.ts';

/** What became of one content of this run; read it once `done` has resolved, which never rejects. */
export interface SharedEmbedding {
  readonly done: Promise<void>;
  /** `undefined` where it was of no use. */
  embedded: EmbeddedContent | undefined;
}

/** Embeddings of this run by the hash of their content, those that are under way included, so that equal contents cost one. */
export interface SharedEmbeddings {
  /** That of an equal content, where there was one. */
  find(hash: string): SharedEmbedding | undefined;
  /** Announces one. */
  add(hash: string, shared: SharedEmbedding): void;
}

/** Memory that they may take. */
const mostBytes = 16 * 2 ** 20;

/**
 * None yet; the ones that were asked for longest ago make room for others, half of them at a time: a map whose first key is deleted
 * again and again has to step over all that was deleted.
 */
export function createSharedEmbeddings(dimensions: number): SharedEmbeddings {
  const most = Math.max(256, Math.floor(mostBytes / (dimensions * Float32Array.BYTES_PER_ELEMENT)));
  let recent = new Map<string, SharedEmbedding>();
  let earlier = new Map<string, SharedEmbedding>();
  const add = (hash: string, shared: SharedEmbedding): void => {
    if (recent.size >= most / 2) {
      earlier = recent;
      recent = new Map();
    }
    recent.set(hash, shared);
  };
  return {
    add,
    find(hash) {
      const known = recent.get(hash);
      if (known !== undefined) return known;
      const found = earlier.get(hash);
      if (found !== undefined) add(hash, found);
      return found;
    },
  };
}
