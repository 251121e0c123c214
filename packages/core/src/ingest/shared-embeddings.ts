import type { EmbeddedContent } from '../embedder/embedder.ts';

/** Embeddings of this run by the hash of their content, those that are under way included, so that equal contents cost one. */
export interface SharedEmbeddings {
  /** What became of an equal content: `undefined` where there was none, or where it was of no use. */
  find(hash: string): Promise<EmbeddedContent | undefined> | undefined;
  /** Announces one; `embedded` never rejects. */
  add(hash: string, embedded: Promise<EmbeddedContent | undefined>): void;
}

/** Memory that they may take. */
const mostBytes = 16 * 2 ** 20;

/** None yet; the ones that were asked for longest ago make room for others. */
export function createSharedEmbeddings(dimensions: number): SharedEmbeddings {
  const most = Math.max(256, Math.floor(mostBytes / (dimensions * Float32Array.BYTES_PER_ELEMENT)));
  const byHash = new Map<string, Promise<EmbeddedContent | undefined>>();
  const put = (hash: string, embedded: Promise<EmbeddedContent | undefined>): void => {
    byHash.delete(hash);
    byHash.set(hash, embedded);
  };
  return {
    find(hash) {
      const found = byHash.get(hash);
      if (found !== undefined) put(hash, found);
      return found;
    },
    add(hash, embedded) {
      put(hash, embedded);
      const [oldest] = byHash.keys();
      if (byHash.size > most && oldest !== undefined) byHash.delete(oldest);
    },
  };
}
