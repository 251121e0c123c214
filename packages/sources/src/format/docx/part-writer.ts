import { createFormulaSigns } from './formula.ts';
import { isOn, type XmlTag, type XmlVisitor } from './read-xml.ts';
import { levelOf, type Style } from './styles.ts';
import { symbolOf } from './symbols.ts';

/** What a part refers to, as HTML. */
export interface PartLinks {
  /** An image, by the id of its relation; empty where there is none. */
  image(id: string, alt: string): string;
  /** The text of a chart or diagram, which is a file of its own. */
  drawing(id: string): string;
  /** The mark of a note in the text. */
  note(kind: 'footnote' | 'endnote', id: string): string;
}

/** Writes a part of a Word document as HTML. */
export interface PartWriter extends XmlVisitor {
  html(): string;
  /** Ids of headers and footers that it names, in their order. */
  readonly headersAndFooters: readonly string[];
}

interface Paragraph {
  style: Style;
  level: number | undefined;
  isListed: boolean | undefined;
  /** What stands before its text. */
  prefix: string;
  /** Undefined until something is in it. */
  tag: string | undefined;
  /** Text boxes and drawings, which stand behind it. */
  readonly behind: string[];
  /** Whether its end was deleted, so that the next one goes on with it. */
  isJoined: boolean;
}

/** Neither text that was taken out, nor what older programs read in place of something. */
const skipped: ReadonlySet<string> = new Set(['w:del', 'w:moveFrom', 'w:sdtPr']);
const cellTags: ReadonlyMap<string, string> = new Map([
  ['w:tbl', 'table'],
  ['w:tr', 'tr'],
  ['w:tc', 'td'],
]);

