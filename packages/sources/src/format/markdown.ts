import type { DocumentHeading } from '@nestvec/core';
import createMarkdown, { type MarkdownIt, type Token } from 'markdown-it';
import { imagesOfHtml } from './html/read-html.ts';
import type { ImageReference, Outline } from './outline.ts';

const parser = openParser();

/**
 * Reads Markdown (CommonMark) in time that grows with its length alone. The text stays the file's own, so that offsets are those
 * of the file.
 */
export function readMarkdown(text: string): Outline {
  const front = /^---\r?\n[\s\S]*?\r?\n(?:---|\.\.\.)[^\S\n]*(?:\r?\n|$)/.exec(text)?.[0] ?? '';
  const lines = lineStarts(text, front.length);
  const tokens = parser.parse(text.slice(front.length), {});
  const headings: DocumentHeading[] = [];
  const images: ImageReference[] = [];
  for (const [index, token] of tokens.entries()) {
    const [first = 0, behind = 0] = token.map ?? [];
    const start = lines[first] ?? text.length;
    if (token.type === 'heading_open') {
      const end = start + text.slice(start, lines[behind]).trimEnd().length;
      const title = plainText(tokens[index + 1]?.children ?? []).trim();
      headings.push({ start, end, level: Number(token.tag.slice(1)), title });
    } else if (token.type === 'html_block') {
      for (const image of imagesOfHtml(token.content)) images.push({ ...image, offset: start });
    } else if (token.type === 'inline') {
      const end = lines[behind] ?? text.length;
      images.push(...inlineImages(token.children ?? [], text, start, end));
    }
  }
  const title = frontTitle(front) ?? headings.toSorted((a, b) => a.level - b.level)[0]?.title;
  return { text, headings, images, pages: [], metadata: title ? { title } : {} };
}

/** Addresses stay as they are written; what of them is read is decided elsewhere. */
function openParser(): MarkdownIt {
  const markdown = createMarkdown('commonmark');
  markdown.validateLink = () => true;
  markdown.normalizeLink = (address) => address;
  return markdown;
}

/** Where each line begins, by what the parser takes for a line. */
function lineStarts(text: string, from: number): number[] {
  const starts = [from];
  for (const { index, 0: end } of text.slice(from).matchAll(/\r\n?|\n/g))
    starts.push(from + index + end.length);
  return starts;
}

/** The parser tells in which block a picture stands; within it, they are looked for one after the other. */
function inlineImages(
  children: readonly Token[],
  text: string,
  start: number,
  end: number,
): ImageReference[] {
  const images: ImageReference[] = [];
  let from = start;
  const place = (mark: string): number => {
    const found = text.indexOf(mark, from);
    if (found === -1 || found >= end) return from;
    from = found + mark.length;
    return found;
  };
  for (const token of children) {
    if (token.type === 'image') {
      const offset = place('![');
      const reference = String(token.attrGet('src') ?? '');
      if (reference !== '')
        images.push({ offset, reference, alt: plainText(token.children ?? []) });
    } else if (token.type === 'html_inline') {
      for (const image of imagesOfHtml(token.content))
        images.push({ ...image, offset: place('<img') });
    }
  }
  return images;
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map(({ type, content, children }) => {
      if (type === 'image') return plainText(children ?? []);
      if (type === 'softbreak' || type === 'hardbreak') return ' ';
      return type === 'html_inline' ? '' : content;
    })
    .join('');
}

function frontTitle(front: string): string | undefined {
  const value = /^title:[^\S\n]*(\S.*?)\s*$/m.exec(front)?.[1];
  return value?.replace(/^(["'])(.*)\1$/, '$2') || undefined;
}
