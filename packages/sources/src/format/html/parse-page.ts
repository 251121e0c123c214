import {
  type DefaultTreeAdapterMap,
  type DefaultTreeAdapterTypes,
  html as htmlNames,
  Parser,
  Token,
  TokenizerMode,
} from 'parse5';

export type PageNode = DefaultTreeAdapterTypes.ChildNode;
export type PageElement = DefaultTreeAdapterTypes.Element;
export type PageParent = DefaultTreeAdapterTypes.ParentNode;

/** As in browsers: what is nested deeper lies beside what is above it. */
const mostLevels = 512;

/** What opens them makes the tokenizer read raw text, and is never left out. */
const rawTexts: ReadonlySet<string> = new Set(
  'script style textarea title iframe noembed noframes xmp plaintext template'.split(' '),
);
const voids: ReadonlySet<string> = new Set(
  'area base br col embed frame hr img input link meta param source track wbr'.split(' '),
);
/** Where they are not closed, the standard repeats them in every paragraph. */
const formatting: ReadonlySet<string> = new Set(
  'a b big code em font i nobr s small strike strong tt u'.split(' '),
);

/** The HTML standard's parser, in memory that grows with the length of the page alone. */
class PageParser extends Parser<DefaultTreeAdapterMap> {
  isXml = false;

  override onStartTag(token: Token.TagToken): void {
    const { tagName, selfClosing } = token;
    const isVoid = voids.has(tagName);
    if (this.openElements.stackTop > mostLevels && !isVoid && !rawTexts.has(tagName)) return;
    if (formatting.has(tagName)) {
      token.attrs = token.attrs.flatMap(hiding).slice(0, 1);
      if (!this.currentNotInHTML && this.#isNeedless(token)) return;
    }
    super.onStartTag(token);
    if (!this.isXml || !selfClosing || isVoid || this.currentNotInHTML) return;
    super.onEndTag({ ...token, type: Token.TokenType.END_TAG, selfClosing: false, attrs: [] });
    this.tokenizer.state = TokenizerMode.DATA;
  }

  /** A format changes nothing of what is read, unless it hides it or its end could be taken for that of one that does. */
  #isNeedless({ tagName, attrs }: Token.TagToken): boolean {
    const active = this.activeFormattingElements;
    if (attrs.length === 0) return active.getElementEntryInScopeWithTagName(tagName) === null;
    let count = 0;
    for (let entry = active.newest; entry !== null; entry = entry.older) count += 1;
    return count >= mostFormats;
  }
}

/** Formats that hide and are open at once. */
const mostFormats = 8;

/** Pages within pages are parsed so deep; what is written deeper is text as it stands. */
const mostFrames = 8;

/**
 * Parses a page, or a piece of one, as browsers do that run no scripts. In XHTML every element may close itself. What an `iframe`
 * brings with it (`srcdoc`), and what stands there for browsers without frames, becomes its children.
 */
export function parsePage(html: string, frames = 0): DefaultTreeAdapterTypes.Document {
  const parser = new PageParser({ scriptingEnabled: false });
  parser.isXml = /^\s*<\?xml|\sxmlns\s*=\s*["']http:\/\/www\.w3\.org\/1999\/xhtml["']/.test(
    html.slice(0, 2048),
  );
  parser.tokenizer.write(parser.isXml ? withoutCdata(html) : html, true);
  if (frames < mostFrames && /\ssrcdoc\s*=|<noframes/i.test(html))
    fillFrames(parser.document, frames);
  return parser.document;
}

function fillFrames(page: DefaultTreeAdapterTypes.Document, frames: number): void {
  for (const element of elementsBelow(page)) {
    const page = pageIn(element);
    if (page !== undefined) element.childNodes = parsePage(page, frames + 1).childNodes;
  }
}

function pageIn(element: PageElement): string | undefined {
  if (element.tagName === 'iframe') return attribute(element, 'srcdoc') ?? '';
  const [raw] = element.tagName === 'noframes' ? element.childNodes : [];
  return raw !== undefined && 'value' in raw ? raw.value : undefined;
}

/** Text that XML takes as it stands, written as HTML has it, to which it would be a comment. */
function withoutCdata(page: string): string {
  const [begin, end] = ['<![CDATA[', ']]>'];
  const parts: string[] = [];
  let at = 0;
  for (let start = page.indexOf(begin); start !== -1; start = page.indexOf(begin, at)) {
    const close = page.indexOf(end, start);
    if (close === -1) break;
    const text = page.slice(start + begin.length, close);
    parts.push(page.slice(at, start), text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
    at = close + end.length;
  }
  return at === 0 ? page : parts.join('') + page.slice(at);
}

/** What of an attribute hides its element or shows it, written in one way. */
function hiding(attribute: Token.Attribute): Token.Attribute[] {
  if (hidesBy(attribute)) return [{ name: 'hidden', value: '' }];
  const visibility = attribute.name === 'style' ? lastVisibility(attribute.value) : undefined;
  return visibility === undefined ? [] : [{ name: 'style', value: `visibility:${visibility}` }];
}

/** Whether an attribute says that its element, with all that is in it, is not shown. */
export function hidesBy({ name, value }: Token.Attribute): boolean {
  // What is `until-found` is found by a browser's own search.
  if (name === 'hidden') return value.toLowerCase() !== 'until-found';
  if (name === 'aria-hidden') return value === 'true';
  return name === 'style' && /(?:^|[;\s])display\s*:\s*none(?![\w-])/i.test(value);
}

/** Whether an element is seen, where it says so itself: what is in it may say otherwise. */
export function visibilityOf({ attrs }: PageElement): boolean | undefined {
  for (const { name, value } of attrs) {
    const visibility = name === 'style' ? lastVisibility(value) : undefined;
    if (visibility !== undefined) return visibility === 'visible';
  }
  return undefined;
}

/** The last of several holds. */
function lastVisibility(style: string): string | undefined {
  if (!/visibility/i.test(style)) return undefined;
  const found = style.matchAll(/(?:^|[;\s])visibility\s*:\s*(hidden|collapse|visible)(?![\w-])/gi);
  return [...found].at(-1)?.[1]?.toLowerCase();
}

/** Whether an element is one of HTML, not of a drawing or formula in it. */
export function isHtml({ namespaceURI }: PageElement): boolean {
  return namespaceURI === htmlNames.NS.HTML;
}

/** Whether it is one of a drawing. */
export function isDrawn({ namespaceURI }: PageElement): boolean {
  return namespaceURI === htmlNames.NS.SVG;
}

/** The value of an attribute. */
export function attribute({ attrs }: PageElement, name: string): string | undefined {
  return attrs.find((attr) => attr.name === name)?.value;
}

/** All elements below one, in their order, hidden ones too. */
export function* elementsBelow(root: PageParent): Generator<PageElement> {
  const stack: PageNode[] = root.childNodes.toReversed();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (!('tagName' in node)) continue;
    yield node;
    // One by one: a call takes no more arguments than the thread's stack has room for.
    for (const child of node.childNodes.toReversed()) stack.push(child);
  }
}
