import {
  attribute,
  hidesBy,
  isDrawn,
  type PageElement,
  type PageNode,
  type PageParent,
  visibilityOf,
} from './parse-page.ts';

/** What is done with what a page shows, in its order. */
export interface PageVisitor {
  text(value: string): void;
  /** Gives what is done behind the element; `false` leaves out what is in it. */
  element(element: PageElement): (() => void) | false | undefined;
  /** Gets what only scripts show. */
  closed?(element: PageElement): void;
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
  let isSeen = true;
  const see = (seen: boolean): void => {
    const before = isSeen;
    isSeen = seen;
    stack.push(() => (isSeen = before));
  };
  push(root);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'function') next();
    else if ('value' in next) {
      if (isSeen) visitor.text(next.value);
    } else if ('tagName' in next && isClosed(next)) visitor.closed?.(next);
    else if ('tagName' in next && !isHidden(next)) {
      const seen: boolean = visibilityOf(next) ?? isSeen;
      if (seen !== isSeen) {
        // What is not seen takes room, so that what is seen within it stands apart.
        if (seen) visitor.text(' ');
        see(seen);
      }
      const after = seen ? visitor.element(next) : undefined;
      if (after === false) continue;
      if (after !== undefined) stack.push(after);
      // Browsers show the tree that such a template holds in place of the element around it.
      push(next.tagName === 'template' && 'content' in next ? next.content : next);
    }
  }
}

const unseen: ReadonlySet<string> = new Set(
  'head title script style nav datalist rp annotation annotation-xml'.split(' '),
);
/** What stands in place of what is not shown here. */
const replacements: ReadonlySet<string> = new Set(
  'noscript noframes object audio video canvas'.split(' '),
);
/** Of drawings: what is drawn elsewhere or not at all. */
const undrawn: ReadonlySet<string> = new Set(
  'defs symbol clipPath mask pattern marker metadata script style'.split(' '),
);

/** What only scripts show. */
function isClosed(element: PageElement): boolean {
  const { tagName } = element;
  if (tagName === 'dialog') return attribute(element, 'open') === undefined;
  return tagName === 'template' && attribute(element, 'shadowrootmode') === undefined;
}

function isHidden(element: PageElement): boolean {
  const { tagName } = element;
  if (isDrawn(element)) {
    if (undrawn.has(tagName) || (isTooltip(tagName) && !isOfDrawing(element))) return true;
  } else if (unseen.has(tagName)) return true;
  if (tagName === 'iframe' && attribute(element, 'srcdoc') === undefined) return true;
  if (replacements.has(tagName) && asksForOther(element)) return true;
  return element.attrs.some(hidesBy);
}

function isTooltip(tagName: string): boolean {
  return tagName === 'title' || tagName === 'desc';
}

/** The title of a whole drawing is what it shows; those of its parts are tooltips. */
function isOfDrawing({ parentNode }: PageElement): boolean {
  if (parentNode === null || parentNode.nodeName !== 'svg' || !('parentNode' in parentNode))
    return false;
  const outer = parentNode.parentNode;
  return outer === null || !('tagName' in outer) || !isDrawn(outer);
}

const longestRequest = 300;
const mostNodes = 1000;

/** Whether what stands there instead says nothing but that another browser is wanted, such as one with scripts. */
function asksForOther(element: PageElement): boolean {
  let text = '';
  let nodes = 0;
  const stack: PageNode[] = [element];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    nodes += 1;
    if (text.length > longestRequest) return false;
    if ('value' in node) text = `${node.value.trim()} ${text}`;
    else if ('childNodes' in node) {
      // Not even looked at where there are many: such elements may lie within each other.
      if (nodes + stack.length + node.childNodes.length > mostNodes) return false;
      for (const child of node.childNodes) stack.push(child);
    }
  }
  return /script|browser|plug-?in|flash|support|frames/i.test(text);
}
