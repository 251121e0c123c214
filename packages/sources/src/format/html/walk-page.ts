import {
  attribute,
  hidesByStyle,
  type PageElement,
  type PageNode,
  type PageParent,
} from './parse-page.ts';

/** What is done with what a page shows, in its order. */
export interface PageVisitor {
  text(value: string): void;
  /** Gives what is done behind the element; `false` leaves out what is in it. */
  element(element: PageElement): (() => void) | false | undefined;
}

/** Goes through all that is seen below an element, without recursion: a page may be nested as deep as it likes. */
export function walkPage(root: PageParent, visitor: PageVisitor): void {
  const stack: (PageNode | (() => void))[] = [];
  /** The last one first, so that the first is next. */
  const push = ({ childNodes }: PageParent): void => {
    for (let index = childNodes.length - 1; index >= 0; index--) {
      const child = childNodes[index];
      if (child !== undefined) stack.push(child);
    }
  };
  push(root);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'function') next();
    else if ('value' in next) visitor.text(next.value);
    else if ('tagName' in next && !isHidden(next)) {
      const after = visitor.element(next);
      if (after === false) continue;
      if (after !== undefined) stack.push(after);
      if (!isClosedDetails(next)) push(next);
      else {
        const summary = next.childNodes.find((child) => child.nodeName === 'summary');
        if (summary !== undefined) stack.push(summary);
      }
    }
  }
}

const unseen: ReadonlySet<string> = new Set(
  (
    'head script style template noscript nav svg iframe noframes object select datalist textarea audio video canvas rp ' +
    'annotation annotation-xml'
  ).split(' '),
);

function isHidden(element: PageElement): boolean {
  const { tagName } = element;
  if (unseen.has(tagName)) return true;
  if (tagName === 'dialog' && attribute(element, 'open') === undefined) return true;
  for (const { name, value } of element.attrs) {
    if (name === 'hidden' || (name === 'aria-hidden' && value === 'true')) return true;
    if (name === 'style' && hidesByStyle(value)) return true;
  }
  return false;
}

function isClosedDetails(element: PageElement): boolean {
  return element.tagName === 'details' && attribute(element, 'open') === undefined;
}
