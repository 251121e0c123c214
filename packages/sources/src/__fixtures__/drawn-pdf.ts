/** An object of a PDF: its text, or the entries of its dictionary and its data. */
export type PdfObject = string | { readonly entries: string; readonly data: Buffer | string };

/** What a PDF has besides the content of its pages. */
export interface DrawnPdf {
  /** Objects, of which the first has the number 4. */
  readonly objects?: readonly PdfObject[];
  /** Fonts besides `/F1`, which is Helvetica, such as `/F2 4 0 R`. */
  readonly fonts?: string;
  readonly images?: string;
  /** Further entries of each page, of the catalog and of the trailer. */
  readonly page?: string;
  readonly catalog?: string;
  readonly trailer?: string;
}

/** A PDF whose pages, of 600 by 800 points, are drawn by these contents. */
export function drawnPdf(contents: readonly string[], more: DrawnPdf = {}): Buffer {
  const { objects = [], fonts = '', images = '', page = '', catalog = '', trailer = '' } = more;
  const firstPage = 4 + objects.length;
  const kids = contents.map((_, index) => `${firstPage + 2 * index} 0 R`).join(' ');
  const all: PdfObject[] = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...objects,
  ];
  for (const [index, content] of contents.entries()) {
    all.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents ${firstPage + 2 * index + 1} 0 R /Resources << /Font << /F1 3 0 R ${fonts} >> /XObject << ${images} >> >> ${page} >>`,
      { entries: '', data: content },
    );
  }
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let at = 9;
  for (const [index, object] of all.entries()) {
    const written = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      bytesOf(object),
      Buffer.from('\nendobj\n'),
    ]);
    offsets.push(at);
    parts.push(written);
    at += written.length;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${all.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${all.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

function bytesOf(object: PdfObject): Buffer {
  if (typeof object === 'string') return Buffer.from(object, 'latin1');
  const data = typeof object.data === 'string' ? Buffer.from(object.data, 'latin1') : object.data;
  return Buffer.concat([
    Buffer.from(`<< ${object.entries} /Length ${data.length} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ]);
}

/** Draws a text at a place, from the lower left corner of the page. */
export function at(x: number, y: number, text: string, size: number = 12, font = 'F1'): string {
  const shown = text.startsWith('<') ? text : `(${text.replace(/[()\\]/g, '\\$&')})`;
  return `BT /${font} ${size} Tf ${x} ${y} Td ${shown} Tj ET\n`;
}

/** A font of which PDF readers know the letters, with one of Adobe's own tables, such as `UniJIS-UCS2-H`. */
export function namedFont(encoding: string, ordering: string): PdfObject[] {
  return [
    `<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /${encoding} /DescendantFonts [5 0 R] >>`,
    `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Any /CIDSystemInfo << /Registry (Adobe) /Ordering (${ordering}) /Supplement 2 >> /FontDescriptor 6 0 R >>`,
    '<< /Type /FontDescriptor /FontName /Any /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>',
  ];
}

/** A font whose codes 1, 2, 3 … are these characters, each as wide as it is high; without them if `isExplained` is false. */
export function ownFont(characters: readonly string[], isExplained: boolean = true): PdfObject[] {
  const lines = characters.map(
    (character, index) => `<${hex(index + 1)}> <${Buffer.from(character, 'utf16le').swap16().toString('hex')}>`,
  );
  const table = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
${lines.length} beginbfchar
${lines.join('\n')}
endbfchar endcmap end end`;
  return [
    `<< /Type /Font /Subtype /Type0 /BaseFont /Own /Encoding /Identity-H /DescendantFonts [5 0 R] ${isExplained ? '/ToUnicode 7 0 R' : ''} >>`,
    '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Own /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 6 0 R /DW 1000 >>',
    '<< /Type /FontDescriptor /FontName /Own /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>',
    { entries: '', data: table },
  ];
}

/** A code of such a font. */
export function hex(code: number): string {
  return code.toString(16).padStart(4, '0');
}
