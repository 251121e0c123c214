import type { DocumentHeading, JsonObject } from '@nestvec/core';
import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5';
import type { ImageReference, Outline } from './outline.ts';
import { createTextBuilder, type TextBuilder } from './text-builder.ts';

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;
type Parent = DefaultTreeAdapterTypes.ParentNode;

const skipped: ReadonlySet<string> = new Set(
  'head script style template noscript nav svg math iframe object select textarea'.split(' '),
);
const paragraphs: ReadonlySet<string> = new Set(
  'p ul ol dl table pre blockquote figure section article main header footer aside hr details'.split(
    ' ',
  ),
);
const ownLines: ReadonlySet<string> = new Set(
  'div li dt dd tr caption figcaption summary address fieldset form legend thead tbody tfoot'.split(
    ' ',
  ),
);

/** Reads a web page as a reader sees it: what is in `main`, or else all but navigation, scripts and what is hidden. */
export function readHtml(html: string): Outline {
  const page = parse(html);
  const elements = [...elementsBelow(page)];
  const articles = elements.filter(({ tagName }) => tagName === 'article');
  const main =
    elements.find(
      (element) => element.tagName === 'main' || attribute(element, 'role') === 'main',
    ) ??
    (articles.length === 1 ? articles[0] : undefined) ??
    elements.find(({ tagName }) => tagName === 'body') ??
    page;
  const reading = { out: createTextBuilder(), headings: [], images: [] };
  readChildren(main, reading, false);
  const { out, headings, images } = reading;
  const metadata = metadataOf(elements, headings);
  return { text: out.text(), headings, images, pages: [], metadata };
}

/** The pictures in a piece of HTML, such as Markdown may hold. */
export function imagesOfHtml(html: string): Omit<ImageReference, 'offset'>[] {
  return [...elementsBelow(parseFragment(html))].flatMap((element) => imageOf(element) ?? []);
}

interface Reading {
  readonly out: TextBuilder;
  readonly headings: DocumentHeading[];
  readonly images: ImageReference[];
}

function readChildren(parent: Parent, reading: Reading, asIs: boolean): void {
  for (const child of parent.childNodes) readNode(child, reading, asIs);
}

function readNode(node: Node, reading: Reading, asIs: boolean): void {
  const { out, headings, images } = reading;
  if ('value' in node) {
    out.write(node.value, asIs);
    return;
  }
  if (!('tagName' in node) || isHidden(node)) return;
  const { tagName } = node;
  const level = /^h([1-6])$/.exec(tagName)?.[1];
  if (level !== undefined) {
    out.break(2);
    const start = out.mark();
    readChildren(node, reading, false);
    const end = out.length();
    if (end > start) headings.push({ start, end, level: Number(level), title: out.since(start) });
    out.break(2);
    return;
  }
  const image = imageOf(node);
  if (image !== undefined) {
    // Behind the text before it, so that it adds no line of its own.
    images.push({ ...image, offset: out.length() });
    return;
  }
  if (tagName === 'br') {
    out.break(1);
    return;
  }
  const lines = paragraphs.has(tagName) ? 2 : ownLines.has(tagName) ? 1 : 0;
  if (lines !== 0) out.break(lines);
  if (tagName === 'li') out.write('- ', false);
  readChildren(node, reading, asIs || tagName === 'pre');
  if (tagName === 'td' || tagName === 'th') out.write(' ', false);
  if (lines !== 0) out.break(lines);
}

function isHidden(element: Element): boolean {
  return (
    skipped.has(element.tagName) ||
    attribute(element, 'hidden') !== undefined ||
    attribute(element, 'aria-hidden') === 'true'
  );
}

function imageOf(element: Element): Omit<ImageReference, 'offset'> | undefined {
  const reference = element.tagName === 'img' ? attribute(element, 'src')?.trim() : undefined;
  return reference ? { reference, alt: attribute(element, 'alt') ?? '' } : undefined;
}

/** A stack and no recursion: a page may be nested as deep as it likes. */
function* elementsBelow(root: Parent): Generator<Element> {
  const stack: Node[] = root.childNodes.toReversed();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!('tagName' in node)) continue;
    yield node;
    // One by one: a call takes no more arguments than the thread's stack has room for.
    for (const child of node.childNodes.toReversed()) stack.push(child);
  }
}

function attribute({ attrs }: Element, name: string): string | undefined {
  return attrs.find((attr) => attr.name === name)?.value;
}

function metadataOf(
  elements: readonly Element[],
  headings: readonly DocumentHeading[],
): JsonObject {
  const titleNode = elements.find(({ tagName }) => tagName === 'title')?.childNodes[0];
  const written = titleNode !== undefined && 'value' in titleNode ? titleNode.value : '';
  const title = written.replaceAll(/\s+/g, ' ').trim() || headings[0]?.title;
  const root = elements.find(({ tagName }) => tagName === 'html');
  const language = root === undefined ? undefined : attribute(root, 'lang')?.trim();
  return { ...(title ? { title } : {}), ...(language ? { language } : {}) };
}
