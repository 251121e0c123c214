import type { Style } from './styles.ts';

/** A paragraph that is being written. */
interface Paragraph {
  style: Style;
  level: number | undefined;
  isListed: boolean | undefined;
  /** Whether its end was deleted, so that the next one goes on with it. */
  isJoined: boolean;
}

/** The HTML of a part as it grows: paragraphs, lists, tables, and texts that stand within others. */
export interface PartHtml {
  /** The paragraph that is open. */
  paragraph(): Paragraph | undefined;
  beginParagraph(): void;
  endParagraph(): void;
  /** Puts HTML into the paragraph, which begins with the first of it. */
  put(html: string): void;
  /** Puts it behind the paragraph, such as a text box. */
  putBehind(html: string): void;
  /** Puts it where it stands, outside of lists. */
  putBlock(html: string): void;
  /** Begins a text within the text, whose first paragraph may begin with something. */
  enter(prefix?: string): void;
  /** Ends it, and gives what it was. */
  leave(): string;
  /** All that was written. */
  text(): string;
}

interface OpenParagraph extends Paragraph {
  /** What stands before its text. */
  readonly prefix: string;
  /** Undefined until something is in it. */
  tag: string | undefined;
  readonly behind: string[];
}

/** HTML without anything in it yet. */
export function createPartHtml(): PartHtml {
  let out: string[] = [];
  let paragraph: OpenParagraph | undefined;
  let hasList = false;
  const outer: {
    readonly out: string[];
    readonly paragraph: OpenParagraph | undefined;
    readonly hasList: boolean;
  }[] = [];
  let nextPrefix = '';
  /** Of a paragraph that the next one goes on with. */
  let openTag: string | undefined;

  const closeList = (): void => {
    if (hasList) out.push('</ul>');
    hasList = false;
  };
  const putBlock = (html: string): void => {
    closeList();
    out.push(html);
  };

  return {
    putBlock,
    paragraph: () => paragraph,
    beginParagraph() {
      paragraph = {
        style: {},
        level: undefined,
        isListed: undefined,
        prefix: nextPrefix,
        tag: openTag,
        behind: [],
        isJoined: false,
      };
      nextPrefix = '';
      openTag = undefined;
    },
    endParagraph() {
      if (paragraph?.isJoined) openTag = paragraph.tag;
      else if (paragraph?.tag !== undefined) out.push(`</${paragraph.tag}>`);
      const behind = paragraph?.behind.join('') ?? '';
      paragraph = undefined;
      if (behind !== '') putBlock(behind);
    },
    put(html) {
      if (paragraph !== undefined && paragraph.tag === undefined) {
        const level = paragraph.level ?? paragraph.style.level ?? 0;
        const isListed = level === 0 && (paragraph.isListed ?? paragraph.style.isListed);
        if (!isListed) closeList();
        else if (!hasList) out.push('<ul>');
        hasList = Boolean(isListed);
        paragraph.tag = level === 0 ? (isListed ? 'li' : 'p') : `h${level}`;
        out.push(`<${paragraph.tag}>`, paragraph.prefix);
      }
      out.push(html);
    },
    putBehind(html) {
      if (paragraph === undefined) out.push(html);
      else paragraph.behind.push(html);
    },
    enter(prefix = '') {
      outer.push({ out, paragraph, hasList });
      out = [];
      paragraph = undefined;
      hasList = false;
      nextPrefix = prefix;
    },
    leave() {
      closeList();
      const html = out.join('');
      const above = outer.pop();
      if (above !== undefined) ({ out, paragraph, hasList } = above);
      return html;
    },
    text() {
      closeList();
      return out.join('');
    },
  };
}
