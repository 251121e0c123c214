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
  let address = '';
  const end = (size: string): void => {
    const value = Number.parseFloat(size) || 1;
    if (address !== '' && (best === undefined || value > most)) [best, most] = [address, value];
    address = '';
  };
  for (const word of set.split(/\s+/)) {
    let next = word;
    if (address !== '') {
      const comma = word.indexOf(',');
      end(comma === -1 ? word : word.slice(0, comma));
      if (comma === -1) continue;
      next = word.slice(comma + 1);
    }
    address = withoutCommas(next);
    if (next.endsWith(',')) end('');
  }
  end('');
  return best;
}

/** An address between the commas around it; those within are part of it. */
function withoutCommas(word: string): string {
  let [from, to] = [0, word.length];
  while (word[from] === ',') from += 1;
  while (to > from && word[to - 1] === ',') to -= 1;
  return word.slice(from, to);
}
