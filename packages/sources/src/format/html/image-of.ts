import type { ImageReference } from '../outline.ts';
import { attribute, type PageElement } from './parse-page.ts';

/** The image that an element shows, with what pages load later in its place; `undefined` where it shows none. */
export function imageOf(element: PageElement): Omit<ImageReference, 'offset'> | undefined {
  if (element.tagName !== 'img') return undefined;
  const source = attribute(element, 'src')?.trim();
  // Until it is loaded, a tiny one stands in its place.
  const isPlaceholder = !source || /^data:/i.test(source) || source === 'about:blank';
  const reference = isPlaceholder ? (laterSource(element) ?? source) : source;
  return reference ? { reference, alt: attribute(element, 'alt') ?? '' } : undefined;
}

const laterNames = ['data-src', 'data-lazy-src', 'data-original', 'data-url'];

function laterSource(image: PageElement): string | undefined {
  for (const name of laterNames) {
    const value = attribute(image, name)?.trim();
    if (value) return value;
  }
  const parent = image.parentNode;
  const sources =
    parent !== null && 'tagName' in parent && parent.tagName === 'picture'
      ? parent.childNodes.filter((child): child is PageElement => child.nodeName === 'source')
      : [];
  for (const element of [image, ...sources]) {
    const set = attribute(element, 'srcset') || attribute(element, 'data-srcset');
    const largest = set === undefined ? undefined : largestOf(set);
    if (largest !== undefined) return largest;
  }
  return undefined;
}

/** The largest candidate of a `srcset`: addresses with a width (`640w`) or a density (`2x`), between commas. */
function largestOf(set: string): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const [, address = '', size = '1'] of set.matchAll(
    /([^\s,]\S*[^\s,])(?:\s+([\d.]+)[wx])?\s*(?:,|$)/g,
  )) {
    if (best !== undefined && Number(size) <= most) continue;
    best = address;
    most = Number(size);
  }
  return best;
}
