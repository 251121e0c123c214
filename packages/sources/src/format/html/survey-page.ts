import { attribute, type PageElement, type PageNode, type PageParent } from './parse-page.ts';
import type { ClosedParts } from '../outline.ts';
import { walkPage } from './walk-page.ts';

/** What is known of a page before its text is written. */
export interface PageSurvey {
  /** The parts that hold what the page is about. */
  readonly parts: readonly PageParent[];
  /** Rows of tables that hold data, each of which is a line. */
  readonly dataRows: ReadonlySet<PageElement>;
  /** Closed parts that hold text. */
  readonly closed: ClosedParts;
}

interface Part {
  readonly element: PageElement;
  characters: number;
}

/** A table with one of these lays out a page, and holds no cells of data. */
const blocks: ReadonlySet<string> = new Set(
  'table h1 h2 h3 h4 h5 h6 pre hr article section main blockquote figure header footer aside'.split(
    ' ',
  ),
);
/** Longer than any line of a table that is read as one. */
const mostRowCharacters = 2000;

function isMain(element: PageElement): boolean {
  return element.attrs.length > 0 && attribute(element, 'role') === 'main';
}

/** Finds the main parts of a page: what it marks as such, where that is shown and holds most of the text, else the whole. */
export function surveyPage(page: PageParent): PageSurvey {
  let characters = 0;
  const mains: Part[] = [];
  const articles: Part[] = [];
  const dataRows = new Set<PageElement>();
  const closed = { dialogs: 0, templates: 0 };
  const open = { mains: 0, articles: 0 };
  const rows: { isData: boolean; cells: number }[] = [];
  const enter = (name: 'mains' | 'articles', list: Part[], element: PageElement): (() => void) => {
    const start = characters;
    open[name] += 1;
    return () => {
      open[name] -= 1;
      if (open[name] === 0) list.push({ element, characters: characters - start });
    };
  };
  walkPage(page, {
    text(value) {
      if (/\S/.test(value)) characters += value.length;
    },
    element(element) {
      const { tagName } = element;
      const row = rows.at(-1);
      if (row !== undefined) {
        if (blocks.has(tagName)) row.isData = false;
        if (tagName === 'td' || tagName === 'th') row.cells += 1;
      }
      if (tagName === 'tr') {
        const start = characters;
        const own = { isData: true, cells: 0 };
        rows.push(own);
        return () => {
          rows.pop();
          if (own.isData && own.cells > 1 && characters - start <= mostRowCharacters)
            dataRows.add(element);
        };
      }
      if (tagName === 'main' || isMain(element)) return enter('mains', mains, element);
      return tagName === 'article' ? enter('articles', articles, element) : undefined;
    },
    closed(element) {
      if (holdsText(element)) closed[element.tagName === 'dialog' ? 'dialogs' : 'templates'] += 1;
    },
  });
  const hasMost = (parts: readonly Part[]): boolean =>
    parts.reduce((sum, part) => sum + part.characters, 0) * 2 > characters;
  const parts = [mains, articles].find(hasMost)?.map(({ element }) => element) ?? [page];
  return { parts, dataRows, closed };
}

/** Whether there is anything to read in an element that is not shown. */
function holdsText(element: PageElement): boolean {
  const stack: PageNode[] = [element];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if ('value' in node) {
      if (/\S/.test(node.value)) return true;
    } else if ('childNodes' in node && !/^(?:script|style)$/.test(node.nodeName)) {
      const { childNodes } = 'content' in node ? node.content : node;
      for (const child of childNodes) stack.push(child);
    }
  }
  return false;
}
