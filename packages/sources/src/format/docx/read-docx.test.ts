import { describe, expect, it } from 'vitest';
import { docx, docxPart } from '../../__fixtures__/docx.ts';
import { zip } from '../../__fixtures__/zip.ts';
import { type DocumentOptions } from '../../document-options.ts';
import { readDocument } from '../../read-document.ts';

type Read = Awaited<ReturnType<typeof readDocument>>;

async function read(bytes: Uint8Array, options?: DocumentOptions): Promise<Read> {
  return await readDocument(bytes, { id: 'a.docx', format: 'docx' }, options);
}

async function textOf(...paragraphs: string[]): Promise<string> {
  return (await read(docx(paragraphs))).text;
}

const text = (words: string): string => `<w:r><w:t xml:space="preserve">${words}</w:t></w:r>`;
const p = (content: string): string => `<w:p>${content}</w:p>`;
const field = (kind: string): string => `<w:r><w:fldChar w:fldCharType="${kind}"/></w:r>`;

const instruction = (words: string): string => `<w:r><w:instrText>${words}</w:instrText></w:r>`;

describe('the text of a Word document', () => {
  it.each([
    [
      'a simple field',
      `<w:fldSimple w:instr="MERGEFIELD Name">${text('Ada')}</w:fldSimple>`,
      'Ada',
    ],
    [
      'a field with an instruction',
      `${field('begin')}<w:r><w:instrText>IF</w:instrText></w:r>${field('begin')}${text('inner')}${field('separate')}${text('no')}${field('end')}${field('separate')}${text('yes')}${field('end')}`,
      'yes',
    ],
    [
      'a list of a form, by what is chosen',
      `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="red"/><w:listEntry w:val="blue"/></w:ddList></w:ffData></w:fldChar></w:r>${instruction('FORMDROPDOWN')}${field('end')}`,
      'blue',
    ],
    [
      'a list of a form, as it is at first',
      `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:listEntry w:val="red"/><w:listEntry w:val="blue"/></w:ddList></w:ffData></w:fldChar></w:r>${instruction('FORMDROPDOWN')}${field('end')}`,
      'red',
    ],
    [
      'boxes of a form',
      `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>${instruction('FORMCHECKBOX')}${field('end')}${text(' or ')}<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r>${instruction('FORMCHECKBOX')}${field('end')}`,
      '☒ or ☐',
    ],
    [
      'a symbol that Word works out',
      `${field('begin')}${instruction(String.raw`SYMBOL 252 \f "Wingdings"`)}${field('end')}`,
      '✓',
    ],
    [
      'a reading above its characters, as Word wrote it before',
      `${field('begin')}${instruction(String.raw`EQ \* jc2 \* "Font:MS Mincho" \* hps10 \o\ad(\s\up 9(かんじ),漢字)`)}${field('end')}`,
      '((かんじ),漢字)',
    ],
    [
      'letters that are drawn along a line',
      `${text('a')}<w:r><w:pict><v:shape><v:textpath string="Sale &amp; more"/></v:shape></w:pict></w:r>`,
      'a\n\nSale & more',
    ],
    [
      'what older programs show of a newer kind of chart',
      `<w:r><mc:AlternateContent><mc:Choice Requires="cx1"><w:drawing/></mc:Choice><mc:Fallback><w:t>shown</w:t></mc:Fallback></mc:AlternateContent></w:r>`,
      'shown',
    ],
    ['a formula', '<m:oMath><m:r><m:t>F=ma</m:t></m:r></m:oMath>', 'F=ma'],
    [
      'signs of a formula',
      '<m:oMath><m:d><m:e><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:e></m:d><m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:e><m:r><m:t>x</m:t></m:r></m:e></m:nary></m:oMath>',
      '(a/b)∑x',
    ],
    ['hidden text', `<w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>${text('yes')}`, 'yes'],
    [
      'text that is not hidden after all',
      '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>yes</w:t></w:r>',
      'yes',
    ],
    [
      'what was inserted and deleted',
      `<w:ins>${text('in')}</w:ins><w:del><w:r><w:t>no</w:t></w:r></w:del><w:moveFrom>${text('no')}</w:moveFrom>`,
      'in',
    ],
    [
      'links, tags and controls',
      `<w:hyperlink>${text('a')}</w:hyperlink><w:smartTag>${text('b')}</w:smartTag><w:sdt><w:sdtPr><w:placeholder/></w:sdtPr><w:sdtContent>${text('c')}</w:sdtContent></w:sdt>`,
      'abc',
    ],
    [
      'tabs, breaks, hyphens and symbols',
      `<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e\u00adf</w:t><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:font="Symbol" w:char="F061"/></w:r>`,
      'a b\nc\u2011def✓α',
    ],
    ['signs of XML', text('1 &lt; 2 &amp; &quot;3&quot;'), '1 < 2 & "3"'],
    [
      'the first of two alternatives',
      `<mc:AlternateContent><mc:Choice>${text('new')}</mc:Choice><mc:Fallback>${text('old')}</mc:Fallback></mc:AlternateContent>`,
      'new',
    ],
    [
      'the only alternative',
      `<mc:AlternateContent><mc:Fallback>${text('old')}</mc:Fallback></mc:AlternateContent>`,
      'old',
    ],
  ])('holds %s', async (_, content, expected) => {
    expect(await textOf(p(content))).toBe(expected);
  });

  it('goes on where the end of a paragraph was deleted', async () => {
    const split = p(`<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>${text('one ')}`);
    expect(await textOf(split, 'paragraph', 'next')).toBe('one paragraph\n\nnext');
  });

  it('holds text boxes behind the paragraph that they stand in', async () => {
    const box = `<w:r><w:pict><v:shape><v:textbox><w:txbxContent>${p(text('box'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>`;
    expect(await textOf(p(text('one ') + box + text('two')), 'three')).toBe(
      'one two\n\nbox\n\nthree',
    );
  });

  it('has a line for each row of a table', async () => {
    const cell = (...words: string[]): string =>
      `<w:tc>${words.map((word) => p(text(word))).join('')}</w:tc>`;
    const table = `<w:tbl><w:tr>${cell('EU')}${cell('Cable', 'long')}${cell('12')}</w:tr><w:tr>${cell('US')}${cell('Hub')}${cell('7')}</w:tr></w:tbl>`;
    expect(await textOf('before', table, 'behind')).toBe(
      'before\n\nEU Cable long 12\nUS Hub 7\n\nbehind',
    );
  });

  it('has items of lists on lines of their own', async () => {
    const item = (words: string): string =>
      p(`<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>${text(words)}`);
    expect(await textOf('before', item('one'), item('two'), 'behind')).toBe(
      'before\n\n- one\n- two\n\nbehind',
    );
  });

  it('has notes at its end, by their marks', async () => {
    const notes = docxPart(
      'footnotes.xml',
      'footnotes',
      `<w:footnote w:id="0" w:type="separator">${p('')}</w:footnote><w:footnote w:id="7">${p(text('a note'))}</w:footnote>`,
    );
    const body = p(`${text('word')}<w:r><w:footnoteReference w:id="7"/></w:r>`);
    expect((await read(docx([body, 'end'], undefined, [notes]))).text).toBe(
      'word[1]\n\nend\n\n[1] a note',
    );
  });

  it('has headers and footers where they are wanted, each once', async () => {
    const header = docxPart('header1.xml', 'hdr', p(text('Confidential')));
    const section =
      '<w:sectPr><w:headerReference r:id="r5"/><w:footerReference r:id="r5"/></w:sectPr>';
    const file = docx(['text', section], undefined, [header]);
    expect((await read(file)).text).toBe('text');
    expect((await read(file, { headersAndFooters: true })).text).toBe('text\n\nConfidential');
  });

  it('has the words of charts', async () => {
    const chart = docxPart(
      'charts/chart1.xml',
      'chart',
      '<a:t>Sales</a:t><c:strCache><c:v>North</c:v></c:strCache><c:numCache><c:v>17</c:v></c:numCache>',
    );
    const body = p(
      `${text('see')}<w:r><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="r7"/></w:r>`,
    );
    expect((await read(docx([body], undefined, [chart]))).text).toBe('see\n\nSales North');
  });

  it('may be nested as deep as it likes', async () => {
    const deep =
      '<w:tbl><w:tr><w:tc>'.repeat(20_000) + p(text('x')) + '</w:tc></w:tr></w:tbl>'.repeat(20_000);
    expect(await textOf(deep)).toBe('x');
  }, 30_000);
});

