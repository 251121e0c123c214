import { deflateSync } from 'node:zlib';

/** A PDF with a line of text on each page, and on the first a red image of 32 by 32 pixels if wanted; a page may unpack to many spaces. */
export function pdf(
  pages: readonly string[],
  withImage: boolean = false,
  bombBytes: number = 0,
): Buffer {
  const image = Buffer.alloc(32 * 32 * 3);
  for (let at = 0; at < image.length; at += 3) image[at] = 255;
  const objects: Buffer[] = [];
  const add = (text: string, stream?: Buffer): void => {
    const data =
      stream === undefined
        ? []
        : [Buffer.from('\nstream\n'), stream, Buffer.from('\nendstream')];
    objects.push(Buffer.concat([Buffer.from(text), ...data]));
  };
  const kids = pages.map((_, index) => `${5 + index * 2} 0 R`).join(' ');
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  add(
    `<< /Type /XObject /Subtype /Image /Width 32 /Height 32 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Length ${image.length} >>`,
    image,
  );
  for (const [index, line] of pages.entries()) {
    const show = withImage && index === 0 ? 'q 32 0 0 32 50 50 cm /I1 Do Q ' : '';
    const shown = Buffer.from(`${show}BT /F1 12 Tf 50 700 Td (${line}) Tj ET`, 'latin1');
    const content = deflateSync(Buffer.concat([shown, Buffer.alloc(bombBytes, ' ')]));
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents ${6 + index * 2} 0 R /Resources << /Font << /F1 3 0 R >> /XObject << /I1 4 0 R >> >> >>`,
    );
    add(`<< /Length ${content.length} /Filter /FlateDecode >>`, content);
  }
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  let at = parts[0]?.length ?? 0;
  for (const [index, object] of objects.entries()) {
    offsets.push(at);
    const whole = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      object,
      Buffer.from('\nendobj\n'),
    ]);
    parts.push(whole);
    at += whole.length;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
