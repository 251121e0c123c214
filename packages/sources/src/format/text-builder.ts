/** Writes the text of a page as a reader sees it: spaces run together, blocks on lines of their own. */
export interface TextBuilder {
  /** Adds text; `asIs` keeps its spaces and lines. */
  write(text: string, asIs: boolean): void;
  /** What comes next begins a line, or with 2 a paragraph. */
  break(lines: 1 | 2): void;
  /** Where what comes next will stand. */
  mark(): number;
  length(): number;
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
    write(text, asIs) {
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
    text: () => parts.join(''),
  };
}
