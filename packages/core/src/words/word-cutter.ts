/** Raised with every change of the rules in `cut-words.ts`. */
const rules = 1;

let segmenter: Intl.Segmenter | undefined;

/** What tells the words of every script apart. Its rules are those of no language, since a text may hold several. */
export function wordCutter(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'word' });
  return segmenter;
}

/**
 * By which rules this process cuts words: those of nestvec, and those of Unicode in Node (ICU), whose minor versions cut alike. A
 * collection keeps it, since words that were cut otherwise may not be found.
 */
export const cutterVersion: string = `${rules}/icu-${(process.versions['icu'] ?? 'none').split('.', 1)[0]}`;

/** In the spec of a collection that someone else made and whose own index cuts the texts. */
export const foreignCutter: string = 'database';
