import { attribute, type PageElement } from './parse-page.ts';

/** What stands for itself in a form or image map, with spaces around it. */
export const partedElements: ReadonlySet<string> = new Set(
  'input button option optgroup area progress meter'.split(' '),
);
/** Of fields, those whose value is not shown as a text. */
const silent: ReadonlySet<string> = new Set(
  'hidden password checkbox radio file color image'.split(' '),
);

/** What such an element shows besides its text; empty where that is nothing. */
export function valueOf(element: PageElement): string {
  switch (element.tagName) {
    case 'input': {
      const type = attribute(element, 'type')?.trim().toLowerCase() ?? 'text';
      if (type === 'image') return attribute(element, 'alt') ?? '';
      return silent.has(type) ? '' : (attribute(element, 'value') ?? '');
    }
    case 'option':
    case 'optgroup':
      return element.tagName === 'optgroup' || element.childNodes.length === 0
        ? (attribute(element, 'label') ?? '')
        : '';
    case 'area':
      return attribute(element, 'alt') ?? '';
    default:
      return '';
  }
}
