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
      const text = given.replaceAll('\u00ad', '');
      if (asIs) {
        if (text === '') return;
        settle();
        add(text);
        return;
      }
      const words = text.replaceAll(/[\t\n\f\r ]+/g, ' ');
      const trimmed = words.replace(/^ | $/g, '');
      if (words.startsWith(' ')) hasSpace = true;
      if (trimmed === '') return;
      settle();
      add(trimmed);
      hasSpace = words.endsWith(' ');
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
