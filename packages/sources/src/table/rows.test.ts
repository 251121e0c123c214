import { seed, seeded } from '@nestvec/testkit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { TextLine } from '../text/text-lines.ts';
import { createRows, type Row } from './rows.ts';

async function* linesOf(text: string): AsyncGenerator<TextLine, void, undefined> {
  for (const [index, line] of text.split('\n').entries()) yield { number: index + 1, text: line };
}

async function rowsOf(text: string, columns: number, delimiter = ','): Promise<Row[]> {
  const rows = createRows(linesOf(text), { delimiter, hasQuotes: true }, 1_000_000);
  const all: Row[] = [];
  for (let row = await rows.next(columns); row !== undefined; row = await rows.next(columns))
    all.push(row);
  return all;
}

const piece = fc.constantFrom('a', '"', '""', ',', ';', '\n', '\r\n', ' ', 'é', '世', '');
const cell = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
const table = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.constantFrom(',', ';'), fc.constantFrom('\n', '\r\n'))
  .chain(([columns, delimiter, end]) =>
    fc.record({
      columns: fc.constant(columns),
      delimiter: fc.constant(delimiter),
      end: fc.constant(end),
      rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 8 }),
    }),
  );

/** As RFC 4180 has it. */
function written(value: string): string {
  return /[",;\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

it(seeded('any table that is written as RFC 4180 has it is read back, cell by cell'), async () => {
  await fc.assert(
    fc.asyncProperty(table, async ({ columns, delimiter, end, rows }) => {
      const text = rows.map((cells) => cells.map(written).join(delimiter) + end).join('');
      const read = await rowsOf(text, columns, delimiter);
      expect(read.map((row) => ('cells' in row ? row.cells : row.problem))).toEqual(rows);
    }),
    { seed, numRuns: 500 },
  );
});

it(seeded('any text at all ends in rows and problems that stand in its order'), async () => {
  const anyText = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      const places = (await rowsOf(text, 3)).map(({ line }) => line);
      expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
    }),
    { seed, numRuns: 500 },
  );
});
