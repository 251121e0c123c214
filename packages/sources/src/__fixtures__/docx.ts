import { zip, type ZipFile } from './zip.ts';

const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="png" ContentType="image/png"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relationships = (list: string): string =>
  `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list}</Relationships>`;

/**
 * A Word document of paragraphs, of which those that begin with `# ` are headings, `[image]` is the image, and those that begin with
 * `<` are XML.
 */
export function docx(
  paragraphs: readonly string[],
  image: Buffer = Buffer.alloc(0),
  more: readonly ZipFile[] = [],
): Buffer {
  const body = paragraphs.map(paragraph).join('');
  const document = `<?xml version="1.0"?><w:document xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${office}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><w:body>${body}</w:body></w:document>`;
  const files = {
    '[Content_Types].xml': types,
    '_rels/.rels': relationships(
      `<Relationship Id="r1" Type="${office}/officeDocument" Target="word/document.xml"/>`,
    ),
    'word/document.xml': document,
    'word/_rels/document.xml.rels': relationships(
      `<Relationship Id="r2" Type="${office}/image" Target="media/one.png"/>
<Relationship Id="r3" Type="${office}/styles" Target="styles.xml"/>
<Relationship Id="r4" Type="${office}/footnotes" Target="footnotes.xml"/>
<Relationship Id="r5" Type="${office}/header" Target="header1.xml"/>
<Relationship Id="r6" Type="${office}/image" Target="media/missing.png"/>
<Relationship Id="r7" Type="${office}/chart" Target="charts/chart1.xml"/>`,
    ),
  };
  return zip([
    ...Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) })),
    { name: 'word/media/one.png', data: image },
    ...more,
  ]);
}

function paragraph(text: string): string {
  if (text.startsWith('<')) return text;
  if (text === '[image]')
    return '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="a red shoe"/><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="r2"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>';
  const style = text.startsWith('# ') ? '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' : '';
  return `<w:p>${style}<w:r><w:t>${text.replace(/^# /, '')}</w:t></w:r></w:p>`;
}

/** A part of a Word document, such as its styles. */
export function docxPart(name: string, root: string, content: string): ZipFile {
  const xml = `<?xml version="1.0"?><w:${root} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">${content}</w:${root}>`;
  return { name: `word/${name}`, data: Buffer.from(xml) };
}
