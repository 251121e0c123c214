import { deflateSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { at, drawnPdf } from './__fixtures__/drawn-pdf.ts';
import { readDocument } from './read-document.ts';

// The thread and PDFium take a while to start on a busy machine.
beforeAll(async () => {
  await readDocument(drawnPdf(['']), { id: 'a.pdf', format: 'pdf' });
}, 60_000);

/** A page among others that unpacks to 250 MB of spaces. */
function withBomb(contents: readonly string[]): Buffer {
  const data = deflateSync(
    Buffer.concat([Buffer.from(at(50, 700, 'bomb')), Buffer.alloc(250_000_000, ' ')]),
  );
  const drawn = { objects: [{ entries: '/Filter /FlateDecode', data }] };
  const file = drawnPdf(contents, drawn).toString('latin1');
  return Buffer.from(file.replace('/Contents 8 0 R', '/Contents 4 0 R'), 'latin1');
}

it('a page of a PDF that takes too much memory is left out, and the others are read', async () => {
  const file = withBomb([at(50, 700, 'page 1'), at(50, 700, 'page 2'), at(50, 700, 'page 3')]);
  expect(file.length).toBeLessThan(1_000_000);
  const document = await readDocument(
    file,
    { id: 'a.pdf', format: 'pdf' },
    { maxParserBytes: 100_000_000 },
  );
  expect(document.text).toBe('page 1\n\npage 3\n');
  expect(document.pages).toEqual([0, 7, 8]);
  expect(document.failures?.map(({ id, error }) => [id, error.message])).toEqual([
    [
      'a.pdf',
      'a.pdf: page 2: is left out (takes more than 100000000 bytes to read (maxParserBytes))',
    ],
  ]);
}, 60_000);

it('pages of a PDF are cut into passages with their number and the title of the PDF', async () => {
  const { chunk } = await import('@nestvec/core');
  const file = drawnPdf([at(50, 700, 'page 1'), at(50, 700, 'page 2')]);
  const document = await readDocument(file, { id: 'guide.pdf', format: 'pdf' });
  expect(document.metadata).toEqual({ title: 'guide', format: 'pdf' });
  const count = async (texts: readonly string[]): Promise<number[]> =>
    texts.map(({ length }) => length);
  const pages: (number | undefined)[] = [];
  for await (const { page } of chunk(document, { count, maxTokens: 100, overlapTokens: 0 }))
    pages.push(page);
  expect(pages).toEqual([1, 2]);
});
