import type { TextKeeper } from '../long-text.ts';

/** Keeps texts in memory. */
export function memoryKeeper(): TextKeeper & { readonly texts: ReadonlyMap<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    async put(key, text) {
      texts.set(key, text);
    },
    async get(key) {
      return texts.get(key);
    },
  };
}
