import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '../__fixtures__/collect.ts';
import { type CsvRow, csvRows, type CsvRowsOptions } from './csv-rows.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nestvec-csv-rows-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function read(
  content: string,
  options?: CsvRowsOptions,
  name = 'a.csv',
): Promise<readonly CsvRow[]> {
  await writeFile(join(root, name), content);
  return await collect(csvRows(join(root, name), options));
}

describe('csvRows', () => {
  it('gives each row by the line that it begins in, without empty cells and rows', async () => {
    expect(await read('id,note,price\n1,"two\nlines",\n,,\n2,b,5\n')).toEqual([
      { number: 2, value: { id: '1', note: 'two\nlines' } },
      { number: 5, value: { id: '2', note: 'b', price: '5' } },
    ]);
  });

  it.each([
    ['JSON', '"[0.5, -1e-3,2]"'],
    ['PostgreSQL', '"{0.5,-0.001,2}"'],
    ['NumPy', '"[ 0.5 -0.001\n  2. ]"'],
    ['nothing around', '0.5 -.001 2'],
    ['semicolons', '(0.5; -0.001; +2)'],
  ])('reads vectors as %s writes them', async (_, cell) => {
    const [row] = await read(`id,v\n1,${cell}\n`, { vectors: ['v'] });
    expect(row).toEqual({ number: 2, value: { id: '1', v: Float64Array.of(0.5, -0.001, 2) } });
  });

  it('reads cells of JSON, and declared fields of other columns', async () => {
    const rows = await read(
      'id\tmeta\tprice\tsold\n1\t{"a":{"b":[1,null]}}\t5,5\tyes\n',
      {
        json: ['meta'],
        fields: { price: 'number', sold: 'boolean', inside: 'number' },
        decimal: ',',
      },
      'b.tsv',
    );
    expect(rows).toEqual([
      { number: 2, value: { id: '1', meta: { a: { b: [1, null] } }, price: 5.5, sold: true } },
    ]);
  });

  it.each([
    ['[1, x]', 'v holds "x" at position 1, which is not a number'],
    ['[1 ... 2]', 'v holds ... in place of numbers: its tool shortened it'],
    ['[1, 2', 'v begins with [ and does not end with ]: it is cut short'],
    ['[]', 'v holds "" at position 0, which is not a number'],
    ['[1,,2]', 'v holds "" at position 1'],
    ['[NaN, 1]', 'v holds "NaN" at position 0'],
    ['[1e999]', 'v holds "1e999" at position 0'],
    ['[0x1]', 'v holds "0x1" at position 0'],
    ['[[1]]', 'v holds "[1]" at position 0'],
  ])('says of the vector %s what is wrong, and goes on', async (cell, problem) => {
    const rows = await read(`id,v\n1,"${cell}"\n2,"[1]"\n`, { vectors: ['v'] });
    expect(rows).toEqual([
      { number: 2, problem: expect.stringContaining(problem) },
      { number: 3, value: { id: '2', v: Float64Array.of(1) } },
    ]);
  });

  it('says of other rows what is wrong', async () => {
    const rows = await read('id,j,n\n1,{,1\n2,{},many\n3\n4,{},1,more\n5,"{}', {
      json: ['j'],
      fields: { n: 'number' },
    });
    expect(rows.map((row) => 'problem' in row && row.problem)).toEqual([
      expect.stringMatching(/^j /),
      expect.stringContaining('n is declared as number'),
      expect.stringContaining('has 1 cells where the table has 3 columns'),
      expect.stringContaining('has 4 cells where the table has 3 columns'),
      expect.stringContaining('a quotation mark that is not closed'),
    ]);
  });

  it.each([
    [{ vectors: ['w'] }, 'a.csv has no column "w"; it has id, v'],
    [{ json: ['w'] }, 'a.csv has no column "w"; it has id, v'],
    [{ fields: { w: 'number' } }, 'a.csv has no column "w"; it has id, v'],
    [{ vectors: 'v' }, 'csvRows.vectors: must be names of columns'],
    [{ vectors: [1] }, 'must be the name of a column'],
    [{ fields: { v: 'vector' } }, 'csvRows.fields.v'],
    [{ vector: ['v'] }, 'vectors'],
    [{ delimiter: '"' }, 'csvRows.delimiter'],
  ])('refuses before the first row: %j', async (options, message) => {
    await expect(read('id,v\n1,2\n', options as CsvRowsOptions)).rejects.toThrow(message);
  });

  it('refuses a file that is missing, empty, or has two columns of one name', async () => {
    await expect(collect(csvRows(join(root, 'none.csv')))).rejects.toThrow('there is no file');
    await expect(read('')).rejects.toThrow('has no rows');
    await expect(read('v,v\n1,2\n')).rejects.toThrow('has two columns "v"');
  });
});
