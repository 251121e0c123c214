import type { DocumentHeading } from '@nestvec/core';
import { isPlainObject, messageOf } from '@nestvec/core/kit';
import createMarkdown, { type MarkdownIt, type Token } from 'markdown-it';
import type { imagesOfHtml } from './html/read-html.ts';
import type { ImageReference, Outline } from './outline.ts';

const parser = openParser();

/** Markdown as it was read, and what was left out of it. */
export interface ReadMarkdown extends Outline {
  readonly problems: readonly string[];
}

/**
 * Reads Markdown (CommonMark) in time that grows with its length alone. The text stays the file's own, so that offsets are those
 * of the file.
 */
export async function readMarkdown(text: string): Promise<ReadMarkdown> {
  const { length, title: written, problem } = await readFront(text);
  const htmlImages = await htmlReader(text);
  const lines = lineStarts(text, length);
  const tokens = parser.parse(text.slice(length), {});
  const headings: DocumentHeading[] = [];
  const images: ImageReference[] = [];
  const hasEmbeds = text.includes('![[');
  const embeds: string[] = [];
  for (const [index, token] of tokens.entries()) {
    const [first = 0, behind = 0] = token.map ?? [];
    const start = lines[first] ?? text.length;
    if (token.type === 'heading_open') {
      const end = start + text.slice(start, lines[behind]).trimEnd().length;
      const title = plainText(tokens[index + 1]?.children ?? []).trim();
      headings.push({ start, end, level: Number(token.tag.slice(1)), title });
    } else if (token.type === 'html_block') {
      for (const image of htmlImages(token.content)) images.push({ ...image, offset: start });
    } else if (token.type === 'inline') {
      const end = lines[behind] ?? text.length;
      images.push(...inlineImages(token.children ?? [], text, start, end, htmlImages));
      if (hasEmbeds) embeds.push(...wikiEmbeds(token.children ?? []));
    }
  }
  const title = written ?? headings.toSorted((a, b) => a.level - b.level)[0]?.title;
  const problems = [problem, embedProblem(embeds)].filter((known) => known !== undefined);
  return { text, headings, images, pages: [], metadata: title ? { title } : {}, problems };
}

/** Addresses stay as they are written; what of them is read is decided elsewhere. */
function openParser(): MarkdownIt {
  const markdown = createMarkdown('commonmark');
  markdown.validateLink = () => true;
  markdown.normalizeLink = (address) => address;
  return markdown;
}

/** What finds images in HTML; the parser for it is loaded for texts alone that may hold one. */
async function htmlReader(text: string): Promise<typeof imagesOfHtml> {
  if (!/<im(?:g|age)\b/i.test(text)) return () => [];
  return (await import('./html/read-html.ts')).imagesOfHtml;
}

/** Where each line begins, by what the parser takes for a line. */
function lineStarts(text: string, from: number): number[] {
  const starts = [from];
  for (const { index, 0: end } of text.slice(from).matchAll(/\r\n?|\n/g))
    starts.push(from + index + end.length);
  return starts;
}

/** The parser tells in which block an image stands; within it, they are looked for one after the other. */
function inlineImages(
  children: readonly Token[],
  text: string,
  start: number,
  end: number,
  htmlImages: typeof imagesOfHtml,
): ImageReference[] {
  const images: ImageReference[] = [];
  let from = start;
  const place = (mark: string): number => {
    const found = text.indexOf(mark, from);
    if (found === -1 || found >= end) return from;
    from = found + mark.length;
    return found;
  };
  let html = '';
  for (const token of children) {
    if (token.type === 'image') {
      const offset = place('![');
      const reference = String(token.attrGet('src') ?? '');
      if (reference !== '')
        images.push({ offset, reference, alt: plainText(token.children ?? []) });
    } else if (token.type === 'html_inline') {
      // What an image of several sources shows stands in the tags around it.
      html += token.content;
      if (/^<picture\b/i.test(html) && !/^<\/picture/i.test(token.content)) continue;
      for (const image of htmlImages(html)) images.push({ ...image, offset: place('<img') });
      html = '';
    }
  }
  for (const image of htmlImages(html)) images.push({ ...image, offset: place('<img') });
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

/** What wikis show in place of `![[name]]`; code is another kind of token. */
function wikiEmbeds(children: readonly Token[]): string[] {
  const plain = children.map(({ type, content }) => (type === 'text' ? content : '\n')).join('');
  return [...plain.matchAll(/!\[\[([^[\]\n]+)\]\]/g)].map(([, name = '']) => name);
}

function embedProblem(names: readonly string[]): string | undefined {
  const [first, ...more] = names;
  if (first === undefined) return undefined;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `embeds ${first}${others} as wikis do (![[…]]), which is not read; write ![](…)`;
}

interface Front {
  /** Where the text begins. */
  readonly length: number;
  readonly title?: string | undefined;
  readonly problem?: string | undefined;
}

/** Reads what stands between lines of dashes at the beginning, where that is YAML and not a text between two rules. */
async function readFront(text: string): Promise<Front> {
  const [whole = '', yaml = ''] =
    /^---[^\S\n]*\r?\n([\s\S]*?)(?<=\n)(?:---|\.\.\.)[^\S\n]*(?:\r?\n|$)/.exec(text) ?? [];
  if (whole === '') return { length: 0 };
  try {
    const reader = await import('js-yaml');
    const [facts] = reader.loadAll(yaml);
    if (facts === null || facts === undefined) return { length: whole.length };
    if (!isPlainObject(facts)) return { length: 0 };
    return { length: whole.length, title: titleIn(facts) };
  } catch (error) {
    if (!/^[\w-]+[^\S\n]*:/m.test(yaml)) return { length: 0 };
    const [reason = ''] = messageOf(error).split('\n');
    return { length: whole.length, problem: `has front matter that is not YAML (${reason})` };
  }
}

function titleIn({ title }: Readonly<Record<string, unknown>>): string | undefined {
  const text = typeof title === 'string' || typeof title === 'number' ? String(title) : '';
  return text.trim().replaceAll(/\s+/g, ' ') || undefined;
}
