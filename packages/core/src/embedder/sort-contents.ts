import type { Content } from './content.ts';

/** A value of one content with the content's place in the call. */
export interface Placed<Value> {
  readonly position: number;
  readonly value: Value;
}

/** Contents by what they are. Values are unknown, since callers without types give anything. */
export interface SortedContents {
  readonly texts: readonly Placed<unknown>[];
  readonly images: readonly Placed<unknown>[];
}

/**
 * Parts contents into texts and images; what is neither is left out. Texts lose their soft hyphens, which are seen at the ends of
 * lines alone and are tokens of their own to a model.
 */
export function sortContents(contents: readonly Content[]): SortedContents {
  const texts: Placed<unknown>[] = [];
  const images: Placed<unknown>[] = [];
  for (const [position, content] of contents.entries()) {
    const given: { readonly text?: unknown; readonly image?: unknown } = content ?? {};
    if (given.text !== undefined) texts.push({ position, value: asSeen(given.text) });
    else if (given.image !== undefined) images.push({ position, value: given.image });
  }
  return { texts, images };
}

function asSeen(text: unknown): unknown {
  return typeof text === 'string' && text.includes('\u00ad') ? text.replaceAll('\u00ad', '') : text;
}
