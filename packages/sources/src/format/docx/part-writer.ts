import { createFields } from './fields.ts';
import { createFormulaSigns } from './formula.ts';
import { createPartHtml } from './part-html.ts';
import { isOn, type XmlTag, type XmlVisitor } from './read-xml.ts';
import { levelOf, type Style } from './styles.ts';
import { symbolOf } from './symbols.ts';

/** What a part refers to, as HTML. */
export interface PartLinks {
  /** An image, by the id of its relation; empty where there is none. */
  image(id: string, alt: string): string;
  /** The text of a chart or diagram, which is a file of its own. */
  drawing(id: string): string;
  /** Another file that is part of the text. */
  file(id: string): void;
  /** The mark of a note in the text. */
  note(kind: 'footnote' | 'endnote', id: string): string;
}

/** Writes a part of a Word document as HTML. */
export interface PartWriter extends XmlVisitor {
  html(): string;
  /** Ids of headers and footers that it names, in their order. */
  readonly headersAndFooters: readonly string[];
}

/** Neither text that was taken out, nor what older programs read in place of something. */
const skipped: ReadonlySet<string> = new Set(['w:del', 'w:moveFrom', 'w:sdtPr']);
/** Newer kinds of charts, ink and models, which hold no text here: the image of them is taken, which older programs show. */
const drawnOnly = /^(?:cx\d*|aink|wpi|am3d)$/;
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
  const page = createPartHtml();
  const headersAndFooters: string[] = [];
  let run: { style: Style; isHidden: boolean | undefined } | undefined;
  const fields = createFields();
  /** Of alternatives that are open: whether one was taken. */
  const alternatives: boolean[] = [];
  const formula = createFormulaSigns();
  let skipping = 0;
  let isText = false;
  let isInstruction = false;
  let isProperty = false;
  let alt = '';

  const isHidden = (): boolean =>
    fields.isInstruction() ||
    (run?.isHidden ?? run?.style.isHidden ?? page.paragraph()?.style.isHidden ?? false);
  const put = (html: string): void => {
    if (html !== '' && !isHidden()) page.put(html);
  };

  const openProperty = (tag: XmlTag): boolean => {
    const value = tag.get('val');
    const paragraph = page.paragraph();
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
      case 'w:fldChar':
        return put(escapeHtml(fields.mark(tag.get('fldCharType'))));
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
        page.putBehind(links.drawing(tag.get('id') ?? ''));
        return;
      case 'dgm:relIds':
        page.putBehind(links.drawing(tag.get('dm') ?? ''));
        return;
      case 'w:altChunk':
      case 'w:subDoc':
        return links.file(tag.get('id') ?? '');
      case 'w:footnoteReference':
        return put(links.note('footnote', tag.get('id') ?? ''));
      case 'w:endnoteReference':
        return put(links.note('endnote', tag.get('id') ?? ''));
      case 'v:textpath':
        // Letters that are drawn along a line.
        page.putBehind(`<p>${escapeHtml(tag.get('string') ?? '')}</p>`);
        return;
      default:
        if (!fields.formData(tag)) put(escapeHtml(formula.open(tag)));
    }
  };

  return {
    headersAndFooters,
    html: () => page.text(),
    open(tag) {
      const { name } = tag;
      if (name === 'w:pPr') isProperty = true;
      const paragraph = page.paragraph();
      if (isProperty && name === 'w:del' && paragraph !== undefined) paragraph.isJoined = true;
      if (skipping > 0 || skipped.has(name) || (name === 'mc:Fallback' && alternatives.at(-1))) {
        skipping += 1;
        return;
      }
      isText = name === 'w:t' || name === 'm:t';
      isInstruction = name === 'w:instrText';
      const cell = cellTags.get(name);
      if (cell !== undefined) page.putBlock(`<${cell}>`);
      else if (name === 'w:p') page.beginParagraph();
      else if (name === 'w:r') run = { style: {}, isHidden: undefined };
      else if (name === 'w:txbxContent') page.enter();
      else if (name === 'mc:AlternateContent') alternatives.push(false);
      else if (name === 'mc:Choice') {
        if (alternatives.at(-1) || drawnOnly.test(tag.get('Requires') ?? '')) skipping += 1;
        else alternatives.splice(-1, 1, true);
      } else if (name === 'w:headerReference' || name === 'w:footerReference')
        headersAndFooters.push(tag.get('id') ?? '');
      else if (name === 'w:footnote' || name === 'w:endnote')
        page.enter(notePrefix(tag.get('id') ?? ''));
      else if (!openProperty(tag)) openInRun(tag);
    },
    text(text) {
      if (skipping > 0) return;
      if (isText) put(escapeHtml(text));
      else if (isInstruction) fields.instruction(text);
    },
    close(name) {
      if (skipping > 0) {
        skipping -= 1;
        return;
      }
      isText = false;
      isInstruction = false;
      if (name === 'w:pPr') isProperty = false;
      const cell = cellTags.get(name);
      if (cell !== undefined) page.putBlock(`</${cell}>`);
      else if (name === 'w:p') {
        fields.endParagraph();
        page.endParagraph();
      } else if (name === 'w:r') run = undefined;
      else if (name === 'w:txbxContent') page.putBehind(page.leave());
      else if (name === 'mc:AlternateContent') alternatives.pop();
      else if (name === 'w:footnote' || name === 'w:endnote') page.putBehind(page.leave());
      else put(escapeHtml(formula.close(name)));
    },
  };
}

/** Text as HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
