import type { DocumentHeading } from '@nestvec/core';
import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { imagesOfHtml } from './html.ts';
import type { ImageReference, Outline } from './outline.ts';

/** Reads Markdown (CommonMark). The text stays the file's own, so that offsets are those of the file. */
export function readMarkdown(text: string): Outline {
  const front = /^---\r?\n[\s\S]*?\r?\n(?:---|\.\.\.)[^\S\n]*(?:\r?\n|$)/.exec(text)?.[0] ?? '';
  const shift = front.length;
  const tree = fromMarkdown(text.slice(shift));
  const definitions = definitionsOf(tree);
  const headings: DocumentHeading[] = [];
  const images: ImageReference[] = [];
  for (const node of descendants(tree)) {
    const start = (node.position?.start.offset ?? 0) + shift;
    const end = (node.position?.end.offset ?? 0) + shift;
    if (node.type === 'heading') {
      headings.push({ start, end, level: node.depth, title: plainText(node).trim() });
    } else if (node.type === 'image') {
      images.push({ offset: start, reference: node.url, alt: node.alt ?? '' });
    } else if (node.type === 'imageReference') {
      const reference = definitions.get(node.identifier);
      if (reference !== undefined) images.push({ offset: start, reference, alt: node.alt ?? '' });
    } else if (node.type === 'html') {
      for (const image of imagesOfHtml(node.value)) images.push({ ...image, offset: start });
    }
  }
  const title = frontTitle(front) ?? headings.toSorted((a, b) => a.level - b.level)[0]?.title;
  return { text, headings, images, pages: [], metadata: title ? { title } : {} };
}

/** In the order of the text. A stack and no recursion, since quotations can be nested thousands deep. */
function* descendants(root: Root): Generator<Nodes> {
  const stack: Nodes[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    if ('children' in node) stack.push(...node.children.toReversed());
  }
}

function definitionsOf(root: Root): ReadonlyMap<string, string> {
  const definitions = new Map<string, string>();
  for (const node of descendants(root)) {
    if (node.type === 'definition' && !definitions.has(node.identifier))
      definitions.set(node.identifier, node.url);
  }
  return definitions;
}

function plainText(node: Nodes): string {
  if ('value' in node) return node.type === 'html' ? '' : node.value;
  if ('alt' in node) return node.alt ?? '';
  return 'children' in node ? node.children.map(plainText).join('') : '';
}

function frontTitle(front: string): string | undefined {
  const value = /^title:[^\S\n]*(\S.*?)\s*$/m.exec(front)?.[1];
  return value?.replace(/^(["'])(.*)\1$/, '$2') || undefined;
}
