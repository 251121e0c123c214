import type { DocumentHeading, JsonObject } from '@nestvec/core';
import type { ImageReference, Outline } from '../outline.ts';
import { partedElements, valueOf } from './form-values.ts';
import { imageOf } from './image-of.ts';
import {
  attribute,
  elementsBelow,
  isDrawn,
  isHtml,
  type PageElement,
  type PageParent,
  parsePage,
} from './parse-page.ts';
import { surveyPage } from './survey-page.ts';
import { createTextBuilder } from './text-builder.ts';
import { type PageVisitor, walkPage } from './walk-page.ts';

const paragraphs: ReadonlySet<string> = new Set(
  'p ul ol dl table pre blockquote figure section article main header footer aside hr details dialog iframe menu dir xmp listing plaintext'.split(
    ' ',
  ),
);
const ownLines: ReadonlySet<string> = new Set(
  'div li dt dd tr caption figcaption summary address fieldset form legend thead tbody tfoot select textarea center marquee hgroup search noscript noframes object'.split(
    ' ',
  ),
);

/** Their spaces and lines are shown as they stand. */
const asTyped: ReadonlySet<string> = new Set('pre textarea xmp listing plaintext'.split(' '));
/** Of drawings. */
const labels: ReadonlySet<string> = new Set('text title desc foreignObject'.split(' '));

const levels: ReadonlyMap<string, number> = new Map(
  [1, 2, 3, 4, 5, 6].map((level) => [`h${level}`, level]),
);

/**
 * Reads a page as a reader sees it: the parts that it marks as its main ones, where they are shown and hold most of the text, or else
 * all but navigation, scripts and what is hidden. What a reader can open or choose is read too. A row of a table is a line. An
 * image that will not be taken is read by its alternative text, which browsers show in its place.
 */
export function readHtml(
  html: string,
  isTaken: (image: ImageReference) => boolean = () => true,
): Outline {
  const page = parsePage(html);
  const { parts, dataRows, closed } = surveyPage(page);
  const base = baseOf(page);
  const headings: DocumentHeading[] = [];
  const images: ImageReference[] = [];
  const out = createTextBuilder();
  const visitor = pageWriter({ out, headings, images, dataRows, base, isTaken });
  for (const part of parts) {
    out.break(2);
    walkPage(part, visitor);
    out.break(2);
  }
  const metadata = metadataOf(page, headings);
  const isAnyClosed = closed.dialogs + closed.templates > 0;
  return {
    text: out.text(),
    headings,
    images,
    pages: [],
    metadata,
    closed: isAnyClosed ? closed : undefined,
  };
}

/** The images in a piece of HTML, such as Markdown may hold. */
export function imagesOfHtml(html: string): Omit<ImageReference, 'offset'>[] {
  return [...elementsBelow(parsePage(html))].flatMap((element) => imageOf(element) ?? []);
}

interface Writing {
  readonly out: ReturnType<typeof createTextBuilder>;
  readonly headings: DocumentHeading[];
  readonly images: ImageReference[];
  readonly dataRows: ReadonlySet<PageElement>;
  readonly base: string | undefined;
  readonly isTaken: (image: ImageReference) => boolean;
}

