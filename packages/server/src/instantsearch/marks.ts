import { queryWords } from '@nestvec/core/store';

/** A text with the words of a query marked, as InstantSearch reads it. */
export interface Marked {
  readonly value: string;
  readonly matchLevel: 'none' | 'partial' | 'full';
  readonly fullyHighlighted: boolean;
  readonly matchedWords: readonly string[];
}

/** Marks words of a query in texts. */
export interface Marker {
  readonly mark: (text: string) => Marked;
  /** Where the first of them begins; -1 for nowhere. */
  readonly find: (text: string) => number;
}

/** Of a query that is a page of text, the rest is not looked for. */
const mostWords = 32;
const mostCharacters = 1000;
/** Scripts whose words stand beside each other without a space. */
const isUnspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const edge = String.raw`[\p{L}\p{N}\p{M}]`;

/** Marks whole words, in any case, between `before` and `after`. What was found by meaning alone has nothing to mark. */
export function createMarker(query: string, before: string, after: string): Marker {
  const words = queryWords(query.slice(0, mostCharacters)).slice(0, mostWords);
  const pattern = words.length === 0 ? undefined : patternOf(words);
  const none = (value: string): Marked => ({
    value,
    matchLevel: 'none',
    fullyHighlighted: false,
    matchedWords: [],
  });
  return {
    find: (text) => (pattern === undefined ? -1 : text.search(pattern)),
    mark(text) {
      if (pattern === undefined) return none(text);
      const matched = new Set<string>();
      let isWhole = false;
      const value = text.replaceAll(pattern, (found) => {
        matched.add(found.normalize('NFKC').toLowerCase());
        isWhole = found.length === text.length;
        return `${before}${found}${after}`;
      });
      if (matched.size === 0) return none(text);
      const isFull = words.every((word) => matched.has(word));
      return {
        value,
        matchLevel: isFull ? 'full' : 'partial',
        fullyHighlighted: isWhole,
        matchedWords: [...matched],
      };
    },
  };
}

/** The longest first, since of two that begin at one place the first is taken. */
function patternOf(words: readonly string[]): RegExp {
  const parts = words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => {
      const plain = word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
      return isUnspaced.test(word) ? plain : `(?<!${edge})${plain}(?!${edge})`;
    });
  return new RegExp(parts.join('|'), 'giu');
}
