/**
 * Writes the text of a page as a reader sees it: spaces run together, blocks on lines of their own, and without soft hyphens, which are
 * seen at the ends of lines alone.
 */
export interface TextBuilder {
  /** Adds text; `asIs` keeps its spaces and lines. */
  write(text: string, asIs: boolean): void;
  /** What comes next begins a line, or with 2 a paragraph. */
  break(lines: 1 | 2): void;
  /** Where what comes next will stand. */
  mark(): number;
  length(): number;
  /** What was written from a mark on. */
  since(mark: number): string;
  text(): string;
}

/** White space that is seen as one space. */
const runs = /[\t\n\f\r]| {2}/;

/** An empty one. */
export function createTextBuilder(): TextBuilder {
  const parts: string[] = [];
  let length = 0;
  let lines = 0;
  let hasSpace = false;
  const add = (part: string): void => {
    parts.push(part);
    length += part.length;
  };
  const settle = (): void => {
    if (length > 0 && lines > 0) add('\n'.repeat(lines));
    else if (length > 0 && hasSpace) add(' ');
    lines = 0;
    hasSpace = false;
  };
  return {
    write(given, asIs) {
      const text = given.includes('\u00ad') ? given.replaceAll('\u00ad', '') : given;
      if (asIs) {
        if (text === '') return;
        settle();
        add(text);
        return;
      }
      const words = runs.test(text) ? text.replaceAll(/[\t\n\f\r ]+/g, ' ') : text;
      const first = words.startsWith(' ') ? 1 : 0;
      if (first === 1) hasSpace = true;
      if (words.length === first) return;
      settle();
      hasSpace = words.endsWith(' ');
      add(words.slice(first, hasSpace ? -1 : undefined));
    },
    break(count) {
      lines = Math.max(lines, count);
    },
    mark() {
      settle();
      return length;
    },
    length: () => length,
    since(mark) {
      let first = parts.length;
      for (let at = length; at > mark && first > 0; first--) at -= parts[first - 1]?.length ?? 0;
      return parts.slice(first).join('');
    },
    text: () => parts.join(''),
  };
}