function pageWriter({ out, headings, images, dataRows, base, isTaken }: Writing): PageVisitor {
  const within = { rows: 0, formulas: 0, asIs: 0, scriptless: 0 };
  const inside = (name: keyof typeof within, after?: () => void): (() => void) => {
    within[name] += 1;
    return () => {
      within[name] -= 1;
      after?.();
    };
  };
  /** Where a list item's mark was written last: its text stands behind it, on the same line. */
  let markedAt = -1;
  const breakLine = (lines: 1 | 2): void => {
    if (within.rows > 0) out.write(' ', false);
    else if (out.length() !== markedAt) out.break(lines);
  };

  // The same for each element, of which there are many.
  const afterCell = (): void => out.write(' ', false);
  const afterLine = (): void => breakLine(1);
  const afterParagraph = (): void => breakLine(2);

  const heading = (level: number): (() => void) => {
    out.break(2);
    const start = out.mark();
    return () => {
      const end = out.length();
      if (end > start) headings.push({ start, end, level, title: out.since(start) });
      out.break(2);
    };
  };

  const shown = new Set<string>();
  const show = (image: ImageReference): void => {
    // Beside an image that is loaded later, the same one often stands for browsers without scripts.
    if (within.scriptless > 0 && shown.has(image.reference)) return;
    shown.add(image.reference);
    // Behind the text before it, so that it adds no line of its own.
    if (isTaken(image)) images.push(image);
    else if (image.alt.trim() !== '') out.write(` ${image.alt} `, within.asIs > 0);
  };

  const block = (element: PageElement): (() => void) | undefined => {
    const { tagName } = element;
    const lines = paragraphs.has(tagName) ? 2 : ownLines.has(tagName) || isLabel(element) ? 1 : 0;
    if (lines !== 0) breakLine(lines);
    if (tagName === 'li') {
      out.write('- ', false);
      markedAt = out.length();
      return () => {
        markedAt = -1;
        breakLine(1);
      };
    }
    if (tagName === 'td' || tagName === 'th') return afterCell;
    return lines === 0 ? undefined : lines === 1 ? afterLine : afterParagraph;
  };

  return {
    text(value) {
      // Between the signs of a formula, spaces mean nothing.
      if (within.formulas === 0) out.write(value, within.asIs > 0);
      else out.write(value.trim(), false);
    },
    element(element) {
      const { tagName } = element;
      const level = levels.get(tagName);
      if (level !== undefined) return heading(level);
      const image = imageOf(element);
      if (image !== undefined) {
        show({ ...image, offset: out.length(), ...(base === undefined ? {} : { base }) });
        return false;
      }
      if (tagName === 'br') {
        if (within.rows > 0) out.write(' ', false);
        else out.break(1);
        return false;
      }
      if (partedElements.has(tagName)) {
        out.write(` ${valueOf(element)} `, false);
        return afterCell;
      }
      if (within.formulas > 0 && isDenominator(element)) out.write('/', false);
      const after = block(element);
      if (tagName === 'math') {
        if (element.childNodes.length === 0) out.write(attribute(element, 'alttext') ?? '', false);
        return inside('formulas', after);
      }
      if (asTyped.has(tagName)) return inside('asIs', after);
      if (tagName === 'noscript') return inside('scriptless', after);
      if (!dataRows.has(element)) return after;
      return inside('rows', after);
    },
  };
}

/** Texts of drawings stand anywhere, so each is a line. */
function isLabel(element: PageElement): boolean {
  return isDrawn(element) && labels.has(element.tagName);
}

function isDenominator(element: PageElement): boolean {
  const parent = element.parentNode;
  if (parent === null || parent.nodeName !== 'mfrac') return false;
  return parent.childNodes.find((child) => 'tagName' in child) !== element;
}

function baseOf(page: PageParent): string | undefined {
  for (const element of elementsBelow(page)) {
    if (element.tagName === 'body') return undefined;
    const href = element.tagName === 'base' ? attribute(element, 'href')?.trim() : undefined;
    if (href) return href;
  }
  return undefined;
}

function metadataOf(page: PageParent, headings: readonly DocumentHeading[]): JsonObject {
  let written = '';
  let language: string | undefined;
  for (const element of elementsBelow(page)) {
    if (element.tagName === 'html') language = attribute(element, 'lang')?.trim();
    if (element.tagName !== 'title' || !isHtml(element)) continue;
    const [node] = element.childNodes;
    written = node !== undefined && 'value' in node ? node.value : '';
    break;
  }
  const title = written.replaceAll(/[\s\u00ad]+/g, (space) => (/\s/.test(space) ? ' ' : '')).trim();
  const shown = title || headings[0]?.title.replaceAll('\n', ' ');
  return { ...(shown ? { title: shown } : {}), ...(language ? { language } : {}) };
}
