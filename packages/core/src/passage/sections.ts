import type { TextRange } from './cut.ts';
import type { DocumentHeading, SourceDocument } from './document.ts';

/** A part of a document under one heading and on one page. */
export interface Section extends TextRange {
  /** Titles from the highest heading down to its own. */
  readonly headings: readonly string[];
  /** From 1; `undefined` where the document has no pages. */
  readonly page: number | undefined;
}

/**
 * Cuts a document at its headings and pages. The parts cover the whole text. A heading with nothing below it but a lower heading
 * stays with that one.
 */
export function sectionsOf({
  text,
  headings = [],
  pages = [],
}: Pick<SourceDocument, 'text' | 'headings' | 'pages'>): Section[] {
  const sections: Section[] = [];
  let page = 0;
  for (const { start, end, headings: path } of headedParts(text, headings)) {
    let from = start;
    while (pages[page] !== undefined && (pages[page] ?? 0) <= from) page++;
    while (from < end) {
      const to = Math.min(end, pages[page] ?? end);
      sections.push({ start: from, end: to, headings: path, page: page || undefined });
      from = to;
      if (from < end) page++;
    }
  }
  return sections;
}

function headedParts(text: string, headings: readonly DocumentHeading[]): Omit<Section, 'page'>[] {
  const parts: Omit<Section, 'page'>[] = [];
  const path: DocumentHeading[] = [];
  let start = 0;
  const close = (end: number): void => {
    if (end > start) parts.push({ start, end, headings: path.map(({ title }) => title) });
    start = end;
  };
  for (const [index, heading] of headings.entries()) {
    const above = headings[index - 1];
    const isAlone =
      above !== undefined &&
      above.level < heading.level &&
      text.slice(above.end, heading.start).trim() === '';
    if (!isAlone) close(heading.start);
    while ((path.at(-1)?.level ?? 0) >= heading.level) path.pop();
    path.push(heading);
  }
  close(text.length);
  return parts;
}
