import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Item, SourceFailure } from '@nestvec/core';
import { collect } from './__fixtures__/collect.ts';
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
      { id: 'a.csv:4', text: 'Hut\nblau' },
    ]);
  });

  it('reads tabs, a byte order mark and lines that end as on Windows', async () => {
    const rows = await read('\uFEFFid\ttext\r\n1\ta, b\r\n\r\n2\tc\r\n', {}, 'b.tsv');
    expect(rows).toMatchObject([
      { id: '1', text: 'a, b' },
      { id: '2', text: 'c' },
    ]);
  });

  it('tells of a broken row in its place and goes on', async () => {
    const rows = await read('id,text\n1,a\n2,b,too many\n3,c\n');
    expect(rows.map(({ id }) => id)).toEqual(['1', 'a.csv:3', '3']);
    expect(rows[1]).toMatchObject({ error: { code: 'invalid-input' } });
  });

  it('rejects for what is no table', async () => {
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

  it('does not keep a row without end', async () => {
    const rows = await read(`id,text\n1,"${'x'.repeat(100_000)}`, { maxRowBytes: 1000 });
    expect(rows).toMatchObject([
      { id: 'a.csv:2', error: { message: expect.stringContaining('1000') } },
    ]);
  });
});
