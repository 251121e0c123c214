/** The lines of a page without the spaces that a formatter puts between the columns of its tables. */
export function cellsOf(markdown: string): readonly string[] {
  return markdown.split('\n').map((line) =>
    line
      .replaceAll(/\s*(?<!\\)\|\s*/g, '|')
      .replaceAll(/-+/g, '-')
      .trim(),
  );
}