/** A writer for one part. `notePrefix` gives what stands before a note that the part holds. */
export function createPartWriter(
  styleOf: (id: string | undefined) => Style,
  links: PartLinks,
  notePrefix: (id: string) => string = () => '',
): PartWriter {
  let out: string[] = [];
  const outer: {
    readonly out: string[];
    readonly paragraph: Paragraph | undefined;
    readonly hasList: boolean;
  }[] = [];
  const headersAndFooters: string[] = [];
  let paragraph: Paragraph | undefined;
  let hasList = false;
  let run: { style: Style; isHidden: boolean | undefined } | undefined;
  /** Of fields that are open: whether their instruction is being read, or what it gave. */
  const fields: ('instruction' | 'result')[] = [];
  /** Of alternatives that are open: whether one was taken. */
  const alternatives: boolean[] = [];
  const formula = createFormulaSigns();
  let skipping = 0;
  let isText = false;
  let isProperty = false;
  let alt = '';
  let nextPrefix = '';
  /** Of a paragraph that the next one goes on with. */
  let openTag: string | undefined;

  const closeList = (): void => {
    if (hasList) out.push('</ul>');
    hasList = false;
  };
  const isHidden = (): boolean =>
    fields.includes('instruction') ||
    (run?.isHidden ?? run?.style.isHidden ?? paragraph?.style.isHidden ?? false);
  /** Puts HTML into the paragraph, which begins with the first of it. */
  const put = (html: string): void => {
    if (html === '' || isHidden()) return;
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
  };
  const enter = (): void => {
    outer.push({ out, paragraph, hasList });
    out = [];
    paragraph = undefined;
    hasList = false;
  };
  const leave = (): string => {
    closeList();
    const html = out.join('');
    const above = outer.pop();
    if (above !== undefined) ({ out, paragraph, hasList } = above);
    return html;
  };

  const openProperty = (tag: XmlTag): boolean => {
    const value = tag.get('val');
    switch (tag.name) {
      case 'w:pStyle':
        if (paragraph !== undefined) paragraph.style = styleOf(value);
        return true;
      case 'w:outlineLvl':
        if (paragraph !== undefined) paragraph.level = levelOf(value);
        return true;
      case 'w:numId':
        if (paragraph !== undefined) paragraph.isListed = value !== '0';
        return true;
      case 'w:rStyle':
        if (run !== undefined) run.style = styleOf(value);
        return true;
      case 'w:vanish':
        if (run !== undefined) run.isHidden = isOn(tag);
        return true;
      default:
        return false;
    }
  };

  const openInRun = (tag: XmlTag): void => {
    switch (tag.name) {
      case 'w:fldChar': {
        const kind = tag.get('fldCharType');
        if (kind === 'begin') fields.push('instruction');
        else if (kind === 'end') fields.pop();
        else if (fields.length > 0) fields[fields.length - 1] = 'result';
        return;
      }
      case 'w:tab':
      case 'w:ptab':
        // A tab within properties is a stop.
        if (run !== undefined) put('\t');
        return;
      case 'w:br':
      case 'w:cr':
        return put('<br>');
      case 'w:noBreakHyphen':
        return put('\u2011');
      case 'w:sym':
        return put(symbolOf(tag.get('font') ?? '', tag.get('char') ?? ''));
      case 'wp:docPr':
        alt = tag.get('descr') ?? '';
        return;
      case 'a:blip':
        return put(links.image(tag.get('embed') ?? tag.get('link') ?? '', alt));
      case 'v:imagedata':
        return put(links.image(tag.get('id') ?? '', tag.get('title') ?? ''));
      case 'c:chart':
        paragraph?.behind.push(links.drawing(tag.get('id') ?? ''));
        return;
      case 'dgm:relIds':
        paragraph?.behind.push(links.drawing(tag.get('dm') ?? ''));
        return;
      case 'w:footnoteReference':
        return put(links.note('footnote', tag.get('id') ?? ''));
      case 'w:endnoteReference':
        return put(links.note('endnote', tag.get('id') ?? ''));
      default:
        return put(escapeHtml(formula.open(tag)));
    }
  };

  return {
    headersAndFooters,
    html() {
      closeList();
      return out.join('');
    },
    open(tag) {
      const { name } = tag;
      if (name === 'w:pPr') isProperty = true;
      if (isProperty && name === 'w:del' && paragraph !== undefined) paragraph.isJoined = true;
      if (skipping > 0 || skipped.has(name) || (name === 'mc:Fallback' && alternatives.at(-1))) {
        skipping += 1;
        return;
      }
      isText = name === 'w:t' || name === 'm:t';
      const cell = cellTags.get(name);
      if (cell !== undefined) {
        closeList();
        out.push(`<${cell}>`);
      } else if (name === 'w:p') {
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
      } else if (name === 'w:r') run = { style: {}, isHidden: undefined };
      else if (name === 'w:txbxContent') enter();
      else if (name === 'mc:AlternateContent') alternatives.push(false);
      else if (name === 'mc:Choice') {
        if (alternatives.at(-1)) skipping += 1;
        else alternatives.splice(-1, 1, true);
      } else if (name === 'w:headerReference' || name === 'w:footerReference')
        headersAndFooters.push(tag.get('id') ?? '');
      else if (name === 'w:footnote' || name === 'w:endnote') {
        enter();
        nextPrefix = notePrefix(tag.get('id') ?? '');
      } else if (!openProperty(tag)) openInRun(tag);
    },
    text(text) {
      if (isText && skipping === 0) put(escapeHtml(text));
    },
    close(name) {
      if (skipping > 0) {
        skipping -= 1;
        return;
      }
      isText = false;
      if (name === 'w:pPr') isProperty = false;
      const cell = cellTags.get(name);
      if (cell !== undefined) {
        closeList();
        out.push(`</${cell}>`);
      } else if (name === 'w:p') {
        // An instruction that is not ended by its paragraph is broken.
        while (fields.at(-1) === 'instruction') fields.pop();
        if (paragraph?.isJoined) openTag = paragraph.tag;
        else if (paragraph?.tag !== undefined) out.push(`</${paragraph.tag}>`);
        const behind = paragraph?.behind.join('') ?? '';
        paragraph = undefined;
        if (behind !== '') {
          closeList();
          out.push(behind);
        }
      } else if (name === 'w:r') run = undefined;
      else if (name === 'w:txbxContent') {
        const html = leave();
        if (paragraph === undefined) out.push(html);
        else paragraph.behind.push(html);
      } else if (name === 'mc:AlternateContent') alternatives.pop();
      else if (name === 'w:footnote' || name === 'w:endnote') {
        const html = leave();
        out.push(html);
      } else put(escapeHtml(formula.close(name)));
    },
  };
}

/** Text as HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
