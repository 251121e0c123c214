import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item, SourceFailure } from '@nestvec/core';
import { collect } from '../__fixtures__/collect.ts';
import { csv, type CsvOptions } from './csv.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nestvec-csv-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function read(
  content: string | Uint8Array,
  options?: CsvOptions,
  name = 'a.csv',
): Promise<(Item | SourceFailure)[]> {
  await writeFile(join(root, name), content);
  return await collect(csv(join(root, name), options));
}

describe('csv', () => {
  it('makes an item of each row, with what it does not know as metadata', async () => {
    const rows = await read('id,text,image,colour,price\n7,"red, ""new"" shoe",7.jpg,red,\n');
    expect(rows).toEqual([
      {
        id: '7',
        text: 'red, "new" shoe',
        image: join(root, '7.jpg'),
        metadata: { colour: 'red' },
        source: join(root, 'a.csv'),
      },
    ]);
  });

  it('takes other columns, and calls a row without an id by its place', async () => {
    const rows = await read('titel;preis\nSchuh;5\n"Hut\nblau";6\n', {
      delimiter: ';',
      columns: { text: 'titel' },
    });
    expect(rows).toMatchObject([
      { id: 'a.csv:2', text: 'Schuh', metadata: { preis: '5' } },
      { id: 'a.csv:3', text: 'Hut\nblau' },
    ]);
  });

  it('reads tabs, a byte order mark and lines that end as on Windows', async () => {
    const rows = await read('\uFEFFid\ttext\r\n1\ta, b\r\n\r\n2\tc\r\n', {}, 'b.tsv');
    expect(rows).toMatchObject([
      { id: '1', text: 'a, b' },
      { id: '2', text: 'c' },
    ]);
  });

  it('calls a broken row by the line that it begins in, and goes on', async () => {
    const rows = await read('id,text\n1,a\n2,b,too many\n3,c\n');
    expect(rows.map(({ id }) => id)).toEqual(['1', 'a.csv:3', '3']);
    expect(rows[1]).toMatchObject({ error: { code: 'invalid-input' } });
  });

  it('rejects for what is not a table', async () => {
    await expect(read('')).rejects.toThrow('has no rows');
    await expect(read('id,text\n')).rejects.toThrow('has no rows');
    await expect(read('id,id\n1,2\n')).rejects.toThrow('two columns "id"');
    await expect(read('id,text\n1,a\n', { columns: { text: 'title' } })).rejects.toThrow(
      'has no column "title"; it has id, text',
    );
    await expect(collect(csv(join(root, 'missing.csv')))).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('gives failures and rows in the order of the file', async () => {
    const rows = await read('id,text\n1,a\n2\n"3,x\n4,b\n5,c,d\n"6","e\nf"\n7,"g" h\n8,i\n');
    expect(rows.map(({ id }) => id)).toEqual([
      '1',
      'a.csv:3',
      'a.csv:4',
      '4',
      'a.csv:6',
      '6',
      'a.csv:9',
      '8',
    ]);
    expect(rows.filter((row) => 'error' in row).map(({ error }) => error.message)).toEqual([
      'a.csv:3: has 1 cells where the table has 2 columns',
      expect.stringContaining('a.csv:4: has a quotation mark in a quoted cell'),
      'a.csv:6: has 3 cells where the table has 2 columns',
      expect.stringContaining('a.csv:9: has a quotation mark in a quoted cell'),
    ]);
  });

  it('says which items a broken row may hide from pruning', async () => {
    const [byPlace] = await read('text,price\na,b,c\nd,1\n');
    expect(byPlace).toMatchObject({ id: 'a.csv:2', hides: ['a.csv:2'] });
    const fields = { price: 'number' } as const;
    const [broken, typed] = await read('id,text,price\na,b,c,d\n7,e,x\n', { fields });
    expect(broken).not.toHaveProperty('hides');
    expect(typed).toMatchObject({ id: '7', hides: ['7'] });
  });

  it('loses to a stray quotation mark its own row alone', async () => {
    const good = Array.from({ length: 199 }, (_, i) => `${i},row ${i}`);
    for (const bad of ['x,"12" wheel', 'x,"never closed']) {
      const lines = ['id,text', ...good.slice(0, 5), bad, ...good.slice(5)];
      const rows = await read(lines.join('\n'));
      expect(rows.filter((row) => 'error' in row).map(({ id }) => id)).toEqual(['a.csv:7']);
      expect(rows).toHaveLength(200);
    }
  });

  it('takes a quotation mark within a cell, and any in a table with tabs, as it stands', async () => {
    expect(await read('id,text\n1,27" wide\n')).toMatchObject([{ text: '27" wide' }]);
    const rows = await read('id\ttext\n1\t"Yes" she said\n2\t6" and "8\n', {}, 'b.tsv');
    expect(rows).toMatchObject([{ text: '"Yes" she said' }, { text: '6" and "8' }]);
  });

  it('reads in time that grows with the table, wherever quotation marks stand', async () => {
    const rows = await read(`id,text\n${'x","y\n'.repeat(30_000)}`);
    expect(rows).toHaveLength(30_000);
    expect(rows.every((row) => 'error' in row)).toBe(true);
  }, 20_000);

  it('does not keep a row without end', async () => {
    const rows = await read(`id,text\n1,"${'x'.repeat(100_000)}`, { maxRowBytes: 1000 });
    expect(rows).toMatchObject([
      { id: 'a.csv:2', error: { message: expect.stringContaining('1000') } },
    ]);
  });
});

describe('the columns of a table', () => {
  it.each([
    ['semicolons', 'id;text;price\n1;red, blue;59\n'],
    ['tabs', 'id\ttext\tprice\n1\tred, blue\t59\n'],
    ['bars', 'id|text|price\n1|red, blue|59\n'],
    ['commas', 'id,text,price\n1,"red, blue",59\n'],
    ['what Excel writes before them', 'sep=;\nid;text;price\n1;red, blue;59\n'],
  ])('are found by %s', async (_, content) => {
    expect(await read(content)).toMatchObject([
      { id: '1', text: 'red, blue', metadata: { price: '59' } },
    ]);
  });

  it('may be named in any case', async () => {
    expect(await read('ID,Text,IMAGE\n1,a,b.jpg\n')).toMatchObject([
      { id: '1', text: 'a', image: join(root, 'b.jpg'), metadata: {} },
    ]);
    const columns = { text: 'beschreibung', image: 'foto', id: 'sku' };
    expect(await read('SKU;Beschreibung;Foto\n7;rot;b.jpg\n', { columns })).toMatchObject([
      { id: '7', text: 'rot', image: join(root, 'b.jpg'), metadata: {} },
    ]);
  });

  it('are named where none holds a text or an image', async () => {
    await expect(read('sku,title,price\n7,red shoe,59\n')).rejects.toThrow(
      'has no column text or image; it has sku, title, price. Name the one that holds the text or the image, such as text=title',
    );
  });

  it('without a name do not count where they are empty, and lose nothing where they are not', async () => {
    expect(await read('id,text,,\n1,a,,\n2,b,x,\n3,c\n,,,\n')).toMatchObject([
      { id: '1', metadata: {} },
      { id: '2', metadata: { 'column 3': 'x' } },
      { id: 'a.csv:4', error: { message: expect.stringContaining('has 2 cells') } },
    ]);
  });

  it('keep names that objects have of their own', async () => {
    const [row] = await read('id,text,__proto__,constructor\n1,a,x,y\n');
    expect(Object.entries((row as Item).metadata ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it.each([
    [{ delimeter: ';' }, 'did you mean delimiter?'],
    [{ columns: { txt: 'a' } }, 'did you mean text?'],
    [{ delimiter: '' }, 'must be a string without quotation marks'],
    [{ decimal: ',', delimiter: ',' }, 'is the delimiter too'],
    [{ encoding: 'klingon' }, 'is not an encoding that is known here'],
  ])('are refused for wrong options: %j', async (options, message) => {
    await expect(read('id,text\n1,a\n', options as CsvOptions)).rejects.toThrow(message);
  });
});

describe('cells of declared fields', () => {
  const fields = { price: 'number', sold: 'boolean', made: 'datetime', tags: 'string[]' } as const;

  it('are read as what they are declared, all others stay texts', async () => {
    const content =
      'id,text,Price,sold,made,tags,gtin\n1,a,59.90,TRUE,2024-02-29,"[""x"",""y""]",04006381333931\n2,b,-1e3,no,2024-02-29 10:00,,\n';
    expect(await read(content, { fields })).toMatchObject([
      {
        metadata: {
          price: 59.9,
          sold: true,
          made: '2024-02-29T00:00:00Z',
          tags: ['x', 'y'],
          gtin: '04006381333931',
        },
      },
      { metadata: { price: -1000, sold: false, made: '2024-02-29T10:00:00Z' } },
    ]);
  });

  it('may have a comma before their fraction', async () => {
    const rows = await read('id;text;price\n1;a;59,90\n2;b;120\n', {
      fields: { price: 'number' },
      decimal: ',',
    });
    expect(rows).toMatchObject([{ metadata: { price: 59.9 } }, { metadata: { price: 120 } }]);
  });

  it.each([
    ['price', '59,90', 'if its decimal mark is a comma, say so (decimal)'],
    ['price', '1,234.5', 'write it with digits and a decimal mark alone'],
    ['price', '59 €', 'is declared as number, got "59 €"'],
    ['price', '9007199254740993', 'beyond 2^53 - 1'],
    ['price', '9007199254740993.5', 'beyond 2^53 - 1'],
    ['price', '1.0000000000000000001', 'has more than 17 digits'],
    ['sold', 'maybe', 'use one of true, yes, 1, false, no, 0'],
    ['made', '2024-02-30', 'is declared as datetime, got "2024-02-30"'],
    ['made', '29.2.2024', 'is declared as datetime'],
    ['tags', 'x, y', 'write a list as JSON'],
  ] as const)(
    'that are not what %s is declared cost their row: %s',
    async (field, cell, message) => {
      const rows = await read(`id;text;${field}\n1;a;${cell}\n2;b;\n`, {
        fields: { [field]: fields[field] },
      });
      expect(rows).toMatchObject([
        { error: { message: expect.stringContaining(message) } },
        { id: '2' },
      ]);
      expect(rows[0]).toHaveProperty('error.details.field', `a.csv:2.${field}`);
    },
  );
});

it('refuses a declared field that is not a column, and names the columns', async () => {
  await expect(
    read('id,text,price\n1,a,5\n', { fields: { Price: 'number', pric: 'number' } }),
  ).rejects.toThrow(/^fields: .*a\.csv has no column "pric"; it has id, text, price\. Correct/);
});

describe('the encoding of a table', () => {
  const latin = Buffer.from('id,text\n1,Käse\n2,good\n', 'latin1');

  it('is never guessed: a row that is not UTF-8 fails', async () => {
    expect(await read(latin)).toMatchObject([
      { id: 'a.csv:2', error: { message: expect.stringContaining('is not UTF-8') } },
      { id: '2', text: 'good' },
    ]);
  });

  it('is asked for before the first row where the names of columns do not fit it', async () => {
    await expect(read(Buffer.from('id,text,Größe\n1,a,b\n', 'latin1'))).rejects.toThrow(
      '(line 1) is not UTF-8; convert it, or name its encoding (encoding)',
    );
  });

  it('is the one that is named, unless the whole table is UTF-8', async () => {
    const encoding = 'windows-1252';
    expect(await read(latin, { encoding })).toMatchObject([{ text: 'Käse' }, { text: 'good' }]);
    expect(await read('id,text\n1,Käse\n', { encoding })).toMatchObject([{ text: 'Käse' }]);
  });

  it.each(['utf-16le', 'utf-16be'])('is %s where its mark says so', async (encoding) => {
    const bytes = Buffer.from('\uFEFFid\ttext\r\n1\t世界\r\n', 'utf16le');
    const content = encoding === 'utf-16le' ? bytes : bytes.swap16();
    expect(await read(content, {}, 'c.tsv')).toMatchObject([{ id: '1', text: '世界' }]);
  });

  it('says that a table may be UTF-16, and reads it by that name', async () => {
    const bytes = Buffer.from('id,text\n1,a\n', 'utf16le');
    await expect(read(bytes)).rejects.toThrow(
      /^path: the first row of .* \(line 1\) holds the control character U\+0000 .*UTF-16 without a byte order mark: name its encoding \(encoding\)/,
    );
    expect(await read(bytes, { encoding: 'utf-16le' })).toMatchObject([{ id: '1', text: 'a' }]);
  });

  it('breaks off where UTF-16 does', async () => {
    const bytes = Buffer.from('\uFEFFid,text\n1,a\n', 'utf16le');
    const rows = await read(Buffer.concat([bytes, Buffer.of(0x32)]));
    expect(rows).toMatchObject([
      { id: '1' },
      { error: { message: expect.stringContaining('is not UTF-16LE') } },
    ]);
  });

  it('is suspect where control characters stand in a row', async () => {
    expect(await read('id,text\n1,a\0b\n2,c\x01\n3,d\n')).toMatchObject([
      { id: 'a.csv:2', error: { message: 'a.csv:2: holds the control character U+0000' } },
      { id: 'a.csv:3', error: { message: 'a.csv:3: holds the control character U+0001' } },
      { id: '3' },
    ]);
  });

  it('may have lines that end with a carriage return alone', async () => {
    expect((await read('id,text\r1,a\r2,b')).map(({ id }) => id)).toEqual(['1', '2']);
  });
});