describe('headings of a Word document', () => {
  const styles = docxPart(
    'styles.xml',
    'styles',
    `<w:style w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
     <w:style w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:basedOn w:val="berschrift2"/></w:style>
     <w:style w:styleId="Outline"><w:name w:val="x"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
     <w:style w:styleId="Body"><w:basedOn w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
     <w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>
     <w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>`,
  );
  const styled = (style: string): string =>
    p(`<w:pPr><w:pStyle w:val="${style}"/></w:pPr>${text(style)}`);

  it.each([
    ['of a style named in another language', styled('berschrift2'), 2],
    ['of an own style', styled('Kapitel'), 2],
    ['of a style with an outline level', styled('Outline'), 3],
    ['of an outline level alone', p(`<w:pPr><w:outlineLvl w:val="0"/></w:pPr>${text('x')}`), 1],
    ['of a style that the file does not describe', styled('Heading1'), 1],
  ])('are those %s', async (_, paragraph, level) => {
    expect((await read(docx([paragraph], undefined, [styles]))).headings).toMatchObject([
      { level },
    ]);
  });

  it('are not paragraphs of other styles, and a style can hide its text', async () => {
    const { text: shown, headings } = await read(
      docx(['Body', 'Loop', 'Secret'].map(styled), undefined, [styles]),
    );
    expect(headings).toEqual([]);
    expect(shown).toBe('Body\n\nLoop');
  });
});

