import type { Marked, Marker } from './marks.ts';

/** How a part of a text is cut. */
export interface SnippetCut {
  readonly words: number;
  /** Stands where the text goes on. */
  readonly ellipsis: string;
}

/** Characters before the first match, and of each word, that are looked at. */
const [before, perWord] = [200, 40];
const cutter = new Intl.Segmenter('und', { granularity: 'word' });

/** The words of a text around the first word of the query in it; its beginning where none is. */
export function snippetOf(text: string, { words, ellipsis }: SnippetCut, marker: Marker): Marked {
  const found = Math.max(0, marker.find(text));
  const start = Math.max(0, found - before);
  const piece = text.slice(start, found + words * perWord);
  const all = [...cutter.segment(piece)].filter(({ isWordLike }) => isWordLike === true);
  const match = all.findIndex(({ index, segment }) => start + index + segment.length > found);
  const first = Math.max(0, Math.min(match - Math.floor(words / 2), all.length - words));
  const end = all[first + words - 1];
  const from = first === 0 && start === 0 ? 0 : start + (all[first]?.index ?? 0);
  const hasMore = all.length > first + words || found + words * perWord < text.length;
  const to = end === undefined || !hasMore ? text.length : start + end.index + end.segment.length;
  const marked = marker.mark(text.slice(from, to));
  const value = `${from > 0 ? ellipsis : ''}${marked.value}${to < text.length ? ellipsis : ''}`;
  return { ...marked, value };
}
