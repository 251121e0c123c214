import { describe, expect, it } from 'vitest';
import { pdf } from '../../__fixtures__/pdf.ts';
import { readDocument } from '../../read-document.ts';
import { countDamagedParts } from './damaged-parts.ts';

const whole = pdf(['first page', 'second page', 'third page'], true);

/** The same with some bytes of the part whose page is `page`, from 0, made others. */
function damaged(page: number, change: (part: Buffer) => void): Buffer {
  const copy = Buffer.from(whole);
  let start = copy.indexOf('/Filter /FlateDecode');
  for (let passed = 0; passed < page; passed += 1)
    start = copy.indexOf('/Filter /FlateDecode', start + 1);
  start = copy.indexOf('stream\n', start) + 'stream\n'.length;
  change(copy.subarray(start, copy.indexOf('\nendstream', start)));
  return copy;
}

describe('damaged parts of a PDF', () => {
  it.each<[string, (part: Buffer) => void]>([
    ['begins with something else', (part) => part.fill('no zlib', 0, 7)],
    ['was overwritten from its middle on', (part) => part.fill(0, part.length >> 1)],
    ['has another sum than it says', (part) => part.fill(0x11, part.length - 4)],
  ])('are counted where one %s', (_, change) => {
    expect(countDamagedParts(damaged(1, change))).toBe(1);
  });

  it('are not counted in a whole file, in what holds the words by chance, or in one that is encrypted', () => {
    expect(countDamagedParts(whole)).toBe(0);
    expect(countDamagedParts(Buffer.from('a stream\nof words, and an endstream'))).toBe(0);
    const broken = damaged(0, (part) => part.fill(0));
    expect(countDamagedParts(Buffer.concat([broken, Buffer.from('/Encrypt 9 0 R')]))).toBe(0);
  });

  it('are reported, and what is whole is read', async () => {
    const bytes = damaged(1, (part) => part.fill('no zlib', 0, 7));
    const { text, failures } = await readDocument(bytes, { id: 'a.pdf', format: 'pdf' });
    expect(text.split('\n').slice(0, 3)).toEqual(['first page', '', 'third page']);
    expect(failures?.map(({ error }) => error.message)).toEqual([
      'a.pdf: has a part that is damaged, so that some of its text may be missing; get a whole copy of it',
    ]);
  });
});