describe('a Word document', () => {
  it('says which image is missing in it, and hides nothing for that', async () => {
    const image = p('<w:r><w:drawing><a:blip r:embed="r6"/></w:drawing></w:r>');
    const { failures, text: shown } = await read(docx(['text', image]));
    expect(shown).toBe('text');
    expect(failures).toMatchObject([
      {
        error: { message: 'a.docx: shows an image that is not in it (word/media/missing.png)' },
        hides: [],
      },
    ]);
  });

  const old = (name: string): Buffer =>
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(500),
      Buffer.from(name, 'utf16le'),
    ]);
  it.each([
    ['with a password', old('EncryptedPackage'), 'is protected by a password; save it without one'],
    ['of an older kind', old('WordDocument'), 'is not a .docx but of an older kind (.doc)'],
    ['of nothing', Buffer.alloc(0), 'a.docx: is empty'],
    [
      'that is another archive',
      zip([{ name: 'a.xml', data: Buffer.from('<a/>') }]),
      'it has no document part',
    ],
    [
      'that is broken within',
      docx(['<w:p>']),
      'is not a Word document that can be read (word/document.xml: ',
    ],
    [
      'with entities of its own',
      docx(['<w:p><w:r><w:t>&bomb;</w:t></w:r></w:p>']),
      'undefined entity',
    ],
  ])('%s is refused by name', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
  });
});

describe('what a Word document holds besides', () => {
  it('is reported where it is another file that is part of the text', async () => {
    const { text: whole, failures = [] } = await read(
      docx([p(text('one')), '<w:altChunk r:id="c"/>', p(text('two'))]),
    );
    expect(whole).toBe('one\n\ntwo');
    expect(failures.map(({ error, hides }) => [error.message, hides])).toEqual([
      [
        'a.docx: holds a part that is another file (c), which is not read; save it as one document',
        [],
      ],
    ]);
  });
});
